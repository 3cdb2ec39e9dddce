// The web's streams, as far as bodies need them: one reader, one writer, no byte streams.
const TOKEN = Symbol('internal');
class ReadableStreamDefaultController {
  #stream;
  constructor(stream) { this.#stream = stream; }
  get desiredSize() { return this.#stream[TOKEN].state === 'open' ? 1 - this.#stream[TOKEN].queue.length : 0; }
  enqueue(chunk) { this.#stream[TOKEN].push(chunk); }
  close() { this.#stream[TOKEN].close(); }
  error(error) { this.#stream[TOKEN].fail(error); }
}
class ReadableStream {
  constructor(source = {}, _strategy) {
    const inner = {
      queue: [], state: 'open', error: undefined, waiting: [], isLocked: false, isPulling: false,
      push: (chunk) => {
        if (inner.state !== 'open') throw new TypeError('the stream is closed');
        if (inner.waiting.length > 0) inner.waiting.shift().resolve({ value: chunk, done: false });
        else inner.queue.push(chunk);
      },
      close: () => {
        if (inner.state === 'open') inner.state = 'closed';
        for (const it of inner.waiting.splice(0)) it.resolve({ value: undefined, done: true });
      },
      fail: (error) => {
        inner.state = 'failed';
        inner.error = error;
        for (const it of inner.waiting.splice(0)) it.reject(error);
      },
      read: () => {
        if (inner.queue.length > 0) return Promise.resolve({ value: inner.queue.shift(), done: false });
        if (inner.state === 'failed') return Promise.reject(inner.error);
        if (inner.state === 'closed') return Promise.resolve({ value: undefined, done: true });
        const promise = new Promise((resolve, reject) => { inner.waiting.push({ resolve, reject }); });
        inner.pull();
        return promise;
      },
      pull: () => {
        if (inner.isPulling || typeof source.pull !== 'function') return;
        inner.isPulling = true;
        inner.started.then(() => source.pull(controller)).then(() => {
          inner.isPulling = false;
          if (inner.waiting.length > 0 && inner.state === 'open') inner.pull();
        }, inner.fail);
      },
      cancel: (reason) => {
        inner.queue.length = 0;
        inner.close();
        return Promise.resolve(source.cancel?.(reason));
      },
    };
    Object.defineProperty(this, TOKEN, { value: inner });
    const controller = new ReadableStreamDefaultController(this);
    inner.started = Promise.resolve(source.start?.(controller));
    inner.started.catch(inner.fail);
  }
  static from(iterable) {
    const iterator = iterable[Symbol.asyncIterator]?.() ?? iterable[Symbol.iterator]();
    return new ReadableStream({
      async pull(controller) {
        const { value, done } = await iterator.next();
        if (done) controller.close(); else controller.enqueue(value);
      },
      cancel: (reason) => iterator.return?.(reason),
    });
  }
  get locked() { return this[TOKEN].isLocked; }
  getReader() {
    if (this[TOKEN].isLocked) throw new TypeError('ReadableStream is locked');
    return new ReadableStreamDefaultReader(this);
  }
  cancel(reason) { return this[TOKEN].cancel(reason); }
  async* values() {
    const reader = this.getReader();
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally { reader.releaseLock(); }
  }
  [Symbol.asyncIterator]() { return this.values(); }
  tee() {
    const inner = this[TOKEN];
    inner.isLocked = true;
    const branches = [];
    const make = () => new ReadableStream({ start(controller) { branches.push(controller); }, pull });
    const pull = async () => {
      const { value, done } = await inner.read();
      for (const branch of branches) if (done) branch.close(); else branch.enqueue(value);
    };
    return [make(), make()];
  }
  async pipeTo(target) {
    const writer = target.getWriter();
    for await (const chunk of this) await writer.write(chunk);
    await writer.close();
  }
  pipeThrough({ readable, writable }) { this.pipeTo(writable).catch(() => {}); return readable; }
  get [Symbol.toStringTag]() { return 'ReadableStream'; }
}
class ReadableStreamDefaultReader {
  #stream;
  #closed;
  constructor(stream) {
    this.#stream = stream;
    stream[TOKEN].isLocked = true;
    this.#closed = Promise.withResolvers();
  }
  async read() {
    if (!this.#stream) throw new TypeError('the reader was released');
    const result = await this.#stream[TOKEN].read();
    if (result.done) this.#closed.resolve();
    return result;
  }
  get closed() { return this.#closed.promise; }
  releaseLock() { if (this.#stream) this.#stream[TOKEN].isLocked = false; this.#stream = undefined; }
  cancel(reason) { return this.#stream[TOKEN].cancel(reason); }
}
class WritableStream {
  constructor(sink = {}) {
    const controller = { error: () => {}, signal: new (require('abort').AbortController)().signal };
    let chain = Promise.resolve(sink.start?.(controller));
    const next = (call) => { chain = chain.then(call); return chain; };
    Object.defineProperty(this, TOKEN, { value: {
      write: (chunk) => next(() => sink.write?.(chunk, controller)), close: () => next(() => sink.close?.()),
      abort: (reason) => next(() => sink.abort?.(reason)),
    } });
    this.locked = false;
  }
  getWriter() {
    this.locked = true;
    const inner = this[TOKEN];
    const closed = Promise.withResolvers();
    return {
      write: inner.write, abort: inner.abort, ready: Promise.resolve(), desiredSize: 1, closed: closed.promise,
      close: () => inner.close().then(closed.resolve), releaseLock: () => { this.locked = false; },
    };
  }
  close() { return this[TOKEN].close(); }
  abort(reason) { return this[TOKEN].abort(reason); }
}
class TransformStream {
  constructor(transformer = {}) {
    let out;
    this.readable = new ReadableStream({ start(controller) { out = controller; } });
    const controller = { enqueue: (chunk) => out.enqueue(chunk), terminate: () => out.close(), error: (error) => out.error(error) };
    this.writable = new WritableStream({
      start: () => transformer.start?.(controller),
      write: (chunk) => (transformer.transform ? transformer.transform(chunk, controller) : controller.enqueue(chunk)),
      close: async () => { await transformer.flush?.(controller); out.close(); },
    });
  }
}
const of = (chunks) => ReadableStream.from(chunks);
Object.assign(exports, {
  ReadableStream, ReadableStreamDefaultReader, ReadableStreamDefaultController, WritableStream, TransformStream, of,
  ByteLengthQueuingStrategy: class { constructor(it) { Object.assign(this, it); } },
  CountQueuingStrategy: class { constructor(it) { Object.assign(this, it); } },
});
