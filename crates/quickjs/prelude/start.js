// Runs the modules, puts the globals in place, and gives the loop its four functions.
(function (registry, names, native) {
  const cache = new Map();
  // What a script may require, and from which of our modules.
  const PUBLIC = new Map(Object.entries({
    assert: 'assert', 'assert/strict': 'assert', async_hooks: 'async_hooks', buffer: 'buffer', constants: 'os.constants',
    console: 'console', crypto: 'crypto', diagnostics_channel: 'events.channels', events: 'events', fs: 'fs',
    'fs/promises': 'fs.promises', http: 'http', https: 'http.https', os: 'os', path: 'path', 'path/posix': 'path',
    'path/win32': 'path', perf_hooks: 'process.performance', process: 'process', punycode: 'url.punycode',
    querystring: 'querystring', stream: 'stream', 'stream/promises': 'stream.promises', 'stream/web': 'streams',
    string_decoder: 'string_decoder', sys: 'util', timers: 'timers', 'timers/promises': 'timers.promises', tty: 'os.tty',
    url: 'url.node', util: 'util', 'util/types': 'util.types', zlib: 'zlib',
  }));
  const ABSENT = ['child_process', 'cluster', 'dgram', 'dns', 'dns/promises', 'domain', 'http2', 'inspector',
    'inspector/promises', 'module', 'net', 'readline', 'readline/promises', 'repl', 'sqlite', 'test', 'tls',
    'trace_events', 'v8', 'vm', 'wasi', 'worker_threads'];

  function internal(name) {
    const [file, ...path] = name.split('.');
    let module = cache.get(file);
    if (!module) {
      if (!Object.hasOwn(registry, file)) throw new Error(`the prelude has no module ${file}`);
      module = { exports: {} };
      cache.set(file, module);
      registry[file].call(module.exports, module.exports, internal, module, native);
    }
    return path.reduce((value, part) => value[part], module.exports);
  }

  const absent = new Map();
  function require(name) {
    const plain = String(name).startsWith('node:') ? String(name).slice(5) : String(name);
    if (PUBLIC.has(plain)) return internal(PUBLIC.get(plain));
    if (ABSENT.includes(plain)) {
      if (!absent.has(plain)) absent.set(plain, internal('absent').module(plain));
      return absent.get(plain);
    }
    const error = new Error(`Cannot find module '${name}'`);
    error.code = 'MODULE_NOT_FOUND';
    throw error;
  }
  require.resolve = (name) => name;
  require.cache = Object.create(null);

  for (const name of names) internal(name);
  return internal('platform').start(require);
})
