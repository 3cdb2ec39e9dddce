// As much of Intl as libraries of dates and numbers ask for: English, with every time zone. Another locale is accepted and
// answered in English, and `resolvedOptions` says so.
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const two = (number) => String(number).padStart(2, '0');

function supported(locales) {
  const list = locales === undefined ? [] : [].concat(locales);
  for (const locale of list) {
    if (typeof locale !== 'string' && !(locale instanceof Locale)) throw new TypeError('Incorrect locale information provided');
    if (!/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/.test(String(locale))) throw new RangeError(`Incorrect locale information provided`);
  }
  return list.map((it) => String(it).replace(/_/g, '-'));
}
class Locale {
  constructor(tag) {
    this.baseName = supported(String(tag))[0];
    [this.language] = this.baseName.split('-');
    this.region = this.baseName.split('-').find((it, at) => at > 0 && /^[A-Z]{2}$/i.test(it))?.toUpperCase();
  }
  maximize() { return this; }
  minimize() { return this; }
  toString() { return this.baseName; }
}

// A moment's fields in a zone.
function fields(milliseconds, zone) {
  const offset = native.zoneOffset(zone, milliseconds);
  const date = new Date(milliseconds + offset * 60000);
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), fraction: date.getUTCMilliseconds(), offset,
  };
}
function zoneName(offset, style, zone) {
  if (style === 'long' && zone === 'UTC') return 'Coordinated Universal Time';
  if (zone === 'UTC' && style === 'short') return 'UTC';
  if (offset === 0) return style === 'longOffset' || style === 'shortOffset' ? 'GMT' : 'GMT';
  const minutes = Math.abs(offset);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const sign = offset < 0 ? '-' : '+';
  if (style === 'longOffset' || style === 'long') return `GMT${sign}${two(hours)}:${two(rest)}`;
  return `GMT${sign}${hours}${rest ? `:${two(rest)}` : ''}`;
}

