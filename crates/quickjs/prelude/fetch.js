// fetch, Headers, Request, Response, FormData; and the numbered calls that all of them end in.
// Taken before an app can put others in their place.
const { parse, stringify } = globalThis.JSON;
const JSON = { parse, stringify };
const { Buffer, Blob, File, encode, decode } = require('buffer');
const { ReadableStream, of } = require('streams');
const { URLSearchParams } = require('url');
const { Error: PlainError } = globalThis;

// --- Calls: a number out, an answer in.
const pending = new Map();
let lastCall = 0;
function call(descriptor, path, { method, headers, body }, stack) {
  const id = ++lastCall;
  return new Promise((resolve, reject) => {
    native.call(JSON.stringify({ id, descriptor, path, method, headers, stack }), body ?? new Uint8Array(0));
    pending.set(id, { resolve, reject });
  });
}
// Without an argument: whether anything is waited for. With one: gives an answer to who waits for it.
function settle(head, body) {
  if (head === undefined) return pending.size > 0;
  const answer = JSON.parse(head);
  const waiting = pending.get(answer.id);
  if (waiting) {
    pending.delete(answer.id);
    waiting.resolve({ ...answer, body });
  }
  return true;
}
// After a fork: numbers begin anew, and what was asked before is nobody's.
const forget = () => { pending.clear(); lastCall = 0; };

