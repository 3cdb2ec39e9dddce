// What Node has and an app here has not. Having it in an import is fine; using it says what is missing, by name.
const { coded } = require('errors');
const EMPTY = { cluster: { isMaster: true, isPrimary: true, isWorker: false }, worker_threads: { isMainThread: true, parentPort: null, workerData: null, threadId: 0 }, net: { isIP, isIPv4: (text) => isIP(text) === 4, isIPv6: (text) => isIP(text) === 6 }, module: { builtinModules: [], createRequire: () => { throw new Error('createRequire is not available here'); } }, v8: { getHeapStatistics: () => ({ total_heap_size: 0, used_heap_size: 0, heap_size_limit: 512 * 2 ** 20 }) }, tls: { rootCertificates: [], DEFAULT_MIN_VERSION: 'TLSv1.2', checkServerIdentity: () => undefined }, vm: { isContext: () => false } };
const CLASSES = ['Socket', 'Server', 'TLSSocket', 'Worker', 'MessageChannel', 'MessagePort', 'BroadcastChannel', 'Agent', 'Script', 'Interface', 'Resolver', 'Session', 'DatabaseSync', 'ChildProcess', 'Http2ServerRequest', 'Http2ServerResponse'];
function isIP(text) {
  const bytes = String(text).split('.');
  if (bytes.length === 4 && bytes.every((it) => /^\d{1,3}$/.test(it) && Number(it) < 256)) return 4;
  try { return String(text).includes(':') && new URL(`http://[${text}]/`).hostname ? 6 : 0; } catch { return 0; }
}
exports.module = function (name) {
  const refuse = (what) => coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `${name}.${what} is not available: an app runs without processes, threads, sockets and files of its own`);
  const known = { ...EMPTY[name] };
  // The first of what `vm` is given is a text to run.
  const told = (text) => { if (name === 'vm') require('code').tell('vm', text, true); };
  for (const kind of CLASSES) known[kind] ??= class { constructor(first) { told(first); throw refuse(kind); } };
  return new Proxy(known, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || key === '__esModule' || key === 'default' || key === 'then') return target[key];
      target[key] = function (first) { told(first); throw refuse(String(key)); };
      return target[key];
    },
    has: () => true,
  });
};
