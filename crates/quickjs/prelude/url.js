// URL and URLSearchParams as the standard has them, and Node's older functions beside them.
const { coded, badType } = require('errors');
const querystring = require('querystring');

const encodeForm = (text) => encodeURIComponent(text.toWellFormed()).replace(/%20/g, '+').replace(/[!'()~]/g, (it) =>
  `%${it.charCodeAt(0).toString(16).toUpperCase()}`);
const decodeForm = (text) => querystring.unescape(text.replace(/\+/g, ' '));

class URLSearchParams {
  #list = [];
  #changed = null;
  constructor(init = '') {
    if (init === null || init === undefined) return;
    if (typeof init === 'object' || typeof init === 'function') {
      if (init instanceof URLSearchParams) this.#list = init.#list.map((pair) => [...pair]);
      else if (typeof init[Symbol.iterator] === 'function') {
        for (const pair of init) {
          const [name, value, ...more] = pair;
          if (value === undefined || more.length > 0) {
            throw coded(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
          }
          this.#list.push([String(name), String(value)]);
        }
      } else for (const name of Reflect.ownKeys(init)) {
        if (typeof name === 'string') this.#list.push([name, String(init[name])]);
      }
    } else this.#parse(String(init));
  }
  #parse(text) {
    const query = text.startsWith('?') ? text.slice(1) : text;
    this.#list = query.split('&').filter(Boolean).map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [decodeForm(part), ''] : [decodeForm(part.slice(0, at)), decodeForm(part.slice(at + 1))];
    });
  }
  static of(search, changed) {
    const params = new URLSearchParams(search);
    params.#changed = changed;
    return params;
  }
  static reset(params, search) { params.#parse(search); }
  append(name, value) { this.#list.push([String(name), String(value)]); this.#changed?.(); }
  delete(name, value) {
    this.#list = this.#list.filter(([key, it]) => key !== String(name) || (value !== undefined && it !== String(value)));
    this.#changed?.();
  }
  get(name) { return this.#list.find(([key]) => key === String(name))?.[1] ?? null; }
  getAll(name) { return this.#list.filter(([key]) => key === String(name)).map(([, value]) => value); }
  has(name, value) {
    return this.#list.some(([key, it]) => key === String(name) && (value === undefined || it === String(value)));
  }
  set(name, value) {
    const at = this.#list.findIndex(([key]) => key === String(name));
    if (at < 0) this.#list.push([String(name), String(value)]);
    else {
      this.#list[at][1] = String(value);
      this.#list = this.#list.filter(([key], index) => index <= at || key !== String(name));
    }
    this.#changed?.();
  }
  sort() { this.#list.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)); this.#changed?.(); }
  forEach(call, self) { for (const [name, value] of this.#list) Reflect.apply(call, self, [value, name, this]); }
  *entries() { for (const pair of this.#list) yield [...pair]; }
  *keys() { for (const [name] of this.#list) yield name; }
  *values() { for (const [, value] of this.#list) yield value; }
  [Symbol.iterator]() { return this.entries(); }
  get size() { return this.#list.length; }
  toString() { return this.#list.map(([name, value]) => `${encodeForm(name)}=${encodeForm(value)}`).join('&'); }
  get [Symbol.toStringTag]() { return 'URLSearchParams'; }
}

class URL {
  #parts;
  #params = null;
  constructor(address, base) {
    const text = String(address);
    const parts = native.urlParse(text.toWellFormed(), base === undefined ? null : String(base).toWellFormed());
    if (parts === null || parts === undefined) {
      const error = coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
      error.input = text;
      if (base !== undefined) error.base = String(base);
      throw error;
    }
    this.#parts = JSON.parse(parts);
  }
  static canParse(address, base) { try { new URL(address, base); return true; } catch { return false; } }
  static parse(address, base) { try { return new URL(address, base); } catch { return null; } }
  static createObjectURL() { throw new Error('URL.createObjectURL is not available here'); }
  static revokeObjectURL() {}
  static change(url, part, value) {
    const parts = native.urlSet(url.#parts.href, part, String(value).toWellFormed());
    if (parts) url.#parts = JSON.parse(parts);
    if (url.#params && part === 'search') URLSearchParams.reset(url.#params, url.#parts.search);
  }
  static part(url, name) { return url.#parts[name]; }
  get href() { return this.#parts.href; }
  set href(value) {
    this.#parts = new URL(value).#parts;
    if (this.#params) URLSearchParams.reset(this.#params, this.#parts.search);
  }
  get searchParams() {
    this.#params ??= URLSearchParams.of(this.#parts.search, () => {
      const parts = native.urlSet(this.#parts.href, 'search', this.#params.toString());
      if (parts) this.#parts = JSON.parse(parts);
    });
    return this.#params;
  }
  get origin() { return this.#parts.origin; }
  toString() { return this.#parts.href; }
  toJSON() { return this.#parts.href; }
  get [Symbol.toStringTag]() { return 'URL'; }
}
const changeUrl = URL.change;
const partOfUrl = URL.part;
delete URL.change;
delete URL.part;
for (const name of ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']) {
  Object.defineProperty(URL.prototype, name, {
    get() { return partOfUrl(this, name); },
    set(value) { changeUrl(this, name, value); },
    enumerable: true, configurable: true,
  });
}
for (const name of ['href', 'origin', 'searchParams', 'toString', 'toJSON']) {
  const descriptor = Object.getOwnPropertyDescriptor(URL.prototype, name);
  Object.defineProperty(URL.prototype, name, { ...descriptor, enumerable: true });
}

// Node's older functions.
const SLASHED = new Set(['http:', 'https:', 'ftp:', 'file:', 'ws:', 'wss:']);
class Url {
  constructor() {
    for (const name of ['protocol', 'slashes', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href']) {
      this[name] = null;
    }
  }
  format() { return format(this); }
  resolve(to) { return resolve(this.href, to); }
}
function parse(address, parseQuery = false, slashesDenoteHost = false) {
  if (address instanceof Url) return address;
  if (typeof address !== 'string') throw badType('url', 'of type string', address);
  const url = new Url();
  let rest = address.trim();
  const hash = rest.indexOf('#');
  if (hash >= 0) { url.hash = rest.slice(hash); rest = rest.slice(0, hash); }
  const search = rest.indexOf('?');
  if (search >= 0) { url.search = rest.slice(search); url.query = rest.slice(search + 1); rest = rest.slice(0, search); }
  const scheme = /^([a-z][a-z0-9+.-]*:)/i.exec(rest);
  if (scheme) { url.protocol = scheme[1].toLowerCase(); rest = rest.slice(scheme[0].length); }
  if (rest.startsWith('//') && (scheme || slashesDenoteHost)) {
    url.slashes = true;
    rest = rest.slice(2);
    const end = rest.search(/[/\\]/);
    let authority = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? '' : rest.slice(end);
    const at = authority.lastIndexOf('@');
    if (at >= 0) { url.auth = querystring.unescape(authority.slice(0, at)); authority = authority.slice(at + 1); }
    const port = /:(\d*)$/.exec(authority);
    if (port) { if (port[1]) url.port = port[1]; authority = authority.slice(0, port.index); }
    url.hostname = authority.toLowerCase();
    url.host = url.hostname + (url.port ? `:${url.port}` : '');
    if (rest === '' && SLASHED.has(url.protocol)) rest = '/';
  }
  if (rest) url.pathname = rest.replace(/[ "<>`{}|\\^]/g, (it) => (it === '\\' ? '/' : encodeURIComponent(it)));
  if (parseQuery) { url.search ??= ''; url.query = querystring.parse(url.query ?? ''); }
  if (url.pathname !== null || url.search) url.path = (url.pathname ?? '') + (url.search ?? '');
  url.href = format(url);
  return url;
}
function format(url, options) {
  if (typeof url === 'string') return parse(url).href;
  if (url instanceof URL) {
    const copy = new URL(url.href);
    if (options?.fragment === false) copy.hash = '';
    if (options?.search === false) copy.search = '';
    if (options?.auth === false) { copy.username = ''; copy.password = ''; }
    return copy.href;
  }
  const protocol = url.protocol ? (url.protocol.endsWith(':') ? url.protocol : `${url.protocol}:`) : '';
  const auth = url.auth ? `${encodeURIComponent(url.auth).replace(/%3A/i, ':')}@` : '';
  let host = url.host ? auth + url.host : url.hostname ? auth + url.hostname + (url.port ? `:${url.port}` : '') : '';
  const query = url.query && typeof url.query === 'object' ? querystring.stringify(url.query) : '';
  let search = url.search || (query && `?${query}`) || '';
  if (search && !search.startsWith('?')) search = `?${search}`;
  let pathname = url.pathname ?? '';
  if (url.slashes || ((!protocol || SLASHED.has(protocol)) && host)) {
    host = `//${host}`;
    if (pathname && !pathname.startsWith('/')) pathname = `/${pathname}`;
  }
  const hash = url.hash ? (url.hash.startsWith('#') ? url.hash : `#${url.hash}`) : '';
  return protocol + host + pathname.replace(/[?#]/g, encodeURIComponent) + search.replace('#', '%23') + hash;
}
function resolve(from, to) {
  try { return new URL(to, from).href; } catch { /* relative to relative, as below */ }
  const url = new URL(to, new URL(from, 'resolve://x'));
  return url.protocol === 'resolve:' ? url.pathname + url.search + url.hash : url.href;
}
const host = (text) => { try { return new URL(`https://${text}`).hostname; } catch { return ''; } };

exports.URL = URL;
exports.URLSearchParams = URLSearchParams;
exports.punycode = { toASCII: host, toUnicode: (text) => text, ucs2: { decode: (text) => Array.from(text, (it) => it.codePointAt(0)), encode: (points) => String.fromCodePoint(...points) } };
exports.node = {
  URL, URLSearchParams, Url, parse, format, resolve,
  resolveObject: (from, to) => parse(resolve(typeof from === 'string' ? from : format(from), to)),
  domainToASCII: host, domainToUnicode: (text) => text,
  fileURLToPath: (url) => decodeURIComponent(new URL(url).pathname),
  pathToFileURL: (path) => new URL(`file://${path.split('/').map(encodeURIComponent).join('/')}`),
  urlToHttpOptions: (url) => ({
    protocol: url.protocol, hostname: url.hostname, hash: url.hash, search: url.search, pathname: url.pathname,
    path: url.pathname + url.search, href: url.href, ...(url.port && { port: Number(url.port) }),
    ...(url.username && { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }),
  }),
};
