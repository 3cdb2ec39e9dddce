// Text out of bytes that come in pieces.
const { Buffer } = require('buffer');
const { unfinished } = require('text');
class StringDecoder {
  #kept = Buffer.alloc(0);
  constructor(encoding = 'utf8') {
    const name = String(encoding).toLowerCase().replace('utf-8', 'utf8').replace('utf-16le', 'utf16le').replace('ucs2', 'utf16le').replace('ucs-2', 'utf16le');
    if (!Buffer.isEncoding(name)) throw require('errors').coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
    this.encoding = name;
  }
  write(bytes) {
    if (typeof bytes === 'string') return bytes;
    const all = Buffer.concat([this.#kept, Buffer.from(bytes)]);
    const keep = this.encoding === 'utf8' ? unfinished(all, 'utf-8') : this.encoding === 'utf16le' ? all.length % 2 : /^base64/.test(this.encoding) ? all.length % 3 : 0;
    this.#kept = all.subarray(all.length - keep);
    return all.toString(this.encoding, 0, all.length - keep);
  }
  end(bytes) {
    const text = bytes === undefined ? '' : this.write(bytes);
    const rest = this.#kept.length > 0 ? this.#kept.toString(this.encoding) : '';
    this.#kept = Buffer.alloc(0);
    return text + rest;
  }
}
exports.StringDecoder = StringDecoder;
