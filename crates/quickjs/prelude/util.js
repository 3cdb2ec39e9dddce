// util: inspect, format, promisify, types and the rest.
const { badType, coded } = require('errors');
const custom = Symbol.for('nodejs.util.inspect.custom');
const promisified = Symbol.for('nodejs.util.promisify.custom');

const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const is = (name) => (value) => tag(value) === name;
// By what the engine knows of a value, not by what it calls itself.
function brand(method) {
  return (value) => { try { method.call(value); return true; } catch { return false; } };
}
const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
const types = {
  isDate: brand(Date.prototype.getTime), isRegExp: (value) => value instanceof RegExp || is('RegExp')(value),
  isMap: brand(getter(Map.prototype, 'size')), isSet: brand(getter(Set.prototype, 'size')),
  isWeakMap: is('WeakMap'), isWeakSet: is('WeakSet'), isPromise: (value) => value instanceof Promise,
  isNativeError: (value) => value instanceof Error || is('Error')(value),
  isArrayBuffer: (value) => value instanceof ArrayBuffer, isSharedArrayBuffer: is('SharedArrayBuffer'),
  isAnyArrayBuffer: (value) => value instanceof ArrayBuffer || is('SharedArrayBuffer')(value),
  isArrayBufferView: ArrayBuffer.isView, isDataView: (value) => value instanceof DataView,
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isUint8Array: (value) => value instanceof Uint8Array, isUint16Array: (value) => value instanceof Uint16Array,
  isUint32Array: (value) => value instanceof Uint32Array, isUint8ClampedArray: (value) => value instanceof Uint8ClampedArray,
  isInt8Array: (value) => value instanceof Int8Array, isInt16Array: (value) => value instanceof Int16Array,
  isInt32Array: (value) => value instanceof Int32Array, isFloat32Array: (value) => value instanceof Float32Array,
  isFloat64Array: (value) => value instanceof Float64Array, isBigInt64Array: (value) => value instanceof BigInt64Array,
  isBigUint64Array: (value) => value instanceof BigUint64Array,
  isAsyncFunction: (value) => typeof value === 'function' && is('AsyncFunction')(value),
  isGeneratorFunction: (value) => typeof value === 'function' && /GeneratorFunction$/.test(tag(value)),
  isGeneratorObject: is('Generator'), isProxy: () => false, isExternal: () => false, isModuleNamespaceObject: is('Module'),
  isSymbolObject: (value) => typeof value === 'object' && is('Symbol')(value),
  isNumberObject: (value) => typeof value === 'object' && is('Number')(value),
  isStringObject: (value) => typeof value === 'object' && is('String')(value),
  isBooleanObject: (value) => typeof value === 'object' && is('Boolean')(value),
  isBigIntObject: (value) => typeof value === 'object' && is('BigInt')(value),
  isBoxedPrimitive: (value) => value !== null && typeof value === 'object' && /^(Number|String|Boolean|Symbol|BigInt)$/.test(tag(value)),
  isArgumentsObject: is('Arguments'), isMapIterator: is('Map Iterator'), isSetIterator: is('Set Iterator'),
  isKeyObject: (value) => value?.constructor?.name === 'KeyObject', isCryptoKey: (value) => value?.constructor?.name === 'CryptoKey',
};

