// EventEmitter, and what stands beside it.
const { badType } = require('errors');

function check(listener) {
  if (typeof listener !== 'function') throw badType('listener', 'of type function', listener);
}

function EventEmitter(options) {
  EventEmitter.init.call(this, options);
}
EventEmitter.init = function () {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null);
    this._eventsCount = 0;
  }
  this._maxListeners ??= undefined;
};
EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;
EventEmitter.defaultMaxListeners = 10;

const methods = {
  setMaxListeners(count) { this._maxListeners = count; return this; },
  getMaxListeners() { return this._maxListeners ?? EventEmitter.defaultMaxListeners; },
  emit(type, ...args) {
    const listeners = this._events?.[type];
    if (listeners === undefined || listeners.length === 0) {
      if (type !== 'error') return false;
      if (args[0] instanceof Error) throw args[0];
      const error = new Error(`Unhandled error. (${String(args[0])})`);
      error.code = 'ERR_UNHANDLED_ERROR';
      error.context = args[0];
      throw error;
    }
    for (const listener of [...listeners]) Reflect.apply(listener, this, args);
    return true;
  },
  on(type, listener) { return add(this, type, listener, false); },
  addListener(type, listener) { return add(this, type, listener, false); },
  prependListener(type, listener) { return add(this, type, listener, true); },
  once(type, listener) { check(listener); return add(this, type, wrapOnce(this, type, listener), false); },
  prependOnceListener(type, listener) { check(listener); return add(this, type, wrapOnce(this, type, listener), true); },
  removeListener(type, listener) {
    check(listener);
    const list = this._events?.[type];
    if (!list) return this;
    for (let at = list.length - 1; at >= 0; at--) {
      if (list[at] === listener || list[at].listener === listener) {
        const gone = list[at].listener ?? list[at];
        if (list.length === 1) { delete this._events[type]; this._eventsCount--; }
        else this._events[type] = list.filter((_, index) => index !== at);
        if (this._events.removeListener) this.emit('removeListener', type, gone);
        break;
      }
    }
    return this;
  },
  removeAllListeners(type) {
    if (!this._events) return this;
    if (type === undefined) { this._events = Object.create(null); this._eventsCount = 0; }
    else if (this._events[type]) { delete this._events[type]; this._eventsCount--; }
    return this;
  },
  listeners(type) { return (this._events?.[type] ?? []).map((it) => it.listener ?? it); },
  rawListeners(type) { return [...(this._events?.[type] ?? [])]; },
  listenerCount(type) { return this._events?.[type]?.length ?? 0; },
  eventNames() { return this._events ? Reflect.ownKeys(this._events) : []; },
};
methods.off = methods.removeListener;
for (const [name, value] of Object.entries(methods)) EventEmitter.prototype[name] = value;

function add(target, type, listener, first) {
  check(listener);
  if (target._events === undefined) { target._events = Object.create(null); target._eventsCount = 0; }
  if (target._events.newListener !== undefined) target.emit('newListener', type, listener.listener ?? listener);
  const list = target._events[type];
  if (list === undefined) { target._events[type] = [listener]; target._eventsCount++; }
  else target._events[type] = first ? [listener, ...list] : [...list, listener];
  return target;
}

function wrapOnce(target, type, listener) {
  function once(...args) {
    target.removeListener(type, once);
    return Reflect.apply(listener, target, args);
  }
  once.listener = listener;
  return once;
}

EventEmitter.once = (emitter, name, options) => new Promise((resolve, reject) => {
  const signal = options?.signal;
  if (signal?.aborted) { reject(signal.reason); return; }
  if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, (event) => resolve([event]), { once: true });
    return;
  }
  const failed = (error) => { emitter.removeListener(name, done); reject(error); };
  const done = (...args) => { emitter.removeListener('error', failed); resolve(args); };
  emitter.once(name, done);
  if (name !== 'error') emitter.once('error', failed);
  signal?.addEventListener('abort', () => {
    emitter.removeListener(name, done);
    emitter.removeListener('error', failed);
    reject(signal.reason);
  }, { once: true });
});
EventEmitter.on = async function* (emitter, name) {
  const waiting = [];
  let wake;
  let failure;
  emitter.on(name, (...args) => { waiting.push(args); wake?.(); });
  if (name !== 'error') emitter.on('error', (error) => { failure = { error }; wake?.(); });
  for (;;) {
    while (waiting.length > 0) yield waiting.shift();
    if (failure) throw failure.error;
    await new Promise((resolve) => { wake = resolve; });
  }
};
EventEmitter.listenerCount = (emitter, type) => emitter.listenerCount(type);
EventEmitter.getEventListeners = (emitter, type) => emitter.listeners(type);
EventEmitter.setMaxListeners = () => {};
EventEmitter.errorMonitor = Symbol('events.errorMonitor');
EventEmitter.captureRejectionSymbol = Symbol.for('nodejs.rejection');
EventEmitter.EventEmitter = EventEmitter;

class Channel {
  #subscribers = [];
  constructor(name) { this.name = name; }
  get hasSubscribers() { return this.#subscribers.length > 0; }
  subscribe(listener) { this.#subscribers.push(listener); }
  unsubscribe(listener) { this.#subscribers = this.#subscribers.filter((it) => it !== listener); }
  publish(message) { for (const listener of this.#subscribers) listener(message, this.name); }
  runStores(_context, run, self, ...args) { return Reflect.apply(run, self, args); }
}
const channels = new Map();
function channel(name) {
  if (!channels.has(name)) channels.set(name, new Channel(name));
  return channels.get(name);
}
EventEmitter.channels = {
  Channel, channel,
  hasSubscribers: (name) => channels.get(name)?.hasSubscribers ?? false,
  subscribe: (name, listener) => channel(name).subscribe(listener),
  unsubscribe: (name, listener) => channel(name).unsubscribe(listener),
  tracingChannel: (name) => Object.fromEntries(['start', 'end', 'asyncStart', 'asyncEnd', 'error']
    .map((part) => [part, channel(`tracing:${name}:${part}`)])),
};
module.exports = EventEmitter;
