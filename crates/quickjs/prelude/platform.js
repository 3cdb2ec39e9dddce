// The globals, the platform's two among them, and the four functions of the loop.
// Taken before an app can put others in their place.
const { parse, stringify } = globalThis.JSON;
const JSON = { parse, stringify };
exports.start = function start(require_) {
  const { Buffer, Blob, File, atob, btoa } = require('buffer');
  const fetching = require('fetch');
  const timers = require('timers');
  const process = require('process');
  const streams = require('streams');
  const { crypto, CryptoKey } = require('webcrypto');
  const set = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  const globals = {
    global: globalThis, process, Buffer, Blob, File, atob, btoa, console: require('console'), crypto, CryptoKey,
    structuredClone: require('clone').structuredClone, performance: process.performance.performance,
  };
  delete process.performance;
  for (const name of ['TextEncoder', 'TextDecoder']) globals[name] = require('text')[name];
  for (const name of ['URL', 'URLSearchParams']) globals[name] = require('url')[name];
  for (const name of ['Event', 'CustomEvent', 'EventTarget', 'AbortSignal', 'AbortController']) globals[name] = require('abort')[name];
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate']) globals[name] = timers[name];
  for (const name of ['Headers', 'Request', 'Response', 'FormData', 'fetch']) globals[name] = fetching[name];
  for (const name of ['ReadableStream', 'WritableStream', 'TransformStream', 'ReadableStreamDefaultReader']) globals[name] = streams[name];
  for (const [name, value] of Object.entries(globals)) set(name, value);
  require('intl').install();
  require('code').install();

  // The platform's own: what they are cannot be changed by an app, although nothing would be gained by it.
  let runtime;
  const fix = (name, descriptor) => Object.defineProperty(globalThis, name, { configurable: false, enumerable: false, ...descriptor });
  fix('__forge_fetch__', { value: Object.freeze(fetching.forgeFetch), writable: false });
  fix('__forge_runtime__', { get: () => runtime, set: undefined });

  // Files beside the code are the host's to place.
  const files = require('fs');
  const { place } = files;
  delete files.place;
  // What is there before an app's code, to tell what it added.
  const before = new Set(Reflect.ownKeys(globalThis));

  let app;
  let inspect;
  // A script's own module, as CommonJS has it.
  function load(wrapper, name, environment, beside) {
    process.env = Object.fromEntries(JSON.parse(environment));
    for (const [path, text] of JSON.parse(beside)) place(`/app/${path}`, text);
    const module = { exports: {}, id: '.', filename: `/app/${name}`, loaded: false, children: [], paths: [], require: require_ };
    require_.main = module;
    inspect = Reflect.apply(wrapper, module.exports, [module.exports, require_, module, `/app/${name}`, '/app']);
    module.loaded = true;
    app = module.exports;
  }

  // In a copy of the process that loaded the app, what must not be the same in every copy.
  let served = false;
  function freshen() {
    // In a copy that is kept, what the last invocation left running goes on in this one.
    if (!served) timers.forget();
    served = true;
    fetching.forget();
    const state = new BigUint64Array(native.random(32).slice().buffer);
    // xoshiro256**, seeded anew: the engine's own generator goes on in every copy from where it was.
    const rotate = (value, by) => BigInt.asUintN(64, (value << by) | (value >> (64n - by)));
    Math.random = function random() {
      const result = rotate(BigInt.asUintN(64, state[1] * 5n), 7n) * 9n;
      const shifted = state[1] << 17n;
      state[2] ^= state[0];
      state[3] ^= state[1];
      state[1] ^= state[2];
      state[0] ^= state[3];
      state[2] ^= shifted;
      state[3] = rotate(state[3], 45n);
      return Number(BigInt.asUintN(64, result) >> 11n) / 2 ** 53;
    };
  }

  function errorOf(error) {
    const isError = error !== null && typeof error === 'object' && 'message' in error;
    const text = (value, otherwise) => { try { return String(value ?? otherwise); } catch { return otherwise; } };
    return {
      errorMessage: isError ? text(error.message, '') : text(error, ''), errorType: isError ? text(error.name, 'Error') : 'Error',
      stack: isError ? text(error.stack, '').split('\n').map((line) => line.trim()).filter(Boolean) : [],
      isHostedCodeError: true, ...(isError && typeof error.serviceKey === 'string' && { serviceKey: error.serviceKey }),
    };
  }

  // One invocation: the platform's envelope in, its reply out, both JSON.
  async function invoke(text) {
    const began = native.monotonic();
    const { handler, body, variables = [], _meta: meta = {} } = JSON.parse(text);
    freshen();
    for (const { key, value } of variables) process.env[key] = value;
    const remaining = () => Math.max(0, Math.round((meta.timeout ?? 25) * 1000 - (native.monotonic() - began)));
    const lambda = { awsRequestId: meta.appContext?.invocationId, getRemainingTimeInMillis: remaining, callbackWaitsForEmptyEventLoop: false };
    const measured = [];
    const note = (kind) => (name, tags) => ({
      incr: () => { measured.push({ name, kind, tags, value: 1 }); }, incrBy: (value) => { measured.push({ name, kind, tags, value }); },
      set: (value) => { measured.push({ name, kind, tags, value }); }, decr: () => {},
      measure: () => { const from = native.monotonic(); return { stop: (more) => { measured.push({ name, kind, tags: { ...tags, ...more }, value: native.monotonic() - from }); } }; },
    });
    const { apiAuth: _auth, proxy: _proxy, timeout: _timeout, clientId: _client, ...seen } = meta;
    runtime = Object.freeze({
      ...seen, lambdaContext: lambda, container: { region: 'local', runtime: 'assay', handler, appCodeDir: '/app' },
      metrics: { counter: note('counter'), timing: note('timing'), gauge: note('gauge') }, featureFlags: () => meta.featureFlags ?? {},
    });
    const reply = (it) => JSON.stringify(measured.length > 0 ? { ...it, metrics: measured } : it);
    const call = find(handler);
    if (!call) {
      return reply({ success: false, error: { errorMessage: `the app's code has no function ${handler}`, errorType: 'HandlerNotFound', stack: [], isHostedCodeError: false } });
    }
    try {
      const result = await call(body, { ...lambda, ...contextOf(body, meta) });
      return reply({ success: true, body: result });
    } catch (error) {
      return reply({ success: false, error: errorOf(error) });
    }
  }
  function find(handler) {
    const own = (object, key) => (object !== null && object !== undefined && Object.hasOwn(Object(object), key) ? object[key] : undefined);
    const direct = own(app, handler);
    if (typeof direct === 'function') return direct;
    const at = String(handler).lastIndexOf('.');
    const [file, name] = [handler.slice(0, at), handler.slice(at + 1)];
    const inside = own(own(app, file), name) ?? own(app, name);
    return typeof inside === 'function' ? inside : undefined;
  }
  // The second argument: what the host says of who calls. Nothing of it is the client's.
  const contextOf = (_body, meta) => meta.backend ?? {};

  // Where texts are kept that can be reached from variables of the script's top level, from what it added to the globals,
  // and from the prototypes it shares with everybody. The shortest way to each; not into closures.
  function search(text) {
    const { needles, names } = JSON.parse(text);
    const found = [];
    const seen = new Set();
    let queue = [];
    for (const [name, file] of names) {
      try { queue.push([inspect(name), name, file]); } catch { /* not yet initialised */ }
    }
    for (const key of Reflect.ownKeys(globalThis)) {
      if (!before.has(key)) queue.push([globalThis[key], `globalThis.${String(key)}`, null]);
    }
    for (const it of [Object, Array, Function, Promise, Map]) queue.push([it.prototype, `${it.name}.prototype`, null]);
    queue.push([process.env, 'process.env', null]);
    for (let at = 0; at < queue.length && at < 200000 && found.length < 100; at++) {
      const [value, path, file] = queue[at];
      const check = (string) => needles.forEach((needle, which) => { if (string.includes(needle)) found.push({ needle: which, path, file }); });
      if (typeof value === 'string') check(value);
      if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) continue;
      seen.add(value);
      if (value instanceof Uint8Array) { check(Buffer.from(value).toString('latin1')); continue; }
      const entries = value instanceof Map ? [...value] : value instanceof Set ? [...value].map((it) => ['', it]) : [];
      for (const [key, inner] of entries) {
        queue.push([key, `${path} (a key)`, file], [inner, `${path}.get(${typeof key === 'string' ? JSON.stringify(key) : '…'})`, file]);
      }
      for (const key of Reflect.ownKeys(value)) {
        const own = Reflect.getOwnPropertyDescriptor(value, key);
        const name = typeof key === 'symbol' || !/^[A-Za-z_$][\w$]*$/.test(key) ? `[${typeof key === 'symbol' ? String(key) : JSON.stringify(key)}]` : `.${key}`;
        if (typeof key === 'string') queue.push([key, `${path} (a key)`, file]);
        if (own && 'value' in own) queue.push([own.value, path + name, file]);
      }
    }
    return JSON.stringify(found);
  }

  return { load, invoke, search, settle: fetching.settle, timers: timers.run };
};
