// structuredClone.
const { types } = require('util');
const refuse = (value) => { throw new DOMException(`${typeof value === 'symbol' ? String(value) : `${value}`} could not be cloned.`, 'DataCloneError'); };
function clone(value, seen) {
  if (typeof value === 'function' || typeof value === 'symbol') refuse(value);
  if (value === null || typeof value !== 'object') return value;
  if (seen.has(value)) return seen.get(value);
  const keep = (copy) => { seen.set(value, copy); return copy; };
  if (types.isDate(value)) return keep(new Date(value.getTime()));
  if (types.isRegExp(value)) return keep(new RegExp(value.source, value.flags));
  if (types.isBoxedPrimitive(value)) return keep(Object(value.valueOf()));
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const buffer = clone(value.buffer, seen);
    const Kind = value instanceof DataView ? DataView : globalThis[Object.prototype.toString.call(value).slice(8, -1)];
    return keep(new Kind(buffer, value.byteOffset, value instanceof DataView ? value.byteLength : value.length));
  }
  if (types.isMap(value)) { const copy = keep(new Map()); for (const [key, it] of value) copy.set(clone(key, seen), clone(it, seen)); return copy; }
  if (types.isSet(value)) { const copy = keep(new Set()); for (const it of value) copy.add(clone(it, seen)); return copy; }
  if (types.isNativeError(value)) {
    const Kind = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }[value.name] ?? Error;
    const copy = keep(Object.create(Kind.prototype));
    for (const name of ['message', 'stack', 'cause']) {
      if (Object.hasOwn(value, name)) Object.defineProperty(copy, name, { value: clone(value[name], seen), writable: true, configurable: true });
    }
    return copy;
  }
  if (types.isPromise(value) || /^Weak/.test(Object.prototype.toString.call(value).slice(8))) refuse(value);
  const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}
exports.structuredClone = function structuredClone(value, options = {}) {
  if (arguments.length === 0) throw new TypeError('structuredClone needs a value');
  const copy = clone(value, new Map());
  for (const buffer of options.transfer ?? []) if (buffer instanceof ArrayBuffer) buffer.transfer?.();
  return copy;
};
