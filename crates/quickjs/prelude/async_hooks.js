// AsyncLocalStorage. The engine tells nobody when an `await` goes on, so a store that is entered by `run` holds, besides
// its own function and the callbacks of `then` and timers made in it, while the promise that function gave is unsettled.
// One process serves one invocation, so what can be mixed up is two `run`s of one storage that wait at the same time.
const storages = new Set();
let stores = new Map();

function snapshot() {
  const taken = stores;
  return (call, self, args) => {
    const before = stores;
    stores = taken;
    try { return Reflect.apply(call, self, args); } finally { stores = before; }
  };
}

class AsyncLocalStorage {
  #open = [];
  #isEnabled = true;
  constructor(options = {}) {
    this.defaultValue = options.defaultValue;
    storages.add(this);
    watch();
  }
  static bind(call) {
    const enter = snapshot();
    return function bound(...args) { return enter(call, this, args); };
  }
  static snapshot() {
    const enter = snapshot();
    return (call, ...args) => enter(call, undefined, args);
  }
  run(store, call, ...args) {
    const before = stores;
    stores = new Map(before).set(this, { store });
    this.#isEnabled = true;
    let result;
    try { result = Reflect.apply(call, undefined, args); } finally { stores = before; }
    if (result instanceof Promise) {
      const entry = { store };
      this.#open.push(entry);
      const close = () => { this.#open = this.#open.filter((it) => it !== entry); };
      then.call(result, close, close);
    }
    return result;
  }
  exit(call, ...args) {
    const before = stores;
    stores = new Map(before).set(this, { store: undefined });
    try { return Reflect.apply(call, undefined, args); } finally { stores = before; }
  }
  enterWith(store) {
    stores = new Map(stores).set(this, { store });
    this.#open.push({ store });
    this.#isEnabled = true;
  }
  disable() { this.#isEnabled = false; this.#open = []; }
  getStore() {
    if (!this.#isEnabled) return undefined;
    const entry = stores.get(this) ?? this.#open.at(-1);
    return entry ? entry.store : this.defaultValue;
  }
}

// From the first storage on, callbacks of promises keep what held when they were given.
const then = Promise.prototype.then;
let isWatching = false;
function watch() {
  if (isWatching) return;
  isWatching = true;
  Object.defineProperty(Promise.prototype, 'then', {
    value: function (fulfilled, rejected) {
      if (stores.size === 0) return then.call(this, fulfilled, rejected);
      const enter = snapshot();
      const keep = (call) => (typeof call === 'function' ? (value) => enter(call, undefined, [value]) : call);
      return then.call(this, keep(fulfilled), keep(rejected));
    },
    writable: true, configurable: true,
  });
}

class AsyncResource {
  #enter = snapshot();
  constructor(type) { this.type = type; }
  static bind(call) { return AsyncLocalStorage.bind(call); }
  bind(call) { const enter = this.#enter; return function bound(...args) { return enter(call, this, args); }; }
  runInAsyncScope(call, self, ...args) { return this.#enter(call, self, args); }
  emitDestroy() { return this; }
  asyncId() { return 1; }
  triggerAsyncId() { return 0; }
}

Object.assign(exports, {
  AsyncLocalStorage, AsyncResource, snapshot,
  createHook: () => ({ enable() { return this; }, disable() { return this; } }),
  executionAsyncId: () => 1, triggerAsyncId: () => 0, executionAsyncResource: () => ({}),
});
