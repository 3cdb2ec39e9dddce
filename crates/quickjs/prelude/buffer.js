// Buffer: a Uint8Array with Node's encodings.
const { badType, coded, outOfRange } = require('errors');

const MAX = 2 ** 31 - 1;
const ENCODINGS = new Map([
  ['utf8', 'utf8'], ['utf-8', 'utf8'], ['hex', 'hex'], ['base64', 'base64'], ['base64url', 'base64url'],
  ['ascii', 'ascii'], ['latin1', 'latin1'], ['binary', 'latin1'], ['ucs2', 'utf16le'], ['ucs-2', 'utf16le'],
  ['utf16le', 'utf16le'], ['utf-16le', 'utf16le'],
]);

function encodingOf(name) {
  if (name === undefined || name === null || name === '') return 'utf8';
  const known = ENCODINGS.get(String(name).toLowerCase());
  if (!known) throw coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${name}`);
  return known;
}

function encode(text, name) {
  const encoding = encodingOf(name);
  switch (encoding) {
    case 'utf8': return native.utf8Encode(text.toWellFormed());
    case 'hex': {
      const clean = /^(?:[0-9a-fA-F]{2})*/.exec(text)[0];
      const bytes = new Uint8Array(clean.length / 2);
      for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(clean.substr(at * 2, 2), 16);
      return bytes;
    }
    case 'base64':
    case 'base64url': {
      const plain = text.replace(/=[^]*$/, '').replace(/-/g, '+').replace(/_/g, '/').replace(/[^A-Za-z0-9+/]/g, '');
      return native.base64Decode(plain) ?? new Uint8Array(0);
    }
    case 'utf16le': {
      const bytes = new Uint8Array(text.length * 2);
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        bytes[at * 2] = unit & 0xff;
        bytes[at * 2 + 1] = unit >> 8;
      }
      return bytes;
    }
    default: {
      const bytes = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at) & 0xff;
      return bytes;
    }
  }
}

function units(bytes, step, mask) {
  let text = '';
  for (let at = 0; at + step <= bytes.length; at += 4096 * step) {
    const part = [];
    for (let unit = at; unit + step <= Math.min(bytes.length, at + 4096 * step); unit += step) {
      part.push(step === 1 ? bytes[unit] & mask : bytes[unit] | (bytes[unit + 1] << 8));
    }
    text += String.fromCharCode(...part);
  }
  return text;
}

function decode(bytes, name) {
  switch (encodingOf(name)) {
    case 'utf8': return native.utf8Decode(bytes, false);
    case 'hex': {
      let text = '';
      for (let at = 0; at < bytes.length; at++) text += (bytes[at] < 16 ? '0' : '') + bytes[at].toString(16);
      return text;
    }
    case 'base64': return native.base64Encode(bytes);
    case 'base64url': return native.base64Encode(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
    case 'utf16le': return units(bytes, 2);
    case 'ascii': return units(bytes, 1, 0x7f);
    default: return units(bytes, 1, 0xff);
  }
}

function adopt(bytes) {
  return Object.setPrototypeOf(bytes, Buffer.prototype);
}

function Buffer(value, encodingOrOffset, length) {
  if (typeof value === 'number') return Buffer.alloc(value);
  return Buffer.from(value, encodingOrOffset, length);
}
Object.setPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = Object.create(Uint8Array.prototype, {
  constructor: { value: Buffer, writable: true, configurable: true },
});

const isAnyBuffer = (value) => value instanceof ArrayBuffer
  || (typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer);

Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return adopt(encode(value, encodingOrOffset));
  if (isAnyBuffer(value)) return adopt(new Uint8Array(value, encodingOrOffset, length));
  if (ArrayBuffer.isView(value)) {
    if (value instanceof DataView) throw badType('first', 'a string, Buffer or Array', value);
    return adopt(Uint8Array.from(value));
  }
  if (value !== null && typeof value === 'object') {
    const primitive = typeof value.valueOf === 'function' ? value.valueOf() : value;
    if (primitive !== value && primitive != null) return Buffer.from(primitive, encodingOrOffset, length);
    if (value.type === 'Buffer' && Array.isArray(value.data)) return adopt(Uint8Array.from(value.data));
    if (typeof value.length === 'number' || Array.isArray(value)) {
      return adopt(Uint8Array.from(Array.from({ length: value.length }, (_, at) => value[at] & 0xff)));
    }
    if (typeof value[Symbol.toPrimitive] === 'function') {
      return Buffer.from(value[Symbol.toPrimitive]('string'), encodingOrOffset);
    }
  }
  throw badType('first', 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object', value);
};
function sized(size) {
  if (typeof size !== 'number') throw badType('size', 'of type number', size);
  if (!(size >= 0 && size <= MAX)) throw outOfRange('size', `>= 0 && <= ${MAX}`, size);
  return adopt(new Uint8Array(size));
}
Buffer.alloc = (size, fill, encoding) => {
  const buffer = sized(size);
  return fill === undefined || size === 0 ? buffer : buffer.fill(fill, encoding);
};
Buffer.allocUnsafe = sized;
Buffer.allocUnsafeSlow = sized;
Buffer.of = (...bytes) => adopt(Uint8Array.from(bytes));
Buffer.isBuffer = (value) => value instanceof Buffer;
Buffer.isEncoding = (name) => typeof name === 'string' && ENCODINGS.has(name.toLowerCase());
Buffer.byteLength = (value, encoding) => {
  if (typeof value !== 'string') {
    if (ArrayBuffer.isView(value) || isAnyBuffer(value)) return value.byteLength;
    throw badType('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
  }
  return encode(value, Buffer.isEncoding(encoding) ? encoding : 'utf8').length;
};
Buffer.concat = (list, total) => {
  if (!Array.isArray(list)) throw badType('list', 'an instance of Array', list);
  const length = total ?? list.reduce((sum, part) => sum + part.length, 0);
  const buffer = sized(length);
  let at = 0;
  for (const part of list) {
    if (!(part instanceof Uint8Array)) throw badType('list', 'an array of Buffers', part);
    if (at >= length) break;
    buffer.set(part.subarray(0, length - at), at);
    at += part.length;
  }
  return buffer;
};
Buffer.compare = (one, other) => {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
  return Math.sign(one.length - other.length);
};
Buffer.copyBytesFrom = (view) => adopt(new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)));
Buffer.poolSize = 8192;

const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
function within(buffer, offset, size) {
  if (typeof offset !== 'number') throw badType('offset', 'of type number', offset);
  if (!Number.isInteger(offset) || offset < 0 || offset + size > buffer.length) {
    if (buffer.length - size < 0) throw coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
    throw outOfRange('offset', `>= 0 and <= ${buffer.length - size}`, offset);
  }
}

const methods = {
  toString(encoding, start = 0, end = this.length) {
    const from = Math.max(0, start | 0);
    const to = Math.min(this.length, end);
    return to <= from ? '' : decode(from === 0 && to === this.length ? this : this.subarray(from, to), encoding);
  },
  toLocaleString(...args) { return this.toString(...args); },
  toJSON() { return { type: 'Buffer', data: Array.from(this) }; },
  equals(other) {
    if (!(other instanceof Uint8Array)) throw badType('otherBuffer', 'an instance of Buffer or Uint8Array', other);
    return this === other || Buffer.compare(this, other) === 0;
  },
  compare(other, start = 0, end = other.length, from = 0, to = this.length) {
    return Buffer.compare(this.subarray(from, to), other.subarray(start, end));
  },
  slice(start, end) { return this.subarray(start, end); },
  subarray(start, end) { return adopt(Uint8Array.prototype.subarray.call(this, start, end)); },
  copy(target, targetStart = 0, start = 0, end = this.length) {
    const part = Uint8Array.prototype.subarray.call(this, start, Math.min(end, start + target.length - targetStart));
    target.set(part, targetStart);
    return part.length;
  },
  write(text, offset, length, encoding) {
    if (typeof offset === 'string') [offset, encoding] = [0, offset];
    else if (typeof length === 'string') [length, encoding] = [undefined, length];
    offset ??= 0;
    const bytes = encode(text, encoding).subarray(0, Math.min(length ?? Infinity, this.length - offset));
    this.set(bytes, offset);
    return bytes.length;
  },
  fill(value, start, end, encoding) {
    if (typeof start === 'string') [start, encoding] = [undefined, start];
    else if (typeof end === 'string') [end, encoding] = [undefined, end];
    const from = start ?? 0;
    const to = end ?? this.length;
    if (typeof value === 'number' || typeof value === 'boolean') {
      return adopt(Uint8Array.prototype.fill.call(this, Number(value) & 0xff, from, to));
    }
    const bytes = typeof value === 'string' ? encode(value, encoding) : value;
    if (bytes.length === 0) return Uint8Array.prototype.fill.call(this, 0, from, to);
    for (let at = from; at < to; at++) this[at] = bytes[(at - from) % bytes.length];
    return this;
  },
  indexOf(value, offset, encoding) { return find(this, value, offset, encoding, false); },
  lastIndexOf(value, offset, encoding) { return find(this, value, offset, encoding, true); },
  includes(value, offset, encoding) { return find(this, value, offset, encoding, false) !== -1; },
  swap16() { return swap(this, 2); },
  swap32() { return swap(this, 4); },
  swap64() { return swap(this, 8); },
};
function swap(buffer, size) {
  if (buffer.length % size !== 0) throw coded(RangeError, 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${size * 8}-bits`);
  for (let at = 0; at < buffer.length; at += size) Uint8Array.prototype.subarray.call(buffer, at, at + size).reverse();
  return buffer;
}
function find(buffer, value, offset, encoding, last) {
  if (typeof offset === 'string') [offset, encoding] = [undefined, offset];
  let from = offset === undefined || Number.isNaN(+offset) ? (last ? buffer.length : 0) : Math.trunc(+offset);
  if (from < 0) from += buffer.length;
  if (typeof value === 'number') {
    return last ? Uint8Array.prototype.lastIndexOf.call(buffer, value & 0xff, from)
      : Uint8Array.prototype.indexOf.call(buffer, value & 0xff, from);
  }
  const needle = typeof value === 'string' ? encode(value, encoding) : value;
  const matches = (at) => { for (let i = 0; i < needle.length; i++) if (buffer[at + i] !== needle[i]) return false; return true; };
  if (last) {
    for (let at = Math.min(from, buffer.length - needle.length); at >= 0; at--) if (matches(at)) return at;
  } else {
    for (let at = Math.max(0, from); at + needle.length <= buffer.length; at++) if (matches(at)) return at;
  }
  return -1;
}
// Reading and writing numbers: every width, both orders, both of Node's spellings.
for (const [kind, size, name] of [
  ['Int8', 1, 'Int8'], ['Uint8', 1, 'UInt8'], ['Int16', 2, 'Int16'], ['Uint16', 2, 'UInt16'], ['Int32', 4, 'Int32'],
  ['Uint32', 4, 'UInt32'], ['Float32', 4, 'Float'], ['Float64', 8, 'Double'], ['BigInt64', 8, 'BigInt64'], ['BigUint64', 8, 'BigUInt64'],
]) {
  for (const little of [true, false]) {
    const suffix = size === 1 ? '' : little ? 'LE' : 'BE';
    const read = function (offset = 0) { within(this, offset, size); return view(this)[`get${kind}`](offset, little); };
    const write = function (value, offset = 0) {
      within(this, offset, size);
      const whole = /^U?int/i.test(kind);
      if (whole) {
        const [low, high] = kind.startsWith('U') ? [0, 2 ** (size * 8) - 1] : [-(2 ** (size * 8 - 1)), 2 ** (size * 8 - 1) - 1];
        if (+value > high || +value < low) throw outOfRange('value', `>= ${low} and <= ${high}`, value);
      }
      view(this)[`set${kind}`](offset, whole ? Number(value) : value, little);
      return offset + size;
    };
    methods[`read${name}${suffix}`] = read;
    methods[`write${name}${suffix}`] = write;
    methods[`read${name.replace('UInt', 'Uint')}${suffix}`] = read;
    methods[`write${name.replace('UInt', 'Uint')}${suffix}`] = write;
  }
}
for (const little of [true, false]) {
  const suffix = little ? 'LE' : 'BE';
  const at = (index, size) => (little ? index : size - 1 - index);
  const readUInt = function (offset, size) {
    within(this, offset, size);
    let value = 0;
    for (let index = size - 1; index >= 0; index--) value = value * 256 + this[offset + at(index, size)];
    return value;
  };
  const readInt = function (offset, size) {
    const value = readUInt.call(this, offset, size);
    return value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value;
  };
  const write = function (value, offset, size) {
    within(this, offset, size);
    let rest = value < 0 ? value + 2 ** (size * 8) : value;
    for (let index = 0; index < size; index++) {
      this[offset + at(index, size)] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return offset + size;
  };
  Object.assign(methods, {
    [`readUInt${suffix}`]: readUInt, [`readUint${suffix}`]: readUInt, [`readInt${suffix}`]: readInt,
    [`writeUInt${suffix}`]: write, [`writeUint${suffix}`]: write, [`writeInt${suffix}`]: write,
  });
}
for (const name of ['utf8', 'hex', 'base64', 'base64url', 'ascii', 'latin1', 'ucs2']) {
  methods[`${name}Slice`] = function (start, end) { return this.toString(name, start, end); };
  methods[`${name}Write`] = function (text, offset, length) { return this.write(text, offset, length, name); };
}
for (const [name, value] of Object.entries(methods)) {
  Object.defineProperty(Buffer.prototype, name, { value, writable: true, configurable: true });
}
Object.defineProperty(Buffer.prototype, 'parent', { get() { return this.buffer; }, configurable: true });
Object.defineProperty(Buffer.prototype, 'offset', { get() { return this.byteOffset; }, configurable: true });

class Blob {
  #bytes;
  constructor(parts = [], options = {}) {
    this.#bytes = Buffer.concat(Array.from(parts, (part) => {
      if (part instanceof Blob) return part.#bytes;
      if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      if (part instanceof ArrayBuffer) return new Uint8Array(part);
      return encode(String(part), 'utf8');
    }));
    this.type = options.type ? String(options.type).toLowerCase() : '';
  }
  get size() { return this.#bytes.length; }
  async arrayBuffer() { return this.#bytes.slice().buffer.slice(0, this.#bytes.length); }
  async bytes() { return new Uint8Array(await this.arrayBuffer()); }
  async text() { return decode(this.#bytes, 'utf8'); }
  slice(start, end, type = '') {
    const blob = new Blob([], { type });
    blob.#bytes = Buffer.from(Uint8Array.prototype.slice.call(this.#bytes, start, end));
    return blob;
  }
  stream() { return require('streams').of([new Uint8Array(this.#bytes)]); }
  get [Symbol.toStringTag]() { return 'Blob'; }
}
class File extends Blob {
  constructor(parts, name, options = {}) {
    super(parts, options);
    this.name = String(name);
    this.lastModified = options.lastModified ?? Date.now();
  }
  get [Symbol.toStringTag]() { return 'File'; }
}

const latin1 = (text) => encode(text, 'latin1');
function atob(text) {
  const plain = String(text).replace(/[\t\n\f\r ]/g, '').replace(/={1,2}$/, '');
  if (plain.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(plain)) {
    throw new DOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
  }
  return decode(encode(plain, 'base64'), 'latin1');
}
function btoa(value) {
  const text = String(value);
  if (/[^\x00-\xff]/.test(text)) throw new DOMException('Invalid character', 'InvalidCharacterError');
  return native.base64Encode(latin1(text));
}

Object.assign(exports, {
  Buffer, Blob, File, atob, btoa, kMaxLength: MAX, INSPECT_MAX_BYTES: 50, SlowBuffer: Buffer,
  constants: { MAX_LENGTH: MAX, MAX_STRING_LENGTH: 2 ** 29 - 24 }, encode, decode,
  isUtf8: (bytes) => { try { native.utf8Decode(new Uint8Array(bytes.buffer ?? bytes), true); return true; } catch { return false; } },
});
