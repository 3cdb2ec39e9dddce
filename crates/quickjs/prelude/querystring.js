// Query strings as Node has them.
function unescapeOne(text) {
  try { return decodeURIComponent(text); } catch { /* bytes that are no UTF-8 */ }
  const { encode, decode } = require('buffer');
  const bytes = [];
  for (let at = 0; at < text.length; at++) {
    const pair = /^%([0-9a-f]{2})/i.exec(text.slice(at, at + 3));
    if (pair) { bytes.push(parseInt(pair[1], 16)); at += 2; } else bytes.push(...encode(text[at], 'utf8'));
  }
  return decode(Uint8Array.from(bytes), 'utf8');
}
const escapeOne = (text) => encodeURIComponent(String(text).toWellFormed()).replace(/[!'()*~]/g, (it) => it);
const plain = (value) => (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint'
  || (typeof value === 'number' && Number.isFinite(value)) ? String(value) : '');

function stringify(object, separator = '&', equals = '=', options = {}) {
  if (object === null || typeof object !== 'object') return '';
  const escape = options.encodeURIComponent ?? exports.escape;
  return Object.keys(object).flatMap((name) => {
    const values = Array.isArray(object[name]) ? object[name] : [object[name]];
    return values.map((value) => escape(name) + equals + escape(plain(value)));
  }).join(separator);
}
function parse(text, separator = '&', equals = '=', options = {}) {
  const object = Object.create(null);
  if (typeof text !== 'string' || text === '') return object;
  const unescape = options.decodeURIComponent ?? exports.unescape;
  const most = options.maxKeys ?? 1000;
  const parts = text.split(separator);
  for (const part of most > 0 ? parts.slice(0, most) : parts) {
    if (part === '') continue;
    const at = part.indexOf(equals);
    const [name, value] = (at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + equals.length)])
      .map((it) => unescape(it.replace(/\+/g, ' ')));
    if (!(name in object)) object[name] = value;
    else if (Array.isArray(object[name])) object[name].push(value);
    else object[name] = [object[name], value];
  }
  return object;
}
Object.assign(exports, { stringify, encode: stringify, parse, decode: parse, escape: escapeOne, unescape: unescapeOne });
