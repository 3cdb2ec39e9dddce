// Node's streams: readable, writable, duplex, transform, pipeline, finished. Buffers are small and kept simple; what counts
// is the order of events and that whoever is slow is waited for.
const EventEmitter = require('events');
const { Buffer } = require('buffer');
const { coded } = require('errors');

function Stream(options) { EventEmitter.call(this, options); }
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Stream, EventEmitter);
Stream.prototype.pipe = function (target, options = {}) {
  const source = this;
  source.on('data', (chunk) => {
    if (target.write(chunk) === false && source.pause) {
      source.pause();
      target.once('drain', () => source.resume());
    }
  });
  if (options.end !== false) source.once('end', () => target.end());
  target.emit('pipe', source);
  return target;
};

const tick = (call, ...args) => process.nextTick(call, ...args);
function setUp(stream, options) {
  stream.destroyed = false;
  stream.closed = false;
  stream.errored = null;
  stream._autoDestroy = options.autoDestroy !== false;
  stream._emitClose = options.emitClose !== false;
  for (const name of ['read', 'write', 'writev', 'final', 'destroy', 'transform', 'flush', 'construct']) {
    if (typeof options[name] === 'function') stream[`_${name}`] = options[name];
  }
  options.signal?.addEventListener('abort', () => stream.destroy(options.signal.reason), { once: true });
}
const common = {
  destroy(error, done) {
    if (this.destroyed) { done?.(error); return this; }
    this.destroyed = true;
    if (error) this.errored = error;
    const finish = (problem) => {
      const told = problem ?? error;
      tick(() => {
        if (told) { this.errored = told; this.emit('error', told); }
        this.closed = true;
        if (this._emitClose) this.emit('close');
        done?.(told);
      });
    };
    if (typeof this._destroy === 'function') {
      try { this._destroy(error ?? null, finish); } catch (problem) { finish(problem); }
    } else finish();
    return this;
  },
  [Symbol.asyncDispose]() { this.destroy(); return Promise.resolve(); },
};
// When every half of it has come to its end, a stream closes by itself.
function over(stream) {
  const read = stream._readable === undefined || stream._readable.isEnded;
  const written = stream._writable === undefined || stream._writable.isFinished;
  if (read && written && stream._autoDestroy) stream.destroy();
}

