// The machine's own Node as an engine: this is what it is started with, inside the jail. It speaks the jail's frames over
// descriptor 3. Calls, the platform's globals and the shape of replies are the prelude's own modules, as in the other engine;
// everything else an app finds here is Node's.
'use strict';
const fs = require('node:fs');
const { Socket } = require('node:net');
const { isBuiltin } = require('node:module');
const util = require('node:util');
const vm = require('node:vm');
// Taken before an app can put others in their place.
const { parse, stringify } = globalThis.JSON;
const JSON = { parse, stringify };

const CHANNEL = 3;
// --- frames: the lengths of head and body, a head of JSON, a body
function bytes(length) {
  const all = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const count = fs.readSync(CHANNEL, all, at, length - at, null);
    if (count === 0) process.reallyExit(0);
    at += count;
  }
  return all;
}
function receive() {
  const lengths = bytes(8);
  return [JSON.parse(bytes(lengths.readUInt32LE(0)).toString()), bytes(lengths.readUInt32LE(4))];
}
function frame(head, body = Buffer.alloc(0)) {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(text.length, 0);
  lengths.writeUInt32LE(body.length, 4);
  return Buffer.concat([lengths, text, body]);
}
let socket;
function send(head, body) {
  const whole = frame(head, body);
  if (socket) { socket.write(whole); return; }
  for (let at = 0; at < whole.length;) at += fs.writeSync(CHANNEL, whole, at);
}
// Its last word of an invocation, and the end; where it is kept, the next invocation is waited for.
let isKept = false;
let isServing = false;
function finish(head, body) {
  const whole = frame(head, body);
  if (isKept && socket) {
    isServing = false;
    socket.ref();
    socket.write(whole);
    return;
  }
  if (!socket) { send(head, body); process.reallyExit(0); }
  socket.write(whole, () => process.reallyExit(0));
}
// What was counted and not told, before the last word.
function end(head, body) {
  if (madeMore > 0) send({ kind: 'morecode', count: madeMore });
  finish(head, body);
}
function threw(error) {
  const isError = error !== null && typeof error === 'object' && 'message' in error;
  const text = (value) => { try { return String(value ?? ''); } catch { return ''; } };
  const frames = isError ? text(error.stack).split('\n').filter((line) => /^\s+at /.test(line)).join('\n') : '';
  end({ kind: 'threw', error: { name: isError ? text(error.name) || 'Error' : 'Error', message: text(isError ? error.message : error), stack: frames } });
}

// --- code made of texts: the first few are told, the others counted, as in the other engine
const { createHash } = require('node:crypto');
const MOST_MADE = 20;
const MOST_DIGITS = 16;
let isLoading = true;
let made = 0;
let madeMore = 0;
const digested = (text) => [Buffer.byteLength(text), createHash('sha256').update(text).digest('hex').slice(0, MOST_DIGITS)];
function tellMade(way, text, isRefused, stack, from) {
  if (made >= MOST_MADE) { madeMore += 1; return; }
  made += 1;
  const known = { ...(from && { from }), ...(text !== null && { text: digested(text) }) };
  send({ kind: 'code', code: { way, ...known, is_refused: isRefused, at_load: isLoading, stack } });
}
// Scheme and host of an address that leads out of the app.
function origin(name) {
  let url;
  try { url = new URL(name); } catch { return null; }
  if (['file:', 'node:'].includes(url.protocol)) return null;
  return url.host ? `${url.protocol}//${url.hostname}` : url.protocol;
}
function importing(name) {
  const from = origin(String(name));
  if (from) tellMade('import', from === 'data:' ? String(name) : null, from !== 'data:', '', from);
  return import(name);
}