function quote(text) {
  const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') ? '`' : "'";
  const escaped = text.replace(/[\x00-\x1f\x7f\\]/g, (it) => ({ '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\v': '\\v' }[it]
    ?? `\\x${it.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`));
  return mark + (mark === "'" ? escaped.replace(/'/g, "\\'") : escaped) + mark;
}
const keyText = (key) => (typeof key === 'symbol' ? `[${String(key)}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key));

function inspect(value, options, ...old) {
  const given = typeof options === 'boolean' ? { showHidden: options, depth: old[0] } : options ?? {};
  const settings = { depth: 2, maxArrayLength: 100, maxStringLength: 10000, breakLength: 80, compact: 3, ...given };
  settings.depth ??= Infinity;
  return shown(value, settings, 0, []);
}
inspect.custom = custom;
inspect.defaultOptions = { depth: 2 };
inspect.colors = Object.create(null);
inspect.styles = Object.create(null);

function shown(value, settings, depth, above) {
  switch (typeof value) {
    case 'string': {
      const cut = value.length > settings.maxStringLength ? value.slice(0, settings.maxStringLength) : value;
      return quote(cut) + (cut === value ? '' : `... ${value.length - cut.length} more characters`);
    }
    case 'number': return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint': return `${value}n`;
    case 'symbol': case 'boolean': case 'undefined': return String(value);
    case 'object': if (value === null) return 'null';
  }
  const shows = value[custom];
  if (settings.customInspect !== false && typeof shows === 'function' && shows !== inspect) {
    const result = Reflect.apply(shows, value, [settings.depth - depth, { ...settings, stylize: (text) => text }, inspect]);
    if (result !== value) return typeof result === 'string' ? result : shown(result, settings, depth, above);
  }
  if (above.includes(value)) return '[Circular *1]';
  const inner = (it) => shown(it, settings, depth + 1, [...above, value]);
  const isArray = Array.isArray(value) || types.isTypedArray(value);
  const prototype = Object.getPrototypeOf(value);
  const name = prototype === null ? '[Object: null prototype]' : value.constructor?.name || tag(value);
  let keys = Object.keys(value).concat(Object.getOwnPropertySymbols(value).filter((it) => Object.prototype.propertyIsEnumerable.call(value, it)));
  if (isArray) keys = keys.filter((key) => typeof key === 'symbol' || !/^\d+$/.test(key));
  let before = name === 'Object' ? '' : `${name} `;
  let [open, close] = ['{', '}'];
  let items = [];
  if (typeof value === 'function') {
    const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : tag(value);
    before = `[${kind}${value.name ? `${kind === 'class' ? ' ' : ': '}${value.name}` : ' (anonymous)'}]`;
    if (keys.length === 0) return before;
    before += ' ';
  } else if (types.isNativeError(value)) {
    const stack = typeof value.stack === 'string' ? value.stack : '';
    const head = `${value.name}: ${value.message}`;
    before = stack.startsWith(value.name) ? stack.trimEnd() : `${head}${stack ? `\n${stack.trimEnd()}` : ''}`;
    keys = keys.filter((key) => !['stack', 'message', 'name'].includes(key));
    if (Object.hasOwn(value, 'cause') && !keys.includes('cause')) keys.push('cause');
    if (depth > 0 && keys.length === 0) return `[${before.replace(/\n/g, '\n  ')}]`;
    if (keys.length === 0) return before;
    before += ' ';
  } else if (types.isDate(value)) {
    before = Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (keys.length === 0) return before;
  } else if (types.isRegExp(value)) {
    before = RegExp.prototype.toString.call(value);
    if (keys.length === 0) return before;
  } else if (types.isBoxedPrimitive(value)) {
    return `[${tag(value)}: ${shown(value.valueOf(), settings, depth, above)}]`;
  } else if (types.isPromise(value)) before = 'Promise ';
  if (depth > settings.depth) return isArray ? '[Array]' : `[${name}]`;
  if (isArray) {
    [open, close] = ['[', ']'];
    before = name === 'Array' ? '' : `${name}(${value.length}) `;
    const most = Math.min(value.length, settings.maxArrayLength);
    let holes = 0;
    const flush = () => { if (holes) items.push(`<${holes} empty item${holes > 1 ? 's' : ''}>`); holes = 0; };
    for (let at = 0; at < most; at++) { if (at in value) { flush(); items.push(inner(value[at])); } else holes++; }
    flush();
    if (value.length > most) items.push(`... ${value.length - most} more item${value.length - most > 1 ? 's' : ''}`);
  } else if (types.isMap(value)) {
    before = `${name}(${value.size}) `;
    items = [...Map.prototype.entries.call(value)].slice(0, settings.maxArrayLength).map(([key, it]) => `${inner(key)} => ${inner(it)}`);
  } else if (types.isSet(value)) {
    before = `${name}(${value.size}) `;
    items = [...Set.prototype.values.call(value)].slice(0, settings.maxArrayLength).map(inner);
  } else if (value instanceof ArrayBuffer) {
    items = [`byteLength: ${value.byteLength}`];
  } else if (types.isArgumentsObject(value)) {
    before = '[Arguments] ';
    [open, close] = ['[', ']'];
    items = Array.from(value, inner);
    keys = [];
  }
  for (const key of keys) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    const text = descriptor?.get ? (descriptor.set ? '[Getter/Setter]' : '[Getter]') : descriptor?.set ? '[Setter]' : inner(value[key]);
    items.push(`${keyText(key)}: ${text}`);
  }
  if (items.length === 0) return `${before}${open}${close}`;
  const line = `${before}${open} ${items.join(', ')} ${close}`;
  if (line.length <= settings.breakLength - depth * 2 && !line.includes('\n')) return line;
  const indent = '  '.repeat(depth + 1);
  return `${before}${open}\n${items.map((item) => indent + item).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

function formatWithOptions(options, first, ...rest) {
  const values = [...rest];
  let text = '';
  if (typeof first === 'string') {
    if (rest.length === 0) return first;
    text = first.replace(/%[sdifjoOc%]/g, (mark) => {
      if (mark === '%%') return '%';
      if (values.length === 0) return mark;
      const value = values.shift();
      switch (mark) {
        case '%s': return typeof value === 'bigint' ? `${value}n` : typeof value === 'object' && value !== null
          && !(Object.hasOwn(value, 'toString') || types.isNativeError(value)) ? inspect(value, { ...options, depth: 0 }) : String(value);
        case '%d': return typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : String(Number(value));
        case '%i': return typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : String(parseInt(value, 10));
        case '%f': return typeof value === 'symbol' ? 'NaN' : String(parseFloat(value));
        case '%j': try { return JSON.stringify(value); } catch { return '[Circular]'; }
        case '%c': return '';
        default: return inspect(value, { ...options, depth: 4 });
      }
    });
  } else values.unshift(first);
  const more = values.map((value) => (typeof value === 'string' ? value : inspect(value, options)));
  return [...(typeof first === 'string' ? [text] : []), ...more].join(' ');
}
const format = (...args) => (args.length === 0 ? '' : formatWithOptions({}, ...args));

function promisify(original) {
  if (typeof original !== 'function') throw badType('original', 'of type function', original);
  if (original[promisified]) return original[promisified];
  const promising = function (...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error, value) => (error ? reject(error) : resolve(value))]);
    });
  };
  Object.setPrototypeOf(promising, Object.getPrototypeOf(original));
  return Object.defineProperties(promising, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = promisified;
function callbackify(original) {
  return function (...args) {
    const call = args.pop();
    Promise.resolve(Reflect.apply(original, this, args)).then(
      (value) => process.nextTick(call, null, value),
      (error) => process.nextTick(call, error ?? coded(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value')),
    );
  };
}
function inherits(constructor, parent) {
  Object.defineProperty(constructor, 'super_', { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}
function deprecate(call) {
  return function (...args) { return new.target ? Reflect.construct(call, args, new.target) : Reflect.apply(call, this, args); };
}

function isDeepStrictEqual(one, other) { return equal(one, other, true, []); }
function equal(one, other, strict, seen) {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return !strict && (one == other || (Number.isNaN(one) && Number.isNaN(other))); // eslint-disable-line eqeqeq
  }
  if (strict && Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (seen.some(([a, b]) => a === one && b === other)) return true;
  const next = [...seen, [one, other]];
  const same = (a, b) => equal(a, b, strict, next);
  if (types.isDate(one) || types.isDate(other)) { if (!(types.isDate(one) && types.isDate(other)) || one.getTime() !== other.getTime()) return false; }
  if (types.isRegExp(one)) { if (!types.isRegExp(other) || String(one) !== String(other)) return false; }
  if (types.isNativeError(one)) { if (!types.isNativeError(other) || one.message !== other.message || one.name !== other.name) return false; }
  if (types.isBoxedPrimitive(one) && !(types.isBoxedPrimitive(other) && Object.is(one.valueOf(), other.valueOf()))) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  if (types.isMap(one)) {
    if (!types.isMap(other) || one.size !== other.size) return false;
    for (const [key, value] of one) {
      if (other.has(key) ? !same(value, other.get(key)) : ![...other].some(([k, v]) => same(key, k) && same(value, v))) return false;
    }
  }
  if (types.isSet(one)) {
    if (!types.isSet(other) || one.size !== other.size) return false;
    for (const value of one) if (!other.has(value) && ![...other].some((it) => same(value, it))) return false;
  }
  if (ArrayBuffer.isView(one) && one.byteLength !== other.byteLength) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && same(one[key], other[key]));
}

Object.assign(exports, {
  inspect, format, formatWithOptions, promisify, callbackify, inherits, deprecate, types, isDeepStrictEqual, equal,
  debuglog: () => Object.assign(() => {}, { enabled: false }), debug: () => Object.assign(() => {}, { enabled: false }),
  isArray: Array.isArray, isString: (it) => typeof it === 'string', isNumber: (it) => typeof it === 'number',
  isBoolean: (it) => typeof it === 'boolean', isFunction: (it) => typeof it === 'function', isNull: (it) => it === null,
  isUndefined: (it) => it === undefined, isNullOrUndefined: (it) => it == null, isSymbol: (it) => typeof it === 'symbol',
  isObject: (it) => it !== null && typeof it === 'object', isError: types.isNativeError, isDate: types.isDate, isRegExp: types.isRegExp,
  isPrimitive: (it) => it === null || (typeof it !== 'object' && typeof it !== 'function'), isBuffer: (it) => Buffer.isBuffer(it),
  stripVTControlCharacters: (text) => text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, ''), styleText: (_style, text) => text,
  toUSVString: (text) => String(text).toWellFormed(), getSystemErrorName: (code) => `E${code}`,
  parseArgs: () => ({ values: {}, positionals: [] }), aborted: () => new Promise(() => {}), getCallSites: () => [],
  get TextEncoder() { return globalThis.TextEncoder; }, get TextDecoder() { return globalThis.TextDecoder; },
});
