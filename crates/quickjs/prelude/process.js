// process, and performance.
const EventEmitter = require('events');
const { coded } = require('errors');
const { Writable } = require('stream');
const refuse = (what) => () => { throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `process.${what} is not available here`); };
const output = (level) => {
  const stream = new Writable({ write(chunk, _encoding, done) { native.log(level, String(chunk).replace(/\n$/, '').toWellFormed()); done(); }, decodeStrings: false });
  return Object.assign(stream, { isTTY: false, fd: level === 30 ? 1 : 2, columns: 80, hasColors: () => false, getColorDepth: () => 1 });
};
const process = Object.assign(Object.create(EventEmitter.prototype), {
  title: 'node', version: 'v20.20.0', arch: 'x64', platform: 'linux', pid: 1, ppid: 0, execPath: '/usr/bin/node', execArgv: [], argv: ['/usr/bin/node', '/app/index.js'], argv0: 'node', exitCode: undefined,
  versions: { node: '20.20.0', v8: '0.0.0', modules: '115' }, release: { name: 'node', lts: 'Iron' }, config: { variables: {}, target_defaults: {} }, features: { inspector: false, ipv6: true, tls: true }, env: {}, report: {}, moduleLoadList: [],
  nextTick: (call, ...args) => {
    if (typeof call !== 'function') throw require('errors').badType('callback', 'of type function', call);
    queueMicrotask(() => call(...args));
  },
  cwd: () => '/app', chdir: refuse('chdir'), umask: () => 0o22, uptime: () => native.monotonic() / 1000, getuid: () => 65534, geteuid: () => 65534, getgid: () => 65534, getegid: () => 65534, getgroups: () => [],
  hrtime: Object.assign((since) => {
    const now = native.monotonic();
    let [seconds, nanos] = [Math.floor(now / 1000), Math.floor((now % 1000) * 1e6)];
    if (since) { seconds -= since[0]; nanos -= since[1]; if (nanos < 0) { seconds--; nanos += 1e9; } }
    return [seconds, nanos];
  }, { bigint: () => BigInt(Math.floor(native.monotonic() * 1e6)) }),
  memoryUsage: Object.assign(() => ({ rss: 64e6, heapTotal: 32e6, heapUsed: 16e6, external: 1e6, arrayBuffers: 1e6 }), { rss: () => 64e6 }),
  cpuUsage: () => ({ user: Math.floor(native.monotonic() * 1000), system: 0 }), resourceUsage: () => ({}),
  emitWarning: (warning) => native.log(40, `${warning?.name ?? 'Warning'}: ${warning?.message ?? warning}`), abort: refuse('abort'), kill: refuse('kill'), binding: refuse('binding'), dlopen: refuse('dlopen'), _linkedBinding: refuse('_linkedBinding'),
  exit: (code) => { throw coded(Error, 'ERR_WORKER_UNSUPPORTED_OPERATION', `process.exit(${code ?? ''}) ends nothing here`); }, reallyExit: refuse('reallyExit'), hasUncaughtExceptionCaptureCallback: () => false, setUncaughtExceptionCaptureCallback: () => {},
  getBuiltinModule: () => undefined, allowedNodeEnvironmentFlags: new Set(), setSourceMapsEnabled: () => {}, constrainedMemory: () => 512 * 2 ** 20,
});
EventEmitter.call(process);
for (const [name, level] of [['stdout', 30], ['stderr', 50]]) {
  let stream;
  Object.defineProperty(process, name, { get: () => { stream ??= output(level); return stream; }, configurable: true, enumerable: true });
}
Object.defineProperty(process, 'stdin', { value: null, configurable: true });
Object.defineProperty(process, Symbol.toStringTag, { value: 'process' });

const entries = [];
const performance = Object.assign({}, {
  now: () => native.monotonic(), timeOrigin: Date.now(), timerify: (call) => call, eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
  mark: (name) => { const entry = { name, entryType: 'mark', startTime: native.monotonic(), duration: 0 }; entries.push(entry); return entry; },
  measure: (name, from, to) => {
    const at = (mark) => entries.findLast((it) => it.name === mark)?.startTime;
    const startTime = at(from) ?? 0;
    const entry = { name, entryType: 'measure', startTime, duration: (at(to) ?? native.monotonic()) - startTime };
    entries.push(entry);
    return entry;
  },
  getEntries: () => [...entries], getEntriesByName: (name) => entries.filter((it) => it.name === name), getEntriesByType: (type) => entries.filter((it) => it.entryType === type),
  clearMarks: () => { entries.length = 0; }, clearMeasures: () => { entries.length = 0; }, toJSON: () => ({}),
});
class PerformanceObserver { observe() {} disconnect() {} takeRecords() { return []; } static supportedEntryTypes = []; }
process.performance = { performance, PerformanceObserver, constants: {}, monitorEventLoopDelay: () => ({ enable() {}, disable() {}, min: 0, max: 0, mean: 0, percentile: () => 0 }) };
module.exports = process;