// --- what the prelude's modules are given in place of their siblings
const native = {
  call: (head, body) => { socket?.ref(); send({ kind: 'call', ...JSON.parse(head) }, Buffer.from(body)); },
  log: (level, text) => send({ kind: 'log', level }, Buffer.from(text)),
  monotonic: () => performance.now(),
  made: (way, text, isRefused, stack) => tellMade(way, text, isRefused, stack),
  random: (length) => require('node:crypto').randomBytes(length),
};
const line = (level) => (...args) => native.log(level, util.format(...args).toWellFormed());
const placed = new Map();
const own = (name) => (path, ...rest) => {
  const text = typeof path === 'string' ? placed.get(path) : undefined;
  if (text === undefined) return name(path, ...rest);
  const encoding = typeof rest[0] === 'string' ? rest[0] : rest[0]?.encoding;
  return encoding ? text : Buffer.from(text);
};
fs.promises.readFile = own(fs.promises.readFile);
const modules = {
  console: Object.assign(Object.create(console), { debug: line(20), trace: line(20), log: line(30), info: line(30), dir: line(30), table: line(30), warn: line(40), error: line(50) }),
  buffer: { ...require('node:buffer'), encode: (text, as) => Buffer.from(text, as), decode: (data, as) => Buffer.from(data).toString(as) },
  streams: { ...require('node:stream/web'), of: (chunks) => ReadableStream.from(chunks) },
  events: require('node:events'),
  stream: require('node:stream'),
  timers: { ...require('node:timers'), forget() {}, run() {} },
  process: Object.assign(process, { performance: { performance } }),
  webcrypto: { crypto, CryptoKey },
  clone: { structuredClone },
  text: { TextEncoder, TextDecoder },
  url: { URL, URLSearchParams, node: require('node:url') },
  abort: globalThis,
  intl: { install() {} },
  fs: Object.assign(fs, { place: (path, text) => placed.set(path, text), readFileSync: own(fs.readFileSync) }),
};
const built = new Map();
function internal(texts, name) {
  if (name in modules) return modules[name];
  if (!built.has(name)) {
    const module = { exports: {} };
    built.set(name, module);
    const make = vm.runInThisContext(`(function (exports, require, module, native) {'use strict';${texts[name]}\n})`, { filename: `node:${name}` });
    make.call(module.exports, module.exports, (other) => internal(texts, other), module, native);
  }
  return built.get(name).exports;
}

process.on('uncaughtException', (error) => {
  // Left over from an invocation that has its answer: a line of the log.
  if (isKept && socket && !isServing) native.log(50, `Uncaught ${util.format(error)}`.toWellFormed());
  else threw(error);
});
const [{ options }, code] = receive();
isKept = options.names !== null;
const requests = internal(options.modules, 'http');
const watched = (() => {
  const { tell, watched: watch } = internal(options.modules, 'code');
  const told = (way) => (args) => tell(way, typeof args[0] === 'string' ? args[0] : null);
  const put = (object, way, names) => {
    for (const name of names) {
      object[name] = watch(object[name], told(way));
      if (object[name].prototype?.constructor) object[name].prototype.constructor = object[name];
    }
    return object;
  };
  put(WebAssembly, 'wasm', ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming', 'Module'].filter((name) => name in WebAssembly));
  return { vm: put({ ...vm }, 'vm', ['Script', 'compileFunction', 'runInContext', 'runInNewContext', 'runInThisContext', 'createScript'].filter((name) => name in vm)) };
})();
function required(name) {
  const plain = String(name).replace(/^node:/, '');
  if (plain === 'http') return requests;
  if (plain === 'https') return requests.https;
  if (plain === 'vm') return watched.vm;
  if (isBuiltin(name)) return require(name);
  throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
}
required.resolve = (name) => name;
required.cache = Object.create(null);
const kit = internal(options.modules, 'platform').start(required);
try {
  // On the script's own first line, so that lines stay what they are.
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${code}\n${isKept ? ';return (name) => eval(name);\n' : ''}})`;
  const wrapper = vm.runInThisContext(wrapped, { filename: '/app/app.js', importModuleDynamically: importing });
  kit.load(wrapper, 'app.js', JSON.stringify(options.environment), JSON.stringify(options.files));
} catch (error) {
  threw(error);
}
isLoading = false;
const [next, envelope] = receive();
// How an envelope begins that asks where texts are kept: only the host writes what comes here.
const SEARCH = '{"search":';
function serve(text) {
  isServing = true;
  [made, madeMore] = [0, 0];
  if (text.startsWith(SEARCH)) {
    const needles = JSON.parse(text).search;
    end({ kind: 'result' }, Buffer.from(kit.search(JSON.stringify({ needles, names: options.names }))));
    return;
  }
  socket.unref();
  kit.invoke(text).then((reply) => end({ kind: 'result' }, Buffer.from(reply)), threw);
}
if (next.kind !== 'invoke') end({ kind: 'result' }, Buffer.from('{}'));
else {
  socket = new Socket({ fd: CHANNEL, readable: true, writable: true });
  let rest = Buffer.alloc(0);
  socket.on('data', (more) => {
    rest = Buffer.concat([rest, more]);
    while (rest.length >= 8) {
      const [head, body] = [rest.readUInt32LE(0), rest.readUInt32LE(4)];
      if (rest.length < 8 + head + body) break;
      const [said, with_] = [rest.subarray(8, 8 + head).toString(), rest.subarray(8 + head, 8 + head + body)];
      rest = rest.subarray(8 + head + body);
      if (JSON.parse(said).kind === 'invoke') serve(with_.toString());
      else kit.settle(said, with_);
    }
    if (isServing && !kit.settle()) socket.unref();
  });
  socket.on('close', () => process.reallyExit(0));
  process.on('beforeExit', () => end({ kind: 'threw', error: { name: 'NeverSettles', message: 'the handler\'s promise can never be settled: it waits for nothing that could still happen' } }));
  serve(envelope.toString());
}