class DateTimeFormat {
  #options;
  constructor(locales, options = {}) {
    supported(locales);
    const given = { ...options };
    let zone = given.timeZone === undefined ? 'UTC' : String(given.timeZone);
    if (/^[+-]\d\d:?\d\d$/.test(zone)) throw new RangeError(`Invalid time zone specified: ${zone}`);
    if (Number.isNaN(native.zoneOffset(zone, 0))) throw new RangeError(`Invalid time zone specified: ${zone}`);
    if (/^(utc|gmt|etc\/utc|etc\/gmt)$/i.test(zone)) zone = 'UTC';
    const asks = ['weekday', 'era', 'year', 'month', 'day', 'dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits', 'dateStyle', 'timeStyle', 'timeZoneName'];
    if (!asks.slice(0, -1).some((name) => given[name] !== undefined)) Object.assign(given, { year: 'numeric', month: 'numeric', day: 'numeric' });
    const dates = { full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }, long: { year: 'numeric', month: 'long', day: 'numeric' }, medium: { year: 'numeric', month: 'short', day: 'numeric' }, short: { year: '2-digit', month: 'numeric', day: 'numeric' } };
    const times = { full: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'long' }, long: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' }, medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' }, short: { hour: 'numeric', minute: '2-digit' } };
    if (given.dateStyle) Object.assign(given, dates[given.dateStyle]);
    if (given.timeStyle) Object.assign(given, times[given.timeStyle]);
    if (given.hour !== undefined) {
      given.hourCycle ??= given.hour12 === false ? 'h23' : 'h12';
      if (given.hour12 === true) given.hourCycle = 'h12';
    }
    this.#options = { ...given, timeZone: zone };
    this.format = (date) => this.formatToParts(date).map((part) => part.value).join('');
  }
  formatToParts(date) {
    const milliseconds = date === undefined ? Date.now() : Number(date instanceof Date ? date.getTime() : date);
    if (!Number.isFinite(milliseconds)) throw new RangeError('Invalid time value');
    const asked = this.#options;
    const at = fields(milliseconds, asked.timeZone);
    const parts = [];
    const literal = (value) => { if (parts.length > 0) parts.push({ type: 'literal', value }); };
    const wordy = asked.month === 'long' || asked.month === 'short' || asked.month === 'narrow';
    const shownYear = at.year <= 0 && asked.era ? 1 - at.year : at.year;
    const year = asked.year && { type: 'year', value: asked.year === '2-digit' ? two(shownYear % 100) : String(shownYear) };
    const day = asked.day && { type: 'day', value: asked.day === '2-digit' ? two(at.day) : String(at.day) };
    const name = MONTHS[at.month - 1];
    const month = asked.month && { type: 'month', value: { long: name, short: name.slice(0, 3), narrow: name[0], '2-digit': two(at.month) }[asked.month] ?? String(at.month) };
    if (asked.weekday) {
      const weekday = DAYS[at.weekday];
      parts.push({ type: 'weekday', value: { long: weekday, short: weekday.slice(0, 3), narrow: weekday[0] }[asked.weekday] });
    }
    if (wordy) {
      if (month) { literal(', '); parts.push(month); }
      if (day) { literal(month ? ' ' : ', '); parts.push(day); }
      if (year) { literal(day ? ', ' : ' '); parts.push(year); }
    } else {
      let isFirst = true;
      for (const part of [month, day, year].filter(Boolean)) { literal(isFirst ? ', ' : '/'); parts.push(part); isFirst = false; }
    }
    if (asked.era) { literal(' '); parts.push({ type: 'era', value: at.year > 0 ? (asked.era === 'long' ? 'Anno Domini' : asked.era === 'narrow' ? 'A' : 'AD') : (asked.era === 'long' ? 'Before Christ' : asked.era === 'narrow' ? 'B' : 'BC') }); }
    if (asked.hour || asked.minute || asked.second || asked.fractionalSecondDigits) {
      literal(asked.dateStyle === 'full' || asked.dateStyle === 'long' ? ' at ' : ', ');
      const twelve = asked.hourCycle === 'h12' || asked.hourCycle === 'h11';
      let isFirst = true;
      const push = (type, value) => { if (!isFirst) literal(type === 'fractionalSecond' ? '.' : ':'); parts.push({ type, value }); isFirst = false; };
      if (asked.hour) {
        const hour = twelve ? at.hour % 12 || (asked.hourCycle === 'h11' ? 0 : 12) : asked.hourCycle === 'h24' ? at.hour || 24 : at.hour;
        push('hour', asked.hour === '2-digit' || (!twelve && asked.minute) ? two(hour) : String(hour));
      }
      if (asked.minute) push('minute', asked.hour || asked.second || asked.minute === '2-digit' ? two(at.minute) : String(at.minute));
      if (asked.second) push('second', asked.minute || asked.second === '2-digit' ? two(at.second) : String(at.second));
      if (asked.fractionalSecondDigits) push('fractionalSecond', String(at.fraction).padStart(3, '0').slice(0, asked.fractionalSecondDigits));
      if (asked.hour && twelve) { literal(' '); parts.push({ type: 'dayPeriod', value: at.hour < 12 ? 'AM' : 'PM' }); }
    }
    if (asked.timeZoneName) { literal(parts.some((it) => it.type === 'hour') ? ' ' : ', '); parts.push({ type: 'timeZoneName', value: zoneName(at.offset, asked.timeZoneName, asked.timeZone) }); }
    return parts;
  }
  formatRange(from, to) { return `${this.format(from)} – ${this.format(to)}`; }
  resolvedOptions() {
    const { hour12: _, ...asked } = this.#options;
    return { locale: 'en-US', calendar: 'gregory', numberingSystem: 'latn', ...asked, ...(asked.hourCycle && { hour12: asked.hourCycle === 'h12' }) };
  }
  static supportedLocalesOf(locales) { return supported(locales).filter((it) => /^en\b/.test(it)); }
  get [Symbol.toStringTag]() { return 'Intl.DateTimeFormat'; }
}