function startReadable(stream, options) {
  stream._readable = { queue: [], flowing: null, isOver: false, isEnded: false, isReading: false, object: Boolean(options.objectMode ?? options.readableObjectMode), most: options.highWaterMark ?? options.readableHighWaterMark ?? (options.objectMode ? 16 : 65536), decoder: null, isScheduled: false };
  if (options.encoding) stream.setEncoding(options.encoding);
}
const sizeOf = (state) => (state.object ? state.queue.length : state.queue.reduce((sum, chunk) => sum + chunk.length, 0));
function fill(stream) {
  const state = stream._readable;
  if (state.isReading || state.isOver || stream.destroyed || typeof stream._read !== 'function') return;
  if (sizeOf(state) >= Math.max(1, state.most)) return;
  state.isReading = true;
  try { stream._read(state.most); } catch (error) { stream.destroy(error); }
}
function flow(stream) {
  const state = stream._readable;
  if (state.isScheduled) return;
  state.isScheduled = true;
  tick(() => {
    state.isScheduled = false;
    while (state.flowing && state.queue.length > 0 && !stream.destroyed) stream.emit('data', state.queue.shift());
    if (state.queue.length === 0 && state.isOver) { end(stream); return; }
    if (state.queue.length > 0 && !state.flowing && stream.listenerCount('readable') > 0) stream.emit('readable');
    if (state.flowing !== false || stream.listenerCount('readable') > 0) fill(stream);
  });
}
function end(stream) {
  const state = stream._readable;
  if (state.isEnded || stream.destroyed) return;
  if (state.flowing !== true && stream.listenerCount('readable') === 0 && stream.listenerCount('end') === 0 && !state.wasAsked) return;
  state.isEnded = true;
  if (stream.listenerCount('readable') > 0) stream.emit('readable');
  stream.readable = false;
  stream.emit('end');
  if (stream.allowHalfOpen === false && stream._writable && !stream._writable.isEnding) stream.end();
  over(stream);
}
const readableMethods = {
  push(chunk, encoding) {
    const state = this._readable;
    state.isReading = false;
    if (chunk === null) {
      const rest = state.decoder?.end();
      if (rest) state.queue.push(rest);
      state.isOver = true;
      flow(this);
      return false;
    }
    if (state.isOver) { this.destroy(coded(Error, 'ERR_STREAM_PUSH_AFTER_EOF', 'stream.push() after EOF')); return false; }
    let value = chunk;
    if (!state.object) {
      if (typeof chunk === 'string') value = Buffer.from(chunk, encoding);
      else if (!(chunk instanceof Uint8Array)) { this.destroy(require('errors').badType('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk)); return false; }
      else if (!Buffer.isBuffer(chunk)) value = Buffer.from(chunk);
      if (state.decoder) value = state.decoder.write(value);
      if (value.length === 0) { flow(this); return true; }
    }
    state.queue.push(value);
    flow(this);
    return sizeOf(state) < state.most;
  },
  unshift(chunk) { this._readable.queue.unshift(typeof chunk === 'string' ? Buffer.from(chunk) : chunk); flow(this); },
  read(count) {
    const state = this._readable;
    state.wasAsked = true;
    if (state.queue.length === 0) {
      if (state.isOver) flow(this); else fill(this);
      if (state.queue.length === 0) return null;
    }
    if (state.object) { const value = state.queue.shift(); flow(this); return value; }
    const all = state.decoder ? state.queue.join('') : Buffer.concat(state.queue);
    if (count !== undefined && count > all.length && !state.isOver) { fill(this); return null; }
    const taken = count === undefined ? all : all.slice(0, count);
    state.queue = taken.length < all.length ? [all.slice(taken.length)] : [];
    flow(this);
    return taken;
  },
  on(type, listener) {
    EventEmitter.prototype.on.call(this, type, listener);
    if (type === 'data' && this._readable.flowing !== false) this.resume();
    if (type === 'readable') { if (this._readable.queue.length > 0) tick(() => this.emit('readable')); flow(this); }
    if (type === 'end' && this._readable.isOver) flow(this);
    return this;
  },
  resume() { this._readable.flowing = true; flow(this); return this; },
  pause() { this._readable.flowing = false; return this; },
  isPaused() { return this._readable.flowing === false; },
  setEncoding(encoding) { const { StringDecoder } = require('string_decoder'); this._readable.decoder = new StringDecoder(encoding); this._readable.queue = this._readable.queue.map((it) => this._readable.decoder.write(it)); return this; },
  pipe(target, options) { if (!this._pipes) this._pipes = []; this._pipes.push(target); return Stream.prototype.pipe.call(this, target, options); },
  unpipe(target) { this.removeAllListeners('data'); this.pause(); target?.emit('unpipe', this); return this; },
  wrap(old) { old.on('data', (chunk) => this.push(chunk)); old.on('end', () => this.push(null)); old.on('error', (error) => this.destroy(error)); return this; },
  async* [Symbol.asyncIterator]() {
    const queue = [];
    let [isDone, failure, wake] = [false, null, null];
    const poke = () => { wake?.(); wake = null; };
    this.on('data', (chunk) => { queue.push(chunk); this.pause(); poke(); });
    this.once('end', () => { isDone = true; poke(); });
    this.once('close', () => { isDone = true; poke(); });
    this.once('error', (error) => { failure = { error }; poke(); });
    try {
      for (;;) {
        if (queue.length > 0) { yield queue.shift(); continue; }
        if (failure) throw failure.error;
        if (isDone) return;
        this.resume();
        if (queue.length === 0 && !isDone && !failure) await new Promise((resolve) => { wake = resolve; });
      }
    } finally { if (!isDone) this.destroy(); }
  },
  async toArray() { const all = []; for await (const chunk of this) all.push(chunk); return all; },
  map(call) { const source = this; return Readable.from((async function* () { for await (const it of source) yield call(it); })()); },
  filter(call) { const source = this; return Readable.from((async function* () { for await (const it of source) if (await call(it)) yield it; })()); },
  async forEach(call) { for await (const it of this) await call(it); },
  iterator() { return this[Symbol.asyncIterator](); },
};
readableMethods.addListener = readableMethods.on;
const readableGetters = {
  readableFlowing() { return this._readable.flowing; }, readableEnded() { return this._readable.isEnded; }, readableLength() { return sizeOf(this._readable); },
  readableObjectMode() { return this._readable.object; }, readableHighWaterMark() { return this._readable.most; }, readableEncoding() { return this._readable.decoder?.encoding ?? null; },
  readableDidRead() { return this._readable.wasAsked === true || this._readable.flowing === true; }, readableAborted() { return this.destroyed && !this._readable.isEnded; },
  _readableState() { const state = this._readable; return { ended: state.isOver, endEmitted: state.isEnded, flowing: state.flowing, objectMode: state.object, length: sizeOf(state), highWaterMark: state.most, reading: state.isReading, buffer: state.queue }; },
};

function startWritable(stream, options) {
  stream._writable = { queue: [], isWriting: false, isEnding: false, isFinished: false, needsDrain: false, object: Boolean(options.objectMode ?? options.writableObjectMode), most: options.highWaterMark ?? options.writableHighWaterMark ?? (options.objectMode ? 16 : 16384), decode: options.decodeStrings !== false, encoding: options.defaultEncoding ?? 'utf8', corked: 0 };
}
const waitingSize = (state) => state.queue.reduce((sum, it) => sum + (state.object ? 1 : it.chunk.length), 0);
function drain(stream) {
  const state = stream._writable;
  if (state.isWriting || stream.destroyed || state.corked > 0) return;
  const next = state.queue[0];
  if (!next) {
    if (state.needsDrain && !state.isEnding) { state.needsDrain = false; tick(() => stream.emit('drain')); }
    if (state.isEnding && !state.isFinished && !state.isFinishing) finish(stream);
    return;
  }
  state.isWriting = true;
  const done = (error) => {
    if (!state.isWriting) return;
    state.isWriting = false;
    state.queue.shift();
    if (error) { next.done?.(error); stream.destroy(error); return; }
    tick(() => next.done?.(null));
    tick(() => drain(stream));
  };
  try {
    if (typeof stream._write === 'function') stream._write(next.chunk, next.encoding, done);
    else stream._writev([next], done);
  } catch (error) { done(error); }
}
function finish(stream) {
  const state = stream._writable;
  state.isFinishing = true;
  const done = (error) => {
    if (error) { stream.destroy(error); return; }
    state.isFinished = true;
    tick(() => { stream.writable = false; stream.emit('finish'); over(stream); });
  };
  if (typeof stream._final === 'function') { try { stream._final(done); } catch (error) { done(error); } } else done();
}
const writableMethods = {
  write(chunk, encoding, done) {
    if (typeof encoding === 'function') [encoding, done] = [undefined, encoding];
    const state = this._writable;
    const refuse = (error) => { tick(() => done?.(error)); this.destroy(error); return false; };
    if (chunk === null) throw coded(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
    if (state.isEnding) return refuse(coded(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end'));
    if (this.destroyed) { tick(() => done?.(coded(Error, 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed'))); return false; }
    let value = chunk;
    let used = encoding ?? state.encoding;
    if (!state.object) {
      if (typeof chunk === 'string') { if (state.decode) { value = Buffer.from(chunk, used); used = 'buffer'; } }
      else if (chunk instanceof Uint8Array) { value = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk); used = 'buffer'; }
      else throw require('errors').badType('chunk', 'of type string or an instance of Buffer, TypedArray, or DataView', chunk);
    }
    state.queue.push({ chunk: value, encoding: used, done });
    const hasRoom = waitingSize(state) < state.most;
    state.needsDrain ||= !hasRoom;
    drain(this);
    return hasRoom;
  },
  end(chunk, encoding, done) {
    if (typeof chunk === 'function') [chunk, done] = [undefined, chunk];
    else if (typeof encoding === 'function') [encoding, done] = [undefined, encoding];
    if (chunk !== undefined && chunk !== null) this.write(chunk, encoding);
    const state = this._writable;
    if (done) { if (state.isFinished) tick(done); else this.once('finish', done); }
    state.corked = 0;
    state.isEnding = true;
    drain(this);
    return this;
  },
  cork() { this._writable.corked++; },
  uncork() { if (this._writable.corked > 0) this._writable.corked--; drain(this); },
  setDefaultEncoding(encoding) { this._writable.encoding = encoding; return this; },
};
const writableGetters = {
  writableEnded() { return this._writable.isEnding; }, writableFinished() { return this._writable.isFinished; }, writableLength() { return waitingSize(this._writable); },
  writableObjectMode() { return this._writable.object; }, writableHighWaterMark() { return this._writable.most; }, writableNeedDrain() { return this._writable.needsDrain; }, writableCorked() { return this._writable.corked; },
  _writableState() { const state = this._writable; return { ended: state.isEnding, finished: state.isFinished, objectMode: state.object, length: waitingSize(state), highWaterMark: state.most, needDrain: state.needsDrain, ending: state.isEnding }; },
};
function install(Kind, methods, getters) {
  for (const key of Reflect.ownKeys(methods)) Object.defineProperty(Kind.prototype, key, { value: methods[key], writable: true, configurable: true });
  for (const [key, get] of Object.entries(getters)) Object.defineProperty(Kind.prototype, key, { get, set() {}, configurable: true });
}
function kind(Kind, Parent) {
  Object.setPrototypeOf(Kind.prototype, Parent.prototype);
  Object.setPrototypeOf(Kind, Parent);
}

function Readable(options = {}) {
  if (!(this instanceof Readable)) return new Readable(options);
  Stream.call(this);
  setUp(this, options);
  this.readable = true;
  startReadable(this, options);
}
kind(Readable, Stream);
install(Readable, { ...common, ...readableMethods }, readableGetters);
Readable.from = (iterable, options) => {
  const single = typeof iterable === 'string' || iterable instanceof Uint8Array;
  const iterator = single ? [iterable].values() : iterable[Symbol.asyncIterator]?.() ?? iterable[Symbol.iterator]();
  return new Readable({
    objectMode: !single, highWaterMark: 1, ...options,
    read() { Promise.resolve(iterator.next()).then(async ({ value, done }) => { this.push(done ? null : await value); }).catch((error) => this.destroy(error)); },
    destroy(error, done) { Promise.resolve(iterator.return?.()).then(() => done(error), () => done(error)); },
  });
};
Readable.fromWeb = (stream, options) => Readable.from(stream, { objectMode: false, ...options });
Readable.toWeb = (stream) => require('streams').ReadableStream.from(stream);
Readable.isDisturbed = (stream) => Boolean(stream.readableDidRead ?? stream.locked);

function Writable(options = {}) {
  if (!(this instanceof Writable)) return new Writable(options);
  Stream.call(this);
  setUp(this, options);
  this.writable = true;
  startWritable(this, options);
}
kind(Writable, Stream);
install(Writable, { ...common, ...writableMethods }, writableGetters);
Writable.prototype.pipe = function () { this.emit('error', coded(Error, 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable')); };

function Duplex(options = {}) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  Readable.call(this, options);
  this.writable = true;
  this.allowHalfOpen = options.allowHalfOpen !== false;
  startWritable(this, options);
}
kind(Duplex, Readable);
install(Duplex, writableMethods, writableGetters);
// A duplex is a writable, although it descends from readable alone.
Object.defineProperty(Writable, Symbol.hasInstance, {
  value(value) { return Function.prototype[Symbol.hasInstance].call(this, value) || (this === Writable && value?._writable !== undefined && value instanceof Stream); },
});

function Transform(options = {}) {
  if (!(this instanceof Transform)) return new Transform(options);
  Duplex.call(this, options);
}
kind(Transform, Duplex);
Transform.prototype._write = function (chunk, encoding, done) {
  this._transform(chunk, encoding, (error, value) => {
    if (error) { done(error); return; }
    if (value !== undefined && value !== null) this.push(value);
    if (sizeOf(this._readable) < this._readable.most) { done(); return; }
    this._resume = done;
  });
};
Transform.prototype._read = function () {
  const done = this._resume;
  this._resume = undefined;
  this._readable.isReading = false;
  done?.();
};
Transform.prototype._final = function (done) {
  if (typeof this._flush !== 'function') { this.push(null); done(); return; }
  this._flush((error, value) => {
    if (error) { done(error); return; }
    if (value !== undefined && value !== null) this.push(value);
    this.push(null);
    done();
  });
};
function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
kind(PassThrough, Transform);
PassThrough.prototype._transform = (chunk, _encoding, done) => done(null, chunk);

function finished(stream, options, done) {
  if (typeof options === 'function') [options, done] = [{}, options];
  let isTold = false;
  const tell = (error) => { if (!isTold) { isTold = true; done(error); } };
  const reads = options.readable ?? stream._readable !== undefined;
  const writes = options.writable ?? stream._writable !== undefined;
  let [isRead, isWritten] = [!reads, !writes];
  const both = () => { if (isRead && isWritten) tell(); };
  stream.on('end', () => { isRead = true; both(); });
  stream.on('finish', () => { isWritten = true; both(); });
  stream.on('error', tell);
  stream.on('close', () => {
    if (stream.errored) tell(stream.errored);
    else if ((reads && !stream._readable?.isEnded && !isRead) || (writes && !stream._writable?.isFinished && !isWritten)) tell(coded(Error, 'ERR_STREAM_PREMATURE_CLOSE', 'Premature close'));
    else tell();
  });
  if (stream.destroyed || (stream._readable?.isEnded && !writes) || (stream._writable?.isFinished && !reads)) tick(() => tell(stream.errored ?? undefined));
  return () => { isTold = true; };
}
function pipeline(...parts) {
  const done = typeof parts.at(-1) === 'function' && parts.length > 1 && !isGenerator(parts.at(-1)) ? parts.pop() : () => {};
  const list = Array.isArray(parts[0]) ? parts[0] : parts.filter((it) => it && (typeof it === 'function' || it.pipe || it.write || it[Symbol.asyncIterator] || it[Symbol.iterator]));
  let isTold = false;
  const tell = (error, value) => { if (!isTold) { isTold = true; if (error) for (const it of streams) it.destroy?.(error); done(error ?? undefined, value); } };
  const streams = [];
  let current;
  list.forEach((part, at) => {
    let next = part;
    if (typeof part === 'function') {
      const result = at === 0 ? part() : part(current);
      if (typeof result?.then === 'function') { result.then((value) => tell(null, value), tell); next = null; } else next = Readable.from(result);
    } else if (!part.pipe && !part.write) next = Readable.from(part);
    else if (current) current.pipe(part);
    if (next) { next.on('error', tell); streams.push(next); current = next; }
  });
  const last = streams.at(-1);
  if (last && typeof list.at(-1) !== 'function') finished(last, { readable: last._readable !== undefined && last._writable === undefined, writable: last._writable !== undefined }, tell);
  return last;
}
const isGenerator = (call) => /Generator/.test(Object.prototype.toString.call(call)) || call.length > 1 ? /Generator/.test(Object.prototype.toString.call(call)) : false;
const promises = {
  finished: (stream, options = {}) => new Promise((resolve, reject) => { finished(stream, options, (error) => (error ? reject(error) : resolve())); }),
  pipeline: (...parts) => new Promise((resolve, reject) => { pipeline(...parts, (error, value) => (error ? reject(error) : resolve(value))); }),
};
module.exports = Object.assign(Stream, {
  Stream, Readable, Writable, Duplex, Transform, PassThrough, finished, pipeline, promises,
  addAbortSignal: (signal, stream) => { signal.addEventListener('abort', () => stream.destroy(signal.reason), { once: true }); return stream; },
  isReadable: (stream) => Boolean(stream?.readable && !stream.destroyed), isWritable: (stream) => Boolean(stream?.writable && !stream.destroyed), isErrored: (stream) => Boolean(stream?.errored),
  getDefaultHighWaterMark: (object) => (object ? 16 : 65536), setDefaultHighWaterMark: () => {}, destroy: (stream, error) => stream.destroy(error), _isUint8Array: (it) => it instanceof Uint8Array, _uint8ArrayToBuffer: (it) => Buffer.from(it),
});
