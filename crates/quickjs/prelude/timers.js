// Timers. The loop asks `run` what is due and how long until the next.
const { snapshot } = require('async_hooks');
const promisified = Symbol.for('nodejs.util.promisify.custom');
const waiting = new Map();
let lastId = 0;

class Timeout {
  #isRef = true;
  constructor(id) { this.id = id; }
  ref() { this.#isRef = true; return this; }
  unref() { this.#isRef = false; return this; }
  hasRef() { return this.#isRef; }
  refresh() {
    const timer = waiting.get(this.id);
    if (timer) timer.at = native.monotonic() + timer.wait;
    return this;
  }
  close() { waiting.delete(this.id); return this; }
  [Symbol.toPrimitive]() { return this.id; }
  [Symbol.dispose]() { waiting.delete(this.id); }
}

function add(call, wait, args, repeats) {
  if (typeof call === 'string') require('code').tell('timer', call, true);
  if (typeof call !== 'function') throw require('errors').badType('callback', 'of type function', call);
  const time = Number(wait) >= 1 && Number(wait) <= 2 ** 31 - 1 ? Math.trunc(Number(wait)) : 1;
  const handle = new Timeout(++lastId);
  waiting.set(handle.id, { handle, call, args, wait: time, repeats, at: native.monotonic() + time, enter: snapshot() });
  return handle;
}
const setTimeout = (call, wait, ...args) => add(call, wait, args, false);
const setInterval = (call, wait, ...args) => add(call, wait, args, true);
const clear = (handle) => { waiting.delete(typeof handle === 'object' && handle !== null ? handle.id : Number(handle)); };

// Those that come after what waits now, and before any timer.
let soon = [];
class Immediate {
  constructor(call, args) { this.call = call; this.args = args; this.enter = snapshot(); }
  ref() { return this; }
  unref() { return this; }
  hasRef() { return true; }
  [Symbol.dispose]() { clearImmediate(this); }
}
const setImmediate = (call, ...args) => {
  if (typeof call === 'string') require('code').tell('timer', call, true);
  if (typeof call !== 'function') throw require('errors').badType('callback', 'of type function', call);
  const it = new Immediate(call, args);
  soon.push(it);
  return it;
};
const clearImmediate = (it) => { soon = soon.filter((other) => other !== it); };

// Runs one thing that is due, so that what it leads to comes before the next. Gives the milliseconds to the next one,
// less than nothing where there is none.
exports.run = function run() {
  const one = soon.shift();
  if (one) {
    one.enter(one.call, undefined, one.args);
    return 0;
  }
  const now = native.monotonic();
  let next = null;
  for (const timer of waiting.values()) if (next === null || timer.at < next.at) next = timer;
  if (next === null) return -1;
  if (next.at > now) return next.at - now;
  if (next.repeats) next.at = Math.max(now, next.at + next.wait);
  else waiting.delete(next.handle.id);
  next.enter(next.call, next.handle, next.args);
  return 0;
};
// After a fork: what the app's top level left running goes on in none of the invocations.
exports.forget = () => { waiting.clear(); soon = []; };

const promises = {
  setTimeout: (wait, value, options) => new Promise((resolve, reject) => {
    const signal = options?.signal;
    if (signal?.aborted) { reject(signal.reason); return; }
    const handle = setTimeout(resolve, wait, value);
    signal?.addEventListener('abort', () => { clear(handle); reject(signal.reason); }, { once: true });
  }),
  setImmediate: (value) => new Promise((resolve) => { setImmediate(resolve, value); }),
  async* setInterval(wait, value) { for (;;) yield await promises.setTimeout(wait, value); },
  scheduler: { wait: (wait, options) => promises.setTimeout(wait, undefined, options), yield: () => promises.setImmediate() },
};
Object.defineProperty(setTimeout, promisified, { value: promises.setTimeout });
Object.defineProperty(setImmediate, promisified, { value: promises.setImmediate });
Object.assign(exports, {
  setTimeout, setInterval, setImmediate, clearTimeout: clear, clearInterval: clear, clearImmediate, promises,
});