const SYMBOLS = { USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹', CNY: 'CN¥', KRW: '₩', AUD: 'A$', CAD: 'CA$', BRL: 'R$', MXN: 'MX$', NZD: 'NZ$', ILS: '₪', VND: '₫' };
const NO_CENTS = new Set(['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'UGX', 'XAF', 'XOF']);
class NumberFormat {
  #options;
  constructor(locales, options = {}) {
    supported(locales);
    const asked = { style: 'decimal', notation: 'standard', useGrouping: true, minimumIntegerDigits: 1, ...options };
    if (asked.style === 'currency' && !asked.currency) throw new TypeError('Currency code is required with currency style.');
    const cents = asked.style === 'currency' ? (NO_CENTS.has(asked.currency) ? 0 : 2) : 0;
    asked.minimumFractionDigits = options.minimumFractionDigits ?? Math.min(cents, options.maximumFractionDigits ?? cents);
    asked.maximumFractionDigits = options.maximumFractionDigits ?? Math.max(asked.minimumFractionDigits, asked.style === 'currency' ? cents : asked.style === 'percent' || asked.notation === 'compact' ? 0 : 3);
    if (asked.minimumFractionDigits > asked.maximumFractionDigits) throw new RangeError('maximumFractionDigits value is out of range.');
    this.#options = asked;
    this.format = (number) => this.formatToParts(number).map((part) => part.value).join('');
  }
  formatToParts(value) {
    const asked = this.#options;
    const number = typeof value === 'bigint' ? value : Number(value);
    if (Number.isNaN(number)) return [{ type: 'nan', value: 'NaN' }];
    const isNegative = number < 0 || Object.is(number, -0);
    let size = typeof number === 'bigint' ? (isNegative ? -number : number) : Math.abs(number);
    const parts = [];
    if (isNegative) parts.push({ type: 'minusSign', value: '-' });
    else if (asked.signDisplay === 'always' || (asked.signDisplay === 'exceptZero' && size !== 0)) parts.push({ type: 'plusSign', value: '+' });
    if (asked.style === 'currency') {
      parts.push({ type: 'currency', value: asked.currencyDisplay === 'code' ? `${asked.currency} ` : SYMBOLS[asked.currency] ?? `${asked.currency} ` });
    }
    if (size === Infinity) return [...parts, { type: 'infinity', value: '∞' }];
    let suffix = '';
    if (asked.style === 'percent') size *= 100;
    if (asked.notation === 'compact') {
      for (const [limit, mark] of [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'K']]) {
        if (size >= limit) { size /= limit; suffix = mark; break; }
      }
      if (asked.maximumFractionDigits === 0 && size < 100) size = Number(size.toPrecision(2));
    }
    let text;
    if (typeof size === 'bigint') text = `${size}`;
    else if (asked.maximumSignificantDigits || asked.minimumSignificantDigits) {
      text = Number(size.toPrecision(asked.maximumSignificantDigits ?? 21)).toString();
    } else text = size.toFixed(suffix && asked.maximumFractionDigits === 0 && size < 10 ? (Number.isInteger(size) ? 0 : 1) : asked.maximumFractionDigits);
    let [whole, fraction = ''] = text.split('.');
    while (fraction.length > asked.minimumFractionDigits && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
    whole = whole.padStart(asked.minimumIntegerDigits, '0');
    const groups = asked.useGrouping !== false && asked.useGrouping !== 'false' ? whole.replace(/\B(?=(\d{3})+$)/g, ',').split(',') : [whole];
    groups.forEach((group, index) => {
      if (index > 0) parts.push({ type: 'group', value: ',' });
      parts.push({ type: 'integer', value: group });
    });
    if (fraction) parts.push({ type: 'decimal', value: '.' }, { type: 'fraction', value: fraction });
    if (suffix) parts.push({ type: 'compact', value: suffix });
    if (asked.style === 'percent') parts.push({ type: 'percentSign', value: '%' });
    if (asked.style === 'unit') parts.push({ type: 'unit', value: ` ${asked.unit}` });
    return parts;
  }
  resolvedOptions() { return { locale: 'en-US', numberingSystem: 'latn', ...this.#options }; }
  static supportedLocalesOf(locales) { return DateTimeFormat.supportedLocalesOf(locales); }
  get [Symbol.toStringTag]() { return 'Intl.NumberFormat'; }
}

class PluralRules {
  #type;
  constructor(locales, options = {}) { supported(locales); this.#type = options.type ?? 'cardinal'; }
  select(number) {
    if (this.#type === 'cardinal') return number === 1 ? 'one' : 'other';
    const [ones, tens] = [number % 10, number % 100];
    if (ones === 1 && tens !== 11) return 'one';
    if (ones === 2 && tens !== 12) return 'two';
    return ones === 3 && tens !== 13 ? 'few' : 'other';
  }
  resolvedOptions() { return { locale: 'en-US', type: this.#type }; }
}
class RelativeTimeFormat {
  #numeric;
  constructor(locales, options = {}) { supported(locales); this.#numeric = options.numeric ?? 'always'; }
  format(value, unit) {
    const name = String(unit).replace(/s$/, '');
    if (this.#numeric === 'auto' && value === 0) return name === 'day' ? 'today' : `this ${name}`;
    if (this.#numeric === 'auto' && Math.abs(value) === 1) return name === 'day' ? (value > 0 ? 'tomorrow' : 'yesterday') : `${value > 0 ? 'next' : 'last'} ${name}`;
    const count = Math.abs(value);
    const text = `${new NumberFormat('en').format(count)} ${name}${count === 1 ? '' : 's'}`;
    return value < 0 || Object.is(value, -0) ? `${text} ago` : `in ${text}`;
  }
  formatToParts(value, unit) { return [{ type: 'literal', value: this.format(value, unit) }]; }
  resolvedOptions() { return { locale: 'en-US', numeric: this.#numeric, style: 'long', numberingSystem: 'latn' }; }
}
class ListFormat {
  #options;
  constructor(locales, options = {}) { supported(locales); this.#options = { type: 'conjunction', style: 'long', ...options }; }
  format(list) {
    const items = [...list].map(String);
    const word = this.#options.type === 'disjunction' ? 'or' : this.#options.type === 'unit' ? '' : 'and';
    if (items.length < 2) return items.join('');
    if (items.length === 2) return word ? items.join(` ${word} `) : items.join(', ');
    return `${items.slice(0, -1).join(', ')}, ${word ? `${word} ` : ''}${items.at(-1)}`;
  }
}
class Collator {
  #options;
  constructor(locales, options = {}) {
    supported(locales);
    this.#options = { sensitivity: 'variant', numeric: false, ...options };
    this.compare = (one, other) => order(String(one), String(other), this.#options);
  }
  resolvedOptions() { return { locale: 'en-US', usage: 'sort', ...this.#options }; }
}
const bare = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
function order(one, other, { sensitivity, numeric }) {
  const chunks = (text) => (numeric ? bare(text).split(/(\d+)/) : [bare(text)]);
  const [a, b] = [chunks(one), chunks(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [x = '', y = ''] = [a[at], b[at]];
    if (x === y) continue;
    if (numeric && /^\d+$/.test(x) && /^\d+$/.test(y)) { const difference = Number(x) - Number(y); if (difference) return Math.sign(difference); } else return x < y ? -1 : 1;
  }
  if (sensitivity === 'base') return 0;
  const [x, y] = sensitivity === 'accent' ? [one.toLowerCase(), other.toLowerCase()] : [one, other];
  // Small letters come before large ones.
  return x === y ? 0 : x > y ? -1 : 1;
}
class Segmenter {
  #granularity;
  constructor(locales, options = {}) { supported(locales); this.#granularity = options.granularity ?? 'grapheme'; }
  *segment(text) {
    const pattern = this.#granularity === 'word' ? /[\p{L}\p{N}_']+|\s+|./gsu : this.#granularity === 'sentence' ? /[^.!?]+[.!?]*\s*/gs : /\P{M}\p{M}*/gsu;
    for (const match of text.matchAll(pattern)) yield { segment: match[0], index: match.index, input: text, isWordLike: /[\p{L}\p{N}]/u.test(match[0]) };
  }
}
const Intl = {
  DateTimeFormat, NumberFormat, PluralRules, RelativeTimeFormat, ListFormat, Collator, Segmenter, Locale,
  getCanonicalLocales: supported, supportedValuesOf: () => [],
  DisplayNames: class { constructor(locales) { supported(locales); } of(code) { return code; } },
};
for (const name of ['DateTimeFormat', 'NumberFormat', 'Collator']) {
  // These can be called without `new`.
  Intl[name] = new Proxy(Intl[name], { apply: (Kind, _self, args) => new Kind(...args) });
}
exports.install = () => {
  Object.defineProperty(globalThis, 'Intl', { value: Intl, writable: true, configurable: true });
  const set = (prototype, name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  const dates = { year: 'numeric', month: 'numeric', day: 'numeric' };
  const times = { hour: 'numeric', minute: '2-digit', second: '2-digit' };
  const some = (options, names) => options && names.some((name) => options[name] !== undefined);
  const dateParts = ['weekday', 'year', 'month', 'day', 'dateStyle'];
  const timeParts = ['hour', 'minute', 'second', 'timeStyle', 'fractionalSecondDigits'];
  const shown = (standard) => function (locales, options) {
    if (Number.isNaN(this.getTime())) return 'Invalid Date';
    const asked = some(options, [...dateParts, ...timeParts]) ? options : { ...standard, ...options };
    return new DateTimeFormat(locales, asked).format(this);
  };
  set(Date.prototype, 'toLocaleString', shown({ ...dates, ...times }));
  set(Date.prototype, 'toLocaleDateString', shown(dates));
  set(Date.prototype, 'toLocaleTimeString', shown(times));
  set(Number.prototype, 'toLocaleString', function (locales, options) { return new NumberFormat(locales, options).format(this.valueOf()); });
  set(BigInt.prototype, 'toLocaleString', function (locales, options) { return new NumberFormat(locales, options).format(this.valueOf()); });
  set(String.prototype, 'localeCompare', function (other, locales, options) { return new Collator(locales, options).compare(String(this), other); });
};