// --- Headers
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
function headerName(name) {
  const text = String(name);
  if (!token.test(text)) throw new TypeError(`Invalid header name: ${JSON.stringify(text)}`);
  return text.toLowerCase();
}
function headerValue(value) {
  const text = String(value).replace(/^[\t\r\n ]+|[\t\r\n ]+$/g, '');
  if (/[\0\r\n]/.test(text)) throw new TypeError('Invalid header value');
  return text;
}
class Headers {
  #list = [];
  constructor(init) {
    if (init === undefined || init === null) return;
    if (typeof init !== 'object') throw new TypeError('Headers are made of an object, pairs, or Headers');
    const pairs = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
    for (const pair of pairs) {
      const [name, value] = pair;
      if (value === undefined && pair.length !== 2) throw new TypeError('a header is a name and a value');
      this.append(name, value);
    }
  }
  append(name, value) { this.#list.push([headerName(name), headerValue(value)]); }
  delete(name) { const key = headerName(name); this.#list = this.#list.filter(([it]) => it !== key); }
  get(name) {
    const key = headerName(name);
    const values = this.#list.filter(([it]) => it === key).map(([, value]) => value);
    return values.length > 0 ? values.join(', ') : null;
  }
  getSetCookie() { return this.#list.filter(([name]) => name === 'set-cookie').map(([, value]) => value); }
  has(name) { const key = headerName(name); return this.#list.some(([it]) => it === key); }
  set(name, value) { this.delete(name); this.append(name, value); }
  forEach(each, self) { for (const [name, value] of this) Reflect.apply(each, self, [value, name, this]); }
  *entries() {
    const names = [...new Set(this.#list.map(([name]) => name))].sort();
    for (const name of names) {
      if (name === 'set-cookie') for (const value of this.getSetCookie()) yield [name, value];
      else yield [name, this.get(name)];
    }
  }
  *keys() { for (const [name] of this.entries()) yield name; }
  *values() { for (const [, value] of this.entries()) yield value; }
  [Symbol.iterator]() { return this.entries(); }
  // node-fetch's own, which some apps still use on what the platform gives.
  raw() { return Object.fromEntries([...new Set(this.keys())].map((name) => [name, this.#list.filter(([it]) => it === name).map(([, it]) => it)])); }
  toJSON() { return Object.fromEntries(this.entries()); }
  get [Symbol.toStringTag]() { return 'Headers'; }
}

// --- Bodies
class FormData {
  #list = [];
  append(name, value, filename) { this.#list.push([String(name), entry(value, filename)]); }
  set(name, value, filename) {
    const at = this.#list.findIndex(([it]) => it === String(name));
    if (at < 0) { this.append(name, value, filename); return; }
    this.#list[at][1] = entry(value, filename);
    this.#list = this.#list.filter(([it], index) => index <= at || it !== String(name));
  }
  delete(name) { this.#list = this.#list.filter(([it]) => it !== String(name)); }
  get(name) { return this.#list.find(([it]) => it === String(name))?.[1] ?? null; }
  getAll(name) { return this.#list.filter(([it]) => it === String(name)).map(([, value]) => value); }
  has(name) { return this.#list.some(([it]) => it === String(name)); }
  forEach(each, self) { for (const [name, value] of this.#list) Reflect.apply(each, self, [value, name, this]); }
  *entries() { for (const [name, value] of this.#list) yield [name, value]; }
  *keys() { for (const [name] of this.#list) yield name; }
  *values() { for (const [, value] of this.#list) yield value; }
  [Symbol.iterator]() { return this.entries(); }
  get [Symbol.toStringTag]() { return 'FormData'; }
}
function entry(value, filename) {
  if (!(value instanceof Blob)) return String(value);
  if (value instanceof File && filename === undefined) return value;
  return new File([value], filename ?? 'blob', { type: value.type });
}
const inQuotes = (text) => text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');
async function multipart(form) {
  const boundary = `----assay${decode(native.random(12), 'hex')}`;
  const parts = [];
  for (const [name, value] of form) {
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${inQuotes(name)}"`;
    if (value instanceof Blob) {
      head += `; filename="${inQuotes(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`;
      parts.push(Buffer.from(head), new Uint8Array(await value.arrayBuffer()), Buffer.from('\r\n'));
    } else parts.push(Buffer.from(`${head}\r\n\r\n${value.replace(/\r\n|\r|\n/g, '\r\n')}\r\n`));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { bytes: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` };
}
async function gather(chunks) {
  const parts = [];
  for await (const chunk of chunks) parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : new Uint8Array(chunk.buffer ?? chunk, chunk.byteOffset ?? 0, chunk.byteLength));
  return Buffer.concat(parts);
}
// A body as bytes with the type it brings; several of its kinds can only be read by waiting.
async function bodyOf(body) {
  if (body === undefined || body === null) return { bytes: null, type: null };
  if (typeof body === 'string') return { bytes: encode(body, 'utf8'), type: 'text/plain;charset=UTF-8' };
  if (body instanceof URLSearchParams) return { bytes: encode(String(body), 'utf8'), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  if (body instanceof FormData) return multipart(body);
  if (body instanceof Blob) return { bytes: new Uint8Array(await body.arrayBuffer()), type: body.type || null };
  if (body instanceof ArrayBuffer) return { bytes: new Uint8Array(body), type: null };
  if (ArrayBuffer.isView(body)) return { bytes: new Uint8Array(body.buffer, body.byteOffset, body.byteLength), type: null };
  // The form-data package, and Node's streams.
  if (typeof body.getBuffer === 'function' && typeof body.getHeaders === 'function') {
    return { bytes: body.getBuffer(), type: body.getHeaders()['content-type'] };
  }
  if (typeof body[Symbol.asyncIterator] === 'function') {
    const type = typeof body.getHeaders === 'function' ? body.getHeaders()['content-type'] : null;
    return { bytes: await gather(body), type };
  }
  return { bytes: encode(String(body), 'utf8'), type: 'text/plain;charset=UTF-8' };
}
function parseMultipart(bytes, type) {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!boundary) throw new TypeError('no boundary in the content type');
  const form = new FormData();
  const text = decode(bytes, 'latin1');
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const split = part.indexOf('\r\n\r\n');
    const head = part.slice(2, split);
    const body = Buffer.from(part.slice(split + 4, -2), 'latin1');
    const name = /name="([^"]*)"/i.exec(head)?.[1] ?? '';
    const filename = /filename="([^"]*)"/i.exec(head)?.[1];
    const kind = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1];
    form.append(name, filename === undefined ? body.toString('utf8') : new File([body], filename, { type: kind }));
  }
  return form;
}

class Body {
  #source;
  #isUsed = false;
  #stream = null;
  constructor(source) { this.#source = source; }
  get bodyUsed() { return this.#isUsed; }
  get body() {
    if (this.#source === null || this.#source === undefined) return null;
    if (this.#source instanceof ReadableStream) return this.#source;
    if (!this.#stream) {
      const source = this.#source;
      this.#stream = of((async function* () { const { bytes } = await bodyOf(source); if (bytes?.length) yield new Uint8Array(bytes); })());
      this.#source = this.#stream;
    }
    return this.#stream;
  }
  async #take() {
    if (this.#isUsed) throw new TypeError('Body is unusable: Body has already been read');
    this.#isUsed = true;
    return Buffer.from((await bodyOf(this.#source)).bytes ?? []);
  }
  static source(body) { return body.#source; }
  static copy(body) {
    if (body.#isUsed) throw new TypeError('Body has already been consumed.');
    if (body.#source instanceof ReadableStream) {
      const [one, other] = body.#source.tee();
      body.#source = one;
      return other;
    }
    return body.#source;
  }
  async arrayBuffer() { const bytes = await this.#take(); return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length); }
  async bytes() { return new Uint8Array(await this.arrayBuffer()); }
  async buffer() { return this.#take(); }
  async text() { const text = decode(await this.#take(), 'utf8'); return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text; }
  async json() { return JSON.parse(await this.text()); }
  async blob() { return new Blob([await this.#take()], { type: this.headers?.get('content-type') ?? '' }); }
  async formData() {
    const type = this.headers?.get('content-type') ?? '';
    const bytes = await this.#take();
    if (/^multipart\/form-data/i.test(type)) return parseMultipart(bytes, type);
    const form = new FormData();
    for (const [name, value] of new URLSearchParams(decode(bytes, 'utf8'))) form.append(name, value);
    return form;
  }
}
const sourceOf = Body.source;
const copyOf = Body.copy;
delete Body.source;
delete Body.copy;

function typeOf(body) {
  if (typeof body === 'string') return 'text/plain;charset=UTF-8';
  if (body instanceof URLSearchParams) return 'application/x-www-form-urlencoded;charset=UTF-8';
  if (body instanceof Blob && body.type) return body.type;
  return null;
}
const METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
class Request extends Body {
  constructor(input, init = {}) {
    const from = input instanceof Request ? input : null;
    const body = init.body ?? (from ? sourceOf(from) : null);
    super(body);
    this.url = from ? from.url : new URL(String(input)).href;
    const method = String(init.method ?? from?.method ?? 'GET');
    this.method = METHODS.has(method.toUpperCase()) ? method.toUpperCase() : method;
    if ((this.method === 'GET' || this.method === 'HEAD') && body !== null && body !== undefined) {
      throw new TypeError('Request with GET/HEAD method cannot have body.');
    }
    this.headers = new Headers(init.headers ?? from?.headers);
    const type = typeOf(body);
    if (type && !this.headers.has('content-type')) this.headers.set('content-type', type);
    this.signal = init.signal ?? from?.signal ?? new AbortController().signal;
    this.redirect = init.redirect ?? from?.redirect ?? 'follow';
    for (const [name, value] of [['mode', 'cors'], ['credentials', 'same-origin'], ['cache', 'default'], ['referrer', 'about:client'], ['integrity', ''], ['keepalive', false]]) {
      this[name] = init[name] ?? from?.[name] ?? value;
    }
  }
  clone() { return new Request(this, { body: copyOf(this) }); }
  get [Symbol.toStringTag]() { return 'Request'; }
}
const NULL_BODY = new Set([101, 204, 205, 304]);
class Response extends Body {
  constructor(body = null, init = {}) {
    super(body);
    this.status = init.status ?? 200;
    if (!Number.isInteger(this.status) || this.status < 200 || this.status > 599) throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
    if (body !== null && NULL_BODY.has(this.status)) throw new TypeError(`Response constructor: Invalid response status code ${this.status}`);
    this.statusText = String(init.statusText ?? '');
    this.headers = new Headers(init.headers);
    const type = typeOf(body);
    if (type && !this.headers.has('content-type')) this.headers.set('content-type', type);
    this.url = '';
    this.redirected = false;
    this.type = 'default';
  }
  get ok() { return this.status >= 200 && this.status < 300; }
  static json(value, init = {}) {
    const headers = new Headers(init.headers);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new Response(JSON.stringify(value), { ...init, headers });
  }
  static error() { return Object.assign(new Response(), { status: 0, type: 'error' }); }
  static redirect(url, status = 302) { return new Response(null, { status, headers: { location: new URL(url).href } }); }
  clone() { return Object.assign(new Response(copyOf(this), { status: this.status, statusText: this.statusText, headers: this.headers }), { url: this.url, redirected: this.redirected, type: this.type }); }
  get [Symbol.toStringTag]() { return 'Response'; }
}
const REASONS = { 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 304: 'Not Modified', 307: 'Temporary Redirect', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict', 413: 'Payload Too Large', 422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' };

// --- What apps call
function failed(message, cause) {
  const error = new TypeError('fetch failed');
  error.cause = Object.assign(new Error(message), cause);
  return error;
}
// Where a call is made, for records. An app can make it say anything, and gains nothing.
let origin = null;
const LONGEST_STACK = 4000;
const here = () => origin ?? String(new PlainError().stack ?? '').slice(0, LONGEST_STACK).toWellFormed();
// Calls made by `run` are made where `stack` was taken.
function madeAt(stack, run) {
  origin = stack;
  try { return run(); } finally { origin = null; }
}
async function send(descriptor, path, init, stack, address) {
  const { bytes, type } = await bodyOf(init.body);
  const headers = new Headers(init.headers ?? undefined);
  if (type && !headers.has('content-type')) headers.set('content-type', type);
  const signal = init.signal ?? undefined;
  signal?.throwIfAborted();
  const answered = call(descriptor, path, { method: String(init.method ?? 'GET'), headers: [...headers], body: bytes }, stack);
  const aborted = signal && new Promise((_, reject) => { signal.addEventListener('abort', () => reject(signal.reason), { once: true }); });
  const answer = await (aborted ? Promise.race([answered, aborted]) : answered);
  if (answer.failure) throw failed(answer.failure);
  const body = NULL_BODY.has(answer.status) ? null : answer.body;
  const response = new Response(body, { status: Math.max(200, answer.status), statusText: REASONS[answer.status] ?? '', headers: answer.headers });
  if (answer.status < 200) response.status = answer.status;
  response.url = answer.url ?? address ?? '';
  response.redirected = Boolean(answer.url && address && answer.url !== address);
  response.type = 'basic';
  return response;
}
// The platform's door: any descriptor, any path. The host decides.
const forgeFetch = async function __forge_fetch__(descriptor, path, init = {}) {
  return send(descriptor ?? null, String(path), init ?? {}, here());
};
const fetch = async function fetch(input, init = {}) {
  const stack = here();
  const request = input instanceof Request ? input : null;
  const address = new URL(request ? request.url : String(input)).href;
  const merged = request ? {
    method: init.method ?? request.method, headers: init.headers ?? request.headers,
    body: init.body ?? sourceOf(request), signal: init.signal ?? request.signal, redirect: init.redirect ?? request.redirect,
  } : init;
  const method = String(merged.method ?? 'GET');
  const plain = METHODS.has(method.toUpperCase()) ? method.toUpperCase() : method;
  if ((plain === 'GET' || plain === 'HEAD') && merged.body !== null && merged.body !== undefined) {
    throw new TypeError('Request with GET/HEAD method cannot have body.');
  }
  const redirect = merged.redirect ?? 'follow';
  return send({ type: 'egress', redirect }, address, { ...merged, method: plain }, stack, address);
};
Object.assign(exports, { Headers, Request, Response, FormData, fetch, forgeFetch, settle, forget, here, madeAt });
