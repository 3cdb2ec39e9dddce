// crypto: hashes, codes, ciphers, signatures, keys, random.
const { Buffer } = require('buffer');
const { Transform } = require('stream');
const { coded, badType, outOfRange } = require('errors');

function bytesOf(value, encoding) {
  if (typeof value === 'string') return Buffer.from(value, encoding === 'buffer' ? undefined : encoding);
  if (value instanceof KeyObject) return value.export();
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw badType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', value);
}
const given = (bytes, encoding) => (encoding && encoding !== 'buffer' ? Buffer.from(bytes).toString(encoding) : Buffer.from(bytes));

// --- Hashes and codes
class Digest extends Transform {
  #parts = [];
  #isDone = false;
  constructor(finish) {
    super({
      transform: (chunk, encoding, next) => { this.update(chunk, encoding); next(); },
      flush: (next) => next(null, this.digest()),
    });
    this.finish = finish;
    Object.defineProperty(this, 'finish', { enumerable: false });
  }
  update(data, encoding) {
    if (this.#isDone) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    this.#parts.push(Buffer.from(bytesOf(data, encoding)));
    return this;
  }
  digest(encoding) {
    if (this.#isDone) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    this.#isDone = true;
    return given(this.finish(Buffer.concat(this.#parts)), encoding);
  }
  copyParts() { return [...this.#parts]; }
}
class Hash extends Digest {
  constructor(name) {
    native.hash(String(name), new Uint8Array(0));
    super((data) => native.hash(String(name), data));
    Object.defineProperty(this, 'algorithm', { value: name });
  }
  copy() { const other = new Hash(this.algorithm); for (const part of this.copyParts()) other.update(part); return other; }
}
class Hmac extends Digest {
  constructor(name, key) {
    const secret = bytesOf(key);
    native.hmac(String(name), secret, new Uint8Array(0));
    super((data) => native.hmac(String(name), secret, data));
  }
}
const HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256', 'sha3-256', 'sha3-384', 'sha3-512', 'RSA-SHA1', 'RSA-SHA256', 'RSA-SHA384', 'RSA-SHA512'];

// --- Random
const randomBytes = (size, done) => {
  if (typeof size !== 'number') throw badType('size', 'of type number', size);
  if (!(size >= 0 && size <= 2 ** 31 - 1)) throw outOfRange('size', '>= 0 && <= 2147483647', size);
  const bytes = Buffer.from(native.random(size));
  if (!done) return bytes;
  process.nextTick(done, null, bytes);
  return undefined;
};
function randomInt(low, high, done) {
  if (high === undefined || typeof high === 'function') [low, high, done] = [0, low, high];
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || high <= low) throw outOfRange('max', `greater than the value of "min" (${low})`, high);
  const range = high - low;
  const limit = 2 ** 48 - (2 ** 48 % range);
  let value;
  do { value = Buffer.from(native.random(6)).readUIntBE(0, 6); } while (value >= limit);
  if (done) process.nextTick(done, null, low + (value % range));
  return low + (value % range);
}
function randomUUID() {
  const bytes = Buffer.from(native.random(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
function randomFillSync(target, offset = 0, size = target.byteLength - offset) {
  new Uint8Array(target.buffer ?? target, (target.byteOffset ?? 0) + offset, size).set(native.random(size));
  return target;
}
function timingSafeEqual(one, other) {
  const [a, b] = [bytesOf(one), bytesOf(other)];
  if (a.length !== b.length) throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a[at] ^ b[at];
  return difference === 0;
}

// --- Ciphers
const SIZES = { 'aes-128-cbc': [16, 16], 'aes-192-cbc': [24, 16], 'aes-256-cbc': [32, 16], 'aes-128-ctr': [16, 16], 'aes-192-ctr': [24, 16], 'aes-256-ctr': [32, 16], 'aes-128-gcm': [16, 12], 'aes-256-gcm': [32, 12], 'chacha20-poly1305': [32, 12] };
const isSealed = (name) => name.endsWith('-gcm') || name.endsWith('poly1305');
class Cipher extends Transform {
  #name; #key; #nonce; #seals; #parts = []; #beside = new Uint8Array(0); #tag = null; #isDone = false;
  constructor(name, key, nonce, seals) {
    const plain = String(name).toLowerCase();
    const sizes = SIZES[plain];
    if (!sizes) throw coded(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
    super({ transform: (chunk, _encoding, next) => { this.update(chunk); next(); }, flush: (next) => { try { next(null, this.final()); } catch (error) { next(error); } } });
    this.#name = plain;
    this.#key = bytesOf(key);
    this.#nonce = nonce === null ? new Uint8Array(0) : bytesOf(nonce);
    this.#seals = seals;
    if (this.#key.length !== sizes[0]) throw coded(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
    if (this.#nonce.length !== sizes[1]) throw coded(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');
  }
  // Everything comes at the end: what was given in between is one with it.
  update(data, inputEncoding, outputEncoding) {
    this.#parts.push(Buffer.from(bytesOf(data, inputEncoding)));
    return given(new Uint8Array(0), outputEncoding);
  }
  final(encoding) {
    if (this.#isDone) throw coded(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state for operation final');
    this.#isDone = true;
    let data = Buffer.concat(this.#parts);
    if (isSealed(this.#name) && !this.#seals) {
      if (!this.#tag) throw new Error('Unsupported state or unable to authenticate data');
      data = Buffer.concat([data, this.#tag]);
    }
    let result = Buffer.from(native.cipher(this.#name, this.#seals, this.#key, this.#nonce, data, this.#beside));
    if (isSealed(this.#name) && this.#seals) {
      this.#tag = result.subarray(result.length - 16);
      result = result.subarray(0, result.length - 16);
    }
    return given(result, encoding);
  }
  setAAD(data) { this.#beside = Buffer.from(bytesOf(data)); return this; }
  getAuthTag() { if (!this.#tag) throw coded(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state for operation getAuthTag'); return Buffer.from(this.#tag); }
  setAuthTag(tag, encoding) {
    const bytes = Buffer.from(bytesOf(tag, encoding));
    if (bytes.length !== 16) throw coded(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `Invalid authentication tag length: ${bytes.length}`);
    this.#tag = bytes;
    return this;
  }
  setAutoPadding(pads) { if (pads === false && this.#name.endsWith('-cbc')) throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'ciphers without padding are not available here'); return this; }
}

// --- Keys and signatures
function readPem(text) {
  const match = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/.exec(text);
  if (!match) throw coded(Error, 'ERR_OSSL_UNSUPPORTED', 'error:1E08010C:DECODER routines::unsupported');
  if (/ENCRYPTED/.test(match[1] + match[2])) throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'encrypted keys are not available here');
  return { label: match[1], der: Buffer.from(match[2], 'base64') };
}
// Just enough of ASN.1 to walk: tag, where the content begins, where it ends.
function element(bytes, at) {
  let length = bytes[at + 1];
  let start = at + 2;
  if (length & 0x80) {
    const count = length & 0x7f;
    length = Number(bytes.readUIntBE(start, Math.min(count, 6)));
    start += count;
  }
  return { tag: bytes[at], start, end: start + length };
}
function children(bytes, within) {
  const list = [];
  for (let at = within.start; at < within.end;) { const it = element(bytes, at); list.push({ ...it, at }); at = it.end; }
  return list;
}
const wrap = (tag, ...parts) => {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? Buffer.from([body.length]) : body.length < 256 ? Buffer.from([0x81, body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const OIDS = { '2a864886f70d010101': 'rsa', '2a864886f70d01010a': 'rsa-pss', '2a8648ce3d0201': 'ec', '2b6570': 'ed25519' };
const CURVES = { '2a8648ce3d030107': ['prime256v1', 'ES256'], '2b81040022': ['secp384r1', 'ES384'], '2b81040023': ['secp521r1', 'ES512'] };
// What kind of key a DER holds, from its algorithm identifier.
function kindOf(der, label) {
  if (label === 'RSA PRIVATE KEY' || label === 'RSA PUBLIC KEY') return { asymmetricKeyType: 'rsa' };
  const top = children(der, element(der, 0));
  if (label === 'EC PRIVATE KEY') {
    const named = top.find((it) => it.tag === 0xa0);
    const curve = named && CURVES[der.subarray(children(der, named)[0].start, children(der, named)[0].end).toString('hex')];
    return { asymmetricKeyType: 'ec', curve };
  }
  const algorithm = top.find((it) => it.tag === 0x30);
  const [oid, parameter] = children(der, algorithm);
  const type = OIDS[der.subarray(oid.start, oid.end).toString('hex')];
  const curve = type === 'ec' && parameter ? CURVES[der.subarray(parameter.start, parameter.end).toString('hex')] : undefined;
  return { asymmetricKeyType: type, curve };
}
const SECRET = Symbol('key material');
class KeyObject {
  constructor(type, material) {
    this.type = type;
    Object.defineProperty(this, SECRET, { value: material });
    if (material.asymmetricKeyType) this.asymmetricKeyType = material.asymmetricKeyType;
    if (material.curve) this.asymmetricKeyDetails = { namedCurve: material.curve[0] };
    if (material.asymmetricKeyType === 'rsa') this.asymmetricKeyDetails = { modulusLength: modulusLength(material), publicExponent: 65537n };
  }
  static from(key) { return key; }
  get symmetricKeySize() { return this.type === 'secret' ? this[SECRET].bytes.length : undefined; }
  export(options = {}) {
    const { bytes, label } = this[SECRET];
    if (this.type === 'secret') return options.format === 'jwk' ? { kty: 'oct', k: Buffer.from(bytes).toString('base64url') } : Buffer.from(bytes);
    if (options.format === 'jwk') return toJwk(this);
    if (options.format === 'der') return Buffer.from(bytes);
    return `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
  }
  equals(other) { return other instanceof KeyObject && other.type === this.type && Buffer.compare(other[SECRET].bytes, this[SECRET].bytes) === 0; }
  get [Symbol.toStringTag]() { return 'KeyObject'; }
}
// The two numbers of an RSA public key, out of any of its forms.
function rsaNumbers({ bytes, label }) {
  let der = bytes;
  let list = children(der, element(der, 0));
  if (label === 'PRIVATE KEY') { const inner = list[2]; der = der.subarray(inner.start, inner.end); list = children(der, element(der, 0)); }
  if (label === 'PUBLIC KEY') { const inner = list[1]; der = der.subarray(inner.start + 1, inner.end); list = children(der, element(der, 0)); }
  const [n, e] = label.includes('PRIVATE') ? list.slice(1, 3) : list;
  const number = (it) => { const part = der.subarray(it.start, it.end); return part[0] === 0 ? part.subarray(1) : part; };
  return { n: number(n), e: number(e) };
}
const modulusLength = (material) => { try { return rsaNumbers(material).n.length * 8; } catch { return 2048; } };
function ecPoint({ bytes, label }) {
  const list = children(bytes, element(bytes, 0));
  if (label === 'PUBLIC KEY') return bytes.subarray(list[1].start + 1, list[1].end);
  throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'this form of a key is not available here');
}
function toJwk(key) {
  const material = key[SECRET];
  const url = (bytes) => Buffer.from(bytes).toString('base64url');
  if (key.asymmetricKeyType === 'rsa' && key.type === 'public') { const { n, e } = rsaNumbers(material); return { kty: 'RSA', n: url(n), e: url(e) }; }
  if (key.asymmetricKeyType === 'ec' && key.type === 'public') {
    const point = ecPoint(material);
    const half = (point.length - 1) / 2;
    return { kty: 'EC', crv: { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }[material.curve[0]], x: url(point.subarray(1, 1 + half)), y: url(point.subarray(1 + half)) };
  }
  throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'this key cannot be written as a JSON Web Key here');
}
const unsigned = (text) => { const bytes = Buffer.from(text, 'base64url'); return bytes[0] & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes; };
const integer = (text) => wrap(2, unsigned(text));
function fromJwk(jwk) {
  if (jwk.kty === 'RSA') {
    if (jwk.d === undefined) return { label: 'RSA PUBLIC KEY', bytes: wrap(0x30, integer(jwk.n), integer(jwk.e)), type: 'public' };
    return { label: 'RSA PRIVATE KEY', type: 'private', bytes: wrap(0x30, Buffer.from([2, 1, 0]), ...['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => integer(jwk[name]))) };
  }
  if (jwk.kty === 'EC') {
    const oid = { 'P-256': '2a8648ce3d030107', 'P-384': '2b81040022', 'P-521': '2b81040023' }[jwk.crv];
    const point = Buffer.concat([Buffer.from([4]), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]);
    const curve = wrap(6, Buffer.from(oid, 'hex'));
    const algorithm = wrap(0x30, wrap(6, Buffer.from('2a8648ce3d0201', 'hex')), curve);
    const bits = wrap(3, Buffer.from([0]), point);
    if (jwk.d === undefined) return { label: 'PUBLIC KEY', type: 'public', bytes: wrap(0x30, algorithm, bits) };
    const secret = wrap(0x30, Buffer.from([2, 1, 1]), wrap(4, Buffer.from(jwk.d, 'base64url')), wrap(0xa1, bits));
    return { label: 'PRIVATE KEY', type: 'private', bytes: wrap(0x30, Buffer.from([2, 1, 0]), algorithm, wrap(4, secret)) };
  }
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') {
    const algorithm = wrap(0x30, wrap(6, Buffer.from('2b6570', 'hex')));
    if (jwk.d === undefined) return { label: 'PUBLIC KEY', type: 'public', bytes: wrap(0x30, algorithm, wrap(3, Buffer.from([0]), Buffer.from(jwk.x, 'base64url'))) };
    return { label: 'PRIVATE KEY', type: 'private', bytes: wrap(0x30, Buffer.from([2, 1, 0]), algorithm, wrap(4, wrap(4, Buffer.from(jwk.d, 'base64url')))) };
  }
  throw coded(Error, 'ERR_CRYPTO_INVALID_JWK', 'Invalid JWK data');
}
function material(input, wanted) {
  if (input instanceof KeyObject) return { ...input[SECRET], type: input.type };
  const isPlain = typeof input === 'string' || ArrayBuffer.isView(input) || input instanceof ArrayBuffer;
  const key = isPlain ? input : input.key;
  const format = isPlain ? undefined : input.format;
  if (key instanceof KeyObject) return { ...key[SECRET], type: key.type };
  let found;
  if (format === 'jwk') found = fromJwk(key);
  else if (format === 'der') found = { bytes: Buffer.from(bytesOf(key)), label: input.type === 'pkcs1' ? (wanted === 'private' ? 'RSA PRIVATE KEY' : 'RSA PUBLIC KEY') : input.type === 'sec1' ? 'EC PRIVATE KEY' : wanted === 'private' ? 'PRIVATE KEY' : 'PUBLIC KEY' };
  else { const pem = readPem(typeof key === 'string' ? key : Buffer.from(bytesOf(key)).toString('latin1')); found = { bytes: pem.der, label: pem.label }; }
  if (found.label === 'CERTIFICATE') found = { label: 'PUBLIC KEY', bytes: certificateKey(found.bytes) };
  return { type: found.label.includes('PRIVATE') ? 'private' : 'public', ...kindOf(found.bytes, found.label), ...found };
}
// The subject's public key: the seventh part of what is signed, counting the version.
function certificateKey(der) {
  const [signed] = children(der, element(der, 0));
  const parts = children(der, signed).filter((it) => it.tag !== 0xa0);
  return der.subarray(parts[5].at, parts[5].end);
}
function createSecretKey(key, encoding) { return new KeyObject('secret', { bytes: Buffer.from(bytesOf(key, encoding)) }); }
function createPrivateKey(input) {
  const found = material(input, 'private');
  if (found.type !== 'private') throw coded(Error, 'ERR_OSSL_UNSUPPORTED', 'error:1E08010C:DECODER routines::unsupported');
  return new KeyObject('private', found);
}
function createPublicKey(input) {
  const found = material(input, 'public');
  if (found.type !== 'private') return new KeyObject('public', found);
  if (found.asymmetricKeyType !== 'rsa') throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'a public key out of this kind of private key is not available here');
  const { n, e } = rsaNumbers(found);
  const url = (bytes) => Buffer.from(bytes).toString('base64url');
  return new KeyObject('public', { ...fromJwk({ kty: 'RSA', n: url(n), e: url(e) }), asymmetricKeyType: 'rsa' });
}

const PSS = 6;
function algorithmOf(hash, found, options) {
  if (found.asymmetricKeyType === 'ed25519') return 'EdDSA';
  const bits = /(256|384|512)$/.exec(String(hash ?? 'sha256').replace(/-/g, ''))?.[1];
  if (!bits) throw coded(Error, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${hash}`);
  if (found.asymmetricKeyType === 'ec') {
    const name = found.curve?.[1];
    if (name !== `ES${bits}`) throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `a curve with another hash than its own is not available here`);
    return options.dsaEncoding === 'ieee-p1363' ? name : `${name}-der`;
  }
  return (options.padding === PSS || found.asymmetricKeyType === 'rsa-pss' ? 'PS' : 'RS') + bits;
}
const optionsOf = (key) => (typeof key === 'object' && key !== null && !(key instanceof KeyObject) && !ArrayBuffer.isView(key) ? key : {});
function sign(hash, data, key, done) {
  const found = material(key, 'private');
  const signature = Buffer.from(native.sign(algorithmOf(hash, found, optionsOf(key)), found.bytes, bytesOf(data)));
  if (done) process.nextTick(done, null, signature);
  return signature;
}
function verify(hash, data, key, signature, done) {
  const asked = material(key, 'public');
  const found = asked.type === 'private' ? createPublicKey(key)[SECRET] : asked;
  const isGood = native.verify(algorithmOf(hash, { ...asked, ...found }, optionsOf(key)), found.bytes, bytesOf(data), bytesOf(signature));
  if (done) process.nextTick(done, null, isGood);
  return isGood;
}
class Sign extends Digest {
  #hash;
  constructor(hash) { super((data) => data); this.#hash = hash; }
  sign(key, encoding) { return given(sign(this.#hash, Buffer.concat(this.copyParts()), key), encoding); }
}
class Verify extends Digest {
  #hash;
  constructor(hash) { super((data) => data); this.#hash = hash; }
  verify(key, signature, encoding) { return verify(this.#hash, Buffer.concat(this.copyParts()), key, bytesOf(signature, encoding)); }
}

const later = (call, count) => (...args) => {
  const done = args.at(-1);
  let result;
  try { result = call(...args.slice(0, count)); } catch (error) { process.nextTick(done, error); return; }
  process.nextTick(done, null, result);
};
const pbkdf2Sync = (word, salt, rounds, length, hash) => Buffer.from(native.pbkdf2(String(hash), bytesOf(word), bytesOf(salt), rounds, length));
const hkdfSync = (hash, key, salt, info, length) => { const bytes = native.hkdf(hash, bytesOf(key), bytesOf(salt), bytesOf(info), length); return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length); };
const absent = (name) => () => { throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `crypto.${name} is not available here`); };
Object.assign(exports, {
  createHash: (name) => new Hash(name), createHmac: (name, key) => new Hmac(name, key), Hash, Hmac, getHashes: () => [...HASHES],
  hash: (name, data, encoding = 'hex') => new Hash(name).update(data).digest(encoding),
  randomBytes, pseudoRandomBytes: randomBytes, randomInt, randomUUID, randomFillSync, randomFill: (target, ...rest) => { const done = rest.pop(); randomFillSync(target, ...rest); process.nextTick(done, null, target); },
  timingSafeEqual, createCipheriv: (name, key, nonce) => new Cipher(name, key, nonce, true), createDecipheriv: (name, key, nonce) => new Cipher(name, key, nonce, false), Cipher, Cipheriv: Cipher, Decipher: Cipher, Decipheriv: Cipher, getCiphers: () => Object.keys(SIZES),
  getCipherInfo: (name) => (SIZES[String(name).toLowerCase()] ? { name, keyLength: SIZES[name.toLowerCase()][0], ivLength: SIZES[name.toLowerCase()][1] } : undefined),
  pbkdf2Sync, pbkdf2: later(pbkdf2Sync, 5), hkdfSync, hkdf: later(hkdfSync, 5),
  KeyObject, createSecretKey, createPrivateKey, createPublicKey, createSign: (hash) => new Sign(hash), createVerify: (hash) => new Verify(hash), Sign, Verify, sign, verify,
  getCurves: () => ['prime256v1', 'secp384r1', 'secp521r1'], constants: { RSA_PKCS1_PADDING: 1, RSA_NO_PADDING: 3, RSA_PKCS1_OAEP_PADDING: 4, RSA_PKCS1_PSS_PADDING: PSS, RSA_PSS_SALTLEN_DIGEST: -1, RSA_PSS_SALTLEN_AUTO: -2, RSA_PSS_SALTLEN_MAX_SIGN: -2 },
  getFips: () => 0, setFips: () => {}, get webcrypto() { return require('webcrypto').crypto; }, get subtle() { return require('webcrypto').crypto.subtle; },
  getRandomValues: (array) => require('webcrypto').crypto.getRandomValues(array),
});
for (const name of ['scrypt', 'scryptSync', 'generateKeyPair', 'generateKeyPairSync', 'generateKey', 'generateKeySync', 'publicEncrypt', 'privateDecrypt', 'publicDecrypt', 'privateEncrypt', 'createDiffieHellman', 'createECDH', 'diffieHellman', 'X509Certificate', 'createCipher', 'createDecipher']) exports[name] = absent(name);
