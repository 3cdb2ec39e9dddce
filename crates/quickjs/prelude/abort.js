// Event, EventTarget, AbortController.
class Event {
  #stopped = false;
  #prevented = false;
  constructor(type, options = {}) {
    this.type = String(type);
    this.bubbles = Boolean(options.bubbles);
    this.cancelable = Boolean(options.cancelable);
    this.composed = Boolean(options.composed);
    this.target = null;
    this.currentTarget = null;
    this.timeStamp = native.monotonic();
    this.isTrusted = false;
  }
  preventDefault() { if (this.cancelable) this.#prevented = true; }
  get defaultPrevented() { return this.#prevented; }
  stopPropagation() {}
  stopImmediatePropagation() { this.#stopped = true; }
  get isStopped() { return this.#stopped; }
  composedPath() { return this.target ? [this.target] : []; }
}
class CustomEvent extends Event {
  constructor(type, options = {}) { super(type, options); this.detail = options.detail ?? null; }
}
class EventTarget {
  #listeners = new Map();
  addEventListener(type, listener, options) {
    if (listener === null || listener === undefined) return;
    const once = typeof options === 'object' && options !== null && Boolean(options.once);
    const list = this.#listeners.get(type) ?? [];
    if (list.some((it) => it.listener === listener)) return;
    this.#listeners.set(type, [...list, { listener, once }]);
    options?.signal?.addEventListener('abort', () => this.removeEventListener(type, listener), { once: true });
  }
  removeEventListener(type, listener) {
    this.#listeners.set(type, (this.#listeners.get(type) ?? []).filter((it) => it.listener !== listener));
  }
  dispatchEvent(event) {
    event.target = this;
    event.currentTarget = this;
    const handler = this[`on${event.type}`];
    const own = typeof handler === 'function' ? [{ listener: handler }] : [];
    for (const { listener, once } of [...own, ...(this.#listeners.get(event.type) ?? [])]) {
      if (once) this.removeEventListener(event.type, listener);
      if (typeof listener === 'function') Reflect.apply(listener, this, [event]);
      else listener.handleEvent(event);
      if (event.isStopped) break;
    }
    return !event.defaultPrevented;
  }
}

const TOKEN = Symbol('only we make signals');
class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  constructor(token) {
    super();
    if (token !== TOKEN) throw new TypeError('Illegal constructor');
    this.onabort = null;
  }
  get aborted() { return this.#aborted; }
  get reason() { return this.#reason; }
  throwIfAborted() { if (this.#aborted) throw this.#reason; }
  static raise(signal, reason = new DOMException('This operation was aborted', 'AbortError')) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason;
    signal.dispatchEvent(new Event('abort'));
  }
  static abort(reason) {
    const signal = new AbortSignal(TOKEN);
    raise(signal, reason);
    return signal;
  }
  static timeout(milliseconds) {
    const signal = new AbortSignal(TOKEN);
    setTimeout(() => raise(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError')), milliseconds).unref();
    return signal;
  }
  static any(signals) {
    const signal = new AbortSignal(TOKEN);
    for (const it of signals) {
      if (it.aborted) { raise(signal, it.reason); break; }
      it.addEventListener('abort', () => raise(signal, it.reason), { once: true });
    }
    return signal;
  }
  get [Symbol.toStringTag]() { return 'AbortSignal'; }
}
const raise = AbortSignal.raise;
delete AbortSignal.raise;
class AbortController {
  #signal = new AbortSignal(TOKEN);
  get signal() { return this.#signal; }
  abort(reason) { raise(this.#signal, reason); }
  get [Symbol.toStringTag]() { return 'AbortController'; }
}
Object.assign(exports, { Event, CustomEvent, EventTarget, AbortSignal, AbortController });
