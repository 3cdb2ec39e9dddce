// The web's crypto: digests, HMAC, AES, PBKDF2, HKDF, and signatures by keys that are imported.
const { Buffer } = require('buffer');
const node = require('crypto');
const MATERIAL = Symbol('key material');
class CryptoKey {
  constructor(type, algorithm, extractable, usages, material) {
    Object.assign(this, { type, algorithm, extractable, usages });
    Object.defineProperty(this, MATERIAL, { value: material });
  }
  get [Symbol.toStringTag]() { return 'CryptoKey'; }
}
const bytes = (value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
const out = (buffer) => buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length);
const nameOf = (algorithm) => String(typeof algorithm === 'string' ? algorithm : algorithm.name).toUpperCase();
const hashOf = (algorithm) => String(algorithm.hash?.name ?? algorithm.hash ?? 'SHA-256');
const unsupported = (what) => new DOMException(`${what} is not supported here`, 'NotSupportedError');
function check(key, usage) { if (!key.usages.includes(usage)) throw new DOMException(`the key may not be used to ${usage}`, 'InvalidAccessError'); }
const JOSE = { 'RSASSA-PKCS1-V1_5': 'RS', 'RSA-PSS': 'PS' };
function signatureName(algorithm, key) {
  const name = nameOf(algorithm);
  if (name === 'ECDSA') return { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[key.algorithm.namedCurve];
  if (name === 'ED25519') return 'EdDSA';
  return JOSE[name] + hashOf(key.algorithm).slice(-3);
}
const aes = (algorithm, key) => `aes-${key[MATERIAL].length * 8}-${nameOf(algorithm).slice(4).toLowerCase()}`;
const subtle = {
  async digest(algorithm, data) {
    const name = nameOf(algorithm);
    if (!/^SHA-(1|256|384|512)$/.test(name)) throw unsupported(name);
    return out(Buffer.from(native.hash(name, bytes(data))));
  },
  async importKey(format, data, algorithm, extractable, usages) {
    const name = nameOf(algorithm);
    const plain = typeof algorithm === 'string' ? { name } : { ...algorithm, name: algorithm.name };
    if (/^(HMAC|AES-(CBC|CTR|GCM)|PBKDF2|HKDF)$/.test(name)) {
      const secret = format === 'jwk' ? Buffer.from(data.k, 'base64url') : Buffer.from(bytes(data));
      if (name === 'HMAC') plain.hash = { name: hashOf(algorithm) };
      plain.length = secret.length * 8;
      return new CryptoKey('secret', plain, extractable, [...usages], secret);
    }
    if (!/^(RSASSA-PKCS1-V1_5|RSA-PSS|ECDSA|ED25519)$/.test(name)) throw unsupported(name);
    const input = format === 'jwk' ? { key: data, format: 'jwk' } : { key: Buffer.from(bytes(data)), format: 'der', type: format };
    const isPrivate = format === 'pkcs8' || (format === 'jwk' && data.d !== undefined);
    const key = isPrivate ? node.createPrivateKey(input) : node.createPublicKey(input);
    if (plain.hash) plain.hash = { name: hashOf(algorithm) };
    return new CryptoKey(key.type, plain, extractable, [...usages], key.export({ format: 'der' }));
  },
  async exportKey(format, key) {
    if (!key.extractable) throw new DOMException('the key is not extractable', 'InvalidAccessError');
    if (key.type === 'secret') return format === 'jwk' ? { kty: 'oct', k: key[MATERIAL].toString('base64url'), ext: true, key_ops: key.usages } : out(Buffer.from(key[MATERIAL]));
    return out(Buffer.from(key[MATERIAL]));
  },
  async generateKey(algorithm, extractable, usages) {
    const name = nameOf(algorithm);
    if (!/^(HMAC|AES-(CBC|CTR|GCM))$/.test(name)) throw unsupported(`generating a key for ${name}`);
    const length = algorithm.length ?? (name === 'HMAC' ? 512 : 256);
    return subtle.importKey('raw', native.random(length / 8), algorithm, extractable, usages);
  },
  async sign(algorithm, key, data) {
    check(key, 'sign');
    if (nameOf(algorithm) === 'HMAC') return out(Buffer.from(native.hmac(hashOf(key.algorithm), key[MATERIAL], bytes(data))));
    return out(Buffer.from(native.sign(signatureName(algorithm, key), key[MATERIAL], bytes(data))));
  },
  async verify(algorithm, key, signature, data) {
    check(key, 'verify');
    if (nameOf(algorithm) === 'HMAC') {
      const wanted = native.hmac(hashOf(key.algorithm), key[MATERIAL], bytes(data));
      const got = bytes(signature);
      return got.length === wanted.length && node.timingSafeEqual(wanted, got);
    }
    return native.verify(signatureName(algorithm, key), key[MATERIAL], bytes(data), bytes(signature));
  },
  async encrypt(algorithm, key, data) {
    check(key, 'encrypt');
    try { return out(Buffer.from(native.cipher(aes(algorithm, key), true, key[MATERIAL], bytes(algorithm.iv ?? algorithm.counter), bytes(data), algorithm.additionalData ? bytes(algorithm.additionalData) : new Uint8Array(0)))); } catch (error) { throw new DOMException(error.message, 'OperationError'); }
  },
  async decrypt(algorithm, key, data) {
    check(key, 'decrypt');
    try { return out(Buffer.from(native.cipher(aes(algorithm, key), false, key[MATERIAL], bytes(algorithm.iv ?? algorithm.counter), bytes(data), algorithm.additionalData ? bytes(algorithm.additionalData) : new Uint8Array(0)))); } catch (error) { throw new DOMException(error.message, 'OperationError'); }
  },
  async deriveBits(algorithm, key, length) {
    if (nameOf(algorithm) === 'PBKDF2') return out(Buffer.from(native.pbkdf2(hashOf(algorithm), key[MATERIAL], bytes(algorithm.salt), algorithm.iterations, length / 8)));
    if (nameOf(algorithm) === 'HKDF') return out(Buffer.from(native.hkdf(hashOf(algorithm), key[MATERIAL], bytes(algorithm.salt), bytes(algorithm.info), length / 8)));
    throw unsupported(nameOf(algorithm));
  },
  async deriveKey(algorithm, key, wanted, extractable, usages) {
    const bits = await subtle.deriveBits(algorithm, key, wanted.length ?? 256);
    return subtle.importKey('raw', bits, wanted, extractable, usages);
  },
};
const crypto = {
  subtle, randomUUID: node.randomUUID, CryptoKey,
  getRandomValues(array) {
    if (!ArrayBuffer.isView(array) || array instanceof Float32Array || array instanceof Float64Array || array instanceof DataView) throw new DOMException('an array of whole numbers is needed', 'TypeMismatchError');
    if (array.byteLength > 65536) throw new DOMException('more than 65536 bytes were asked for', 'QuotaExceededError');
    return node.randomFillSync(array);
  },
};
Object.assign(exports, { crypto, CryptoKey });
