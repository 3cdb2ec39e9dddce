// TextEncoder and TextDecoder.
const { encode, decode } = require('buffer');
const { coded } = require('errors');

class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(text = '') { return encode(String(text), 'utf8'); }
  encodeInto(text, target) {
    let read = 0;
    let written = 0;
    for (const character of String(text)) {
      const bytes = encode(character, 'utf8');
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      written += bytes.length;
      read += character.length;
    }
    return { read, written };
  }
}

const LABELS = new Map([['utf-8', 'utf-8'], ['utf8', 'utf-8'], ['unicode-1-1-utf-8', 'utf-8'], ['utf-16le', 'utf-16le'],
  ['utf-16', 'utf-16le'], ['latin1', 'windows-1252'], ['iso-8859-1', 'windows-1252'], ['ascii', 'windows-1252'],
  ['us-ascii', 'windows-1252'], ['windows-1252', 'windows-1252']]);

class TextDecoder {
  #kept = new Uint8Array(0);
  #started = false;
  constructor(label = 'utf-8', options = {}) {
    const encoding = LABELS.get(String(label).trim().toLowerCase());
    if (!encoding) throw coded(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${label}" encoding is not supported`);
    this.encoding = encoding;
    this.fatal = Boolean(options.fatal);
    this.ignoreBOM = Boolean(options.ignoreBOM);
  }
  decode(input = new Uint8Array(0), options = {}) {
    const part = input instanceof ArrayBuffer ? new Uint8Array(input)
      : new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
    let bytes = part;
    if (this.#kept.length > 0) {
      bytes = new Uint8Array(this.#kept.length + part.length);
      bytes.set(this.#kept);
      bytes.set(part, this.#kept.length);
    }
    const keep = options.stream ? unfinished(bytes, this.encoding) : 0;
    this.#kept = bytes.slice(bytes.length - keep);
    bytes = bytes.subarray(0, bytes.length - keep);
    let text = this.encoding === 'utf-8' ? native.utf8Decode(bytes, this.fatal)
      : decode(bytes, this.encoding === 'utf-16le' ? 'utf16le' : 'latin1');
    if (!this.#started && bytes.length > 0) {
      if (!this.ignoreBOM && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
      this.#started = true;
    }
    if (!options.stream) this.#started = false;
    return text;
  }
}

// How many bytes at the end begin a character that is not yet whole.
function unfinished(bytes, encoding) {
  if (encoding === 'utf-16le') return bytes.length % 2;
  if (encoding !== 'utf-8') return 0;
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back ? back : 0;
  }
  return 0;
}

Object.assign(exports, { TextEncoder, TextDecoder, unfinished });
