// zlib: whole buffers at a time, under Node's names.
const { Buffer } = require('buffer');
const { Transform } = require('stream');
const { coded } = require('errors');
const MOST = 256 * 2 ** 20;
const bytesOf = (value) => (typeof value === 'string' ? Buffer.from(value) : value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
const KINDS = { Gzip: 'gzip', Gunzip: 'gunzip', Deflate: 'deflate', Inflate: 'inflate', DeflateRaw: 'deflateRaw', InflateRaw: 'inflateRaw', Unzip: 'unzip' };
const packs = (kind) => ['gzip', 'deflate', 'deflateRaw'].includes(kind);
function work(kind, value, options = {}) {
  const bytes = bytesOf(value);
  const level = options.level === undefined || options.level < 0 ? 6 : options.level;
  try {
    return Buffer.from(packs(kind) ? native.compress(kind, bytes, level) : native.decompress(kind, bytes, options.maxOutputLength ?? MOST));
  } catch (error) {
    const isLong = /larger than/.test(error.message);
    throw Object.assign(coded(isLong ? RangeError : Error, isLong ? 'ERR_BUFFER_TOO_LARGE' : 'Z_DATA_ERROR', error.message), { errno: -3 });
  }
}
for (const [Name, kind] of Object.entries(KINDS)) {
  exports[`${kind}Sync`] = (value, options) => work(kind, value, options);
  exports[kind] = (value, options, done = options) => {
    let result;
    try { result = work(kind, value, typeof options === 'object' ? options : {}); } catch (error) { process.nextTick(done, error); return; }
    process.nextTick(done, null, result);
  };
  const Kind = function (options = {}) {
    if (!(this instanceof Kind)) return new Kind(options);
    const parts = [];
    Transform.call(this, {
      ...options,
      transform(chunk, _encoding, next) { parts.push(chunk); next(); },
      flush(next) { try { next(null, work(kind, Buffer.concat(parts), options)); } catch (error) { next(error); } },
    });
  };
  Object.setPrototypeOf(Kind.prototype, Transform.prototype);
  exports[Name] = Kind;
  exports[`create${Name}`] = (options) => new Kind(options);
}
const noBrotli = () => { throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'zlib has no brotli here'); };
for (const name of ['brotliCompress', 'brotliDecompress', 'brotliCompressSync', 'brotliDecompressSync', 'createBrotliCompress', 'createBrotliDecompress']) exports[name] = noBrotli;
const constants = { Z_NO_FLUSH: 0, Z_PARTIAL_FLUSH: 1, Z_SYNC_FLUSH: 2, Z_FULL_FLUSH: 3, Z_FINISH: 4, Z_OK: 0, Z_NO_COMPRESSION: 0, Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9, Z_DEFAULT_COMPRESSION: -1, Z_DEFAULT_STRATEGY: 0, Z_DEFAULT_WINDOWBITS: 15, Z_DEFAULT_CHUNK: 16384, BROTLI_OPERATION_FLUSH: 1, BROTLI_PARAM_QUALITY: 1 };
Object.assign(exports, { constants, ...constants, crc32: (value, start = 0) => {
  let sum = ~start;
  for (const byte of bytesOf(value)) { sum ^= byte; for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1)); }
  return ~sum >>> 0;
} });
