// --- buffers know their encodings
assert.strictEqual(Buffer.from('héllo').toString('hex'), '68c3a96c6c6f');
assert.strictEqual(Buffer.from('aGk', 'base64').toString(), 'hi');
assert.strictEqual(Buffer.from('-_-_', 'base64url').toString('base64'), '+/+/');
assert.strictEqual(Buffer.from('zz', 'hex').length, 0);
assert.strictEqual(Buffer.from([0x68, 0x69]).toString('utf16le'), '楨');
assert.ok(Buffer.from('ab').equals(Buffer.concat([Buffer.from('a'), Buffer.from('b')])));
assert.strictEqual(JSON.stringify(Buffer.from('a')), '{"type":"Buffer","data":[97]}');
assert.ok(Buffer.isBuffer(Buffer.from('abc').subarray(1)) && Buffer.from('abc').subarray(1) instanceof Uint8Array);
assert.throws(() => Buffer.from(5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.strictEqual(Buffer.byteLength('€'), 3);
// --- buffers share what they were cut from
const whole = Buffer.from('abcdef');
whole.slice(1, 3)[0] = 0x7a;
assert.strictEqual(whole.toString(), 'azcdef');
// --- buffers read and write numbers
const numbers = Buffer.alloc(16);
numbers.writeUInt32BE(0xdeadbeef, 0);
numbers.writeInt16LE(-2, 4);
numbers.writeDoubleBE(1.5, 8);
assert.strictEqual(numbers.readUInt32BE(0), 0xdeadbeef);
assert.strictEqual(numbers.readInt16LE(4), -2);
assert.strictEqual(numbers.readDoubleBE(8), 1.5);
assert.strictEqual(numbers.readUIntBE(0, 3), 0xdeadbe);
assert.throws(() => numbers.readUInt32LE(14), { code: 'ERR_OUT_OF_RANGE' });
// --- buffers are searched
assert.strictEqual(Buffer.from('abcabc').indexOf('ca'), 2);
assert.strictEqual(Buffer.from('abcabc').lastIndexOf('bc'), 4);
assert.ok(Buffer.from('abc').includes('b') && !Buffer.from('abc').includes('x'));
assert.strictEqual(Buffer.alloc(5, 'ab').toString(), 'ababa');
// --- events
const EventEmitter = require('node:events');
class Mine extends EventEmitter {}
const emitter = new Mine();
const seen = [];
emitter.once('x', (value) => seen.push(`once ${value}`));
emitter.on('x', (value) => seen.push(`on ${value}`));
emitter.prependListener('x', () => seen.push('first'));
assert.ok(emitter.emit('x', 1) && emitter.emit('x', 2) && !emitter.emit('y'));
assert.deepStrictEqual(seen, ['first', 'once 1', 'on 1', 'first', 'on 2']);
assert.throws(() => emitter.emit('error', new RangeError('told')), /told/);
assert.deepStrictEqual(await Promise.all([EventEmitter.once(emitter, 'z'), emitter.emit('z', 3, 4)]), [[3, 4], true]);
// --- util
const util = require('util');
assert.strictEqual(util.format('%s is %d%% %j', 'it', 5, { a: 1 }, 'more'), 'it is 5% {"a":1} more');
assert.strictEqual(util.inspect({ a: [1, 'b', null], 'c-d': new Map([[1, { e: 2 }]]) }), "{ a: [ 1, 'b', null ], 'c-d': Map(1) { 1 => { e: 2 } } }");
const circular = { name: 'it' };
circular.self = circular;
assert.ok(util.inspect(circular).includes('[Circular *1]'));
assert.strictEqual(await util.promisify((value, done) => done(null, value + 1))(1), 2);
assert.ok(util.types.isDate(new Date()) && !util.types.isDate({}) && util.isDeepStrictEqual({ a: [1] }, { a: [1] }));
assert.strictEqual(util.inspect(new Proxy({ [util.inspect.custom]: () => 'custom' }, {})), 'custom');
// --- paths
const path = require('path');
assert.strictEqual(path.join('/a', '../b', './c'), '/b/c');
assert.strictEqual(path.relative('/a/b/c', '/a/d'), '../../d');
assert.deepStrictEqual(path.parse('/x/y.tar.gz'), { root: '/', dir: '/x', base: 'y.tar.gz', ext: '.gz', name: 'y.tar' });
assert.strictEqual(path.extname('.bashrc') + path.basename('/a/b.js', '.js') + path.dirname('/a/b'), 'b/a');
// --- addresses
const url = new URL('../c?x=1&x=2#f', 'https://user:pw@example.org:8443/a/b/');
assert.strictEqual(url.href, 'https://user:pw@example.org:8443/a/c?x=1&x=2#f');
assert.deepStrictEqual(url.searchParams.getAll('x'), ['1', '2']);
url.searchParams.append('y', 'a b&c');
assert.strictEqual(url.search, '?x=1&x=2&y=a+b%26c');
url.pathname = '/ü';
assert.strictEqual(url.pathname, '/%C3%BC');
url.port = '443';
assert.strictEqual(url.host, 'example.org');
assert.throws(() => new URL('/relative'), { code: 'ERR_INVALID_URL', name: 'TypeError' });
assert.strictEqual(new URL('https://evil.com\\.good.com/').hostname, 'evil.com');
assert.strictEqual(require('url').parse('https://a.b:1/c?d=e#f').port, '1');
assert.strictEqual(require('url').resolve('/one/two', 'three'), '/one/three');
// --- query strings
const querystring = require('querystring');
assert.strictEqual(querystring.stringify({ a: [1, 2], b: 'x y' }), 'a=1&a=2&b=x%20y');
assert.deepStrictEqual({ ...querystring.parse('a=1&a=2&b=%C3%BC&c') }, { a: ['1', '2'], b: 'ü', c: '' });
// --- streams flow, are waited for, and end
const { Readable, Transform, PassThrough, Writable, pipeline } = require('stream');
const upper = new Transform({ transform(chunk, encoding, done) { done(null, String(chunk).toUpperCase()); } });
const parts = [];
await require('stream/promises').pipeline(Readable.from(['a', 'b', 'c']), upper, new Writable({ write(chunk, encoding, done) { parts.push(String(chunk)); setImmediate(done); } }));
assert.deepStrictEqual(parts, ['A', 'B', 'C']);
const through = new PassThrough();
through.write('one');
through.end('two');
let text = '';
for await (const chunk of through) text += chunk;
assert.strictEqual(text, 'onetwo');
await assert.rejects(require('stream/promises').pipeline(new Readable({ read() { this.destroy(new Error('broken')); } }), new PassThrough()), /broken/);
// --- streams read by events
const { Readable } = require('stream');
const source = new Readable({ read() {} });
const got = [];
source.setEncoding('utf8');
source.on('data', (chunk) => got.push(chunk));
const ended = new Promise((resolve) => source.on('end', resolve));
source.push(Buffer.from('€').subarray(0, 1));
source.push(Buffer.from('€').subarray(1));
source.push(null);
await ended;
assert.strictEqual(got.join(''), '€');
// --- compression
const zlib = require('zlib');
const long = 'again '.repeat(100);
assert.strictEqual(zlib.gunzipSync(zlib.gzipSync(long)).toString(), long);
assert.strictEqual((await require('util').promisify(zlib.inflate)(zlib.deflateSync(long))).toString(), long);
assert.throws(() => zlib.gunzipSync(Buffer.from('none')), Error);
assert.throws(() => zlib.gunzipSync(zlib.gzipSync(Buffer.alloc(2 ** 20)), { maxOutputLength: 1000 }), { code: 'ERR_BUFFER_TOO_LARGE' });
// --- hashes and codes
const crypto = require('crypto');
assert.strictEqual(crypto.createHash('sha256').update('a').update(Buffer.from('bc')).digest('hex'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
assert.strictEqual(crypto.createHmac('sha1', 'key').update('The quick brown fox jumps over the lazy dog').digest('hex'), 'de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9');
assert.throws(() => crypto.createHash('no-such'), /not supported/);
assert.throws(() => { const it = crypto.createHash('md5'); it.digest(); it.digest(); }, { code: 'ERR_CRYPTO_HASH_FINALIZED' });
assert.strictEqual(crypto.pbkdf2Sync('password', 'salt', 1, 20, 'sha1').toString('hex'), '0c60c80f961f0e71f3a9b524af6012062fe037a6');
assert.ok(crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')) && !crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('b')));
assert.match(crypto.randomUUID(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
assert.notStrictEqual(crypto.randomBytes(16).toString('hex'), crypto.randomBytes(16).toString('hex'));
// --- ciphers
const crypto = require('crypto');
const [key, nonce] = [crypto.randomBytes(32), crypto.randomBytes(12)];
const sealing = crypto.createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('beside'));
const sealed = Buffer.concat([sealing.update('secret', 'utf8'), sealing.final()]);
const open = (tag) => { const it = crypto.createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('beside')).setAuthTag(tag); return it.update(sealed, null, 'utf8') + it.final('utf8'); };
assert.strictEqual(open(sealing.getAuthTag()), 'secret');
assert.throws(() => open(Buffer.alloc(16)), /unable to authenticate/);
// --- signatures by key pairs
const crypto = require('crypto');
const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G
-----END PRIVATE KEY-----`;
const publicKey = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----`;
const signature = crypto.createSign('SHA256').update('told').sign(privateKey);
assert.ok(crypto.createVerify('SHA256').update('told').verify(publicKey, signature));
assert.ok(!crypto.createVerify('SHA256').update('told otherwise').verify(publicKey, signature));
assert.strictEqual(crypto.sign('sha256', Buffer.from('x'), { key: privateKey, dsaEncoding: 'ieee-p1363' }).length, 64);
assert.strictEqual(crypto.createPublicKey(publicKey).export({ format: 'jwk' }).crv, 'P-256');
assert.strictEqual(crypto.createPrivateKey(privateKey).asymmetricKeyType, 'ec');
// --- async local storage
const { AsyncLocalStorage } = require('async_hooks');
const storage = new AsyncLocalStorage();
assert.strictEqual(storage.getStore(), undefined);
await storage.run('inner', async () => {
  assert.strictEqual(storage.getStore(), 'inner');
  await null;
  assert.strictEqual(storage.getStore(), 'inner');
  await new Promise((resolve) => setTimeout(resolve, 1));
  assert.strictEqual(storage.getStore(), 'inner');
  assert.strictEqual(storage.exit(() => storage.getStore()), undefined);
});
const bound = storage.run('kept', () => AsyncLocalStorage.bind(() => storage.getStore()));
assert.strictEqual(bound(), 'kept');
assert.strictEqual(storage.run(1, () => storage.run(2, () => storage.getStore())), 2);
// --- what is not here says so by name
assert.throws(() => require('child_process').execSync('ls'), /child_process\.execSync is not available/);
assert.throws(() => new (require('worker_threads').Worker)('x'), /worker_threads\.Worker is not available/);
assert.throws(() => require('net').connect(80), /net\.connect is not available/);
assert.throws(() => require('vm').runInNewContext('1'), /vm\.runInNewContext is not available/);
assert.throws(() => require('fs').writeFileSync('/tmp/x', 'y'), { code: 'EROFS' });
assert.throws(() => require('fs').readFileSync('/etc/passwd'), { code: 'ENOENT' });
assert.throws(() => require('no-such-module'), { code: 'MODULE_NOT_FOUND' });
assert.throws(() => process.binding('fs'), /not available/);
assert.throws(() => process.exit(1), /ends nothing/);
// --- requests by http are calls
const { status, text } = await new Promise((resolve, reject) => {
  require('https').get('https://example.org/x', { headers: { a: 'b' } }, (response) => {
    let text = '';
    response.on('data', (chunk) => { text += chunk; });
    response.on('end', () => resolve({ status: response.statusCode, text }));
  }).on('error', reject);
});
assert.deepStrictEqual([status, text], [200, '{"path":"https://example.org/x"}']);
