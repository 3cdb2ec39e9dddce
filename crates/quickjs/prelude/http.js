// http and https as clients: a request here is a fetch, and the host decides on it. There are no servers.
const EventEmitter = require('events');
const { Readable, Writable } = require('stream');
const { coded } = require('errors');
const { fetch, forgeFetch, Headers, here, madeAt } = require('fetch');

class IncomingMessage extends Readable {
  constructor(response) {
    super();
    this.statusCode = response.status;
    this.statusMessage = response.statusText;
    this.headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
    if (response.headers.has('set-cookie')) this.headers['set-cookie'] = response.headers.getSetCookie();
    this.rawHeaders = [...response.headers].flat();
    Object.assign(this, { httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1, complete: false, trailers: {}, rawTrailers: [], url: '', aborted: false });
    this.socket = socket();
    this.connection = this.socket;
    response.buffer().then((bytes) => { this.complete = true; if (bytes.length > 0) this.push(bytes); this.push(null); }, (error) => this.destroy(error));
  }
  _read() {}
  setTimeout() { return this; }
}
const socket = () => Object.assign(new EventEmitter(), { destroy() {}, setTimeout() { return this; }, setKeepAlive() { return this; }, setNoDelay() { return this; }, ref() { return this; }, unref() { return this; }, encrypted: true, authorized: true, remoteAddress: undefined, destroyed: false });

// @forge/api up to 4 asks by HTTP, with one of these words in place of an agent, and the platform's runtime made its own calls
// of such requests. So does this one; what is asked for is decided where all calls are.
// Source: the published @forge/api 3.8 and 4.3, out/api/fetch.js and out/api/remote.js, read 2026-11.
const AGENTS = new Map(Object.entries({
  // https://jira/rest/…, with `authorization: Forge app`
  FORGE_PRODUCT_REQUEST: (url, path, [provider = 'none']) => [{ type: 'fpp', provider, remote: url.hostname }, path],
  // https://<remote>/?path=…, with `authorization: Forge user <provider> <account>`
  EXTERNAL_AUTH_REQUEST: (url, _, [, provider, accountId]) => [{ type: 'tpp', provider, remote: url.hostname, accountId }, url.searchParams.get('path')],
  FORGE_REMOTE_COMPUTE_REQUEST: (url) => [{ type: 'frc', remote: url.searchParams.get('remoteKey') }, url.searchParams.get('path')],
}));
function ask({ agent, address, path }, init) {
  const call = AGENTS.get(agent);
  if (!call) return fetch(address, { ...init, redirect: 'manual' });
  const [word, ...identity] = (init.headers.get('authorization') ?? '').split(' ');
  if (word === 'Forge') init.headers.delete('authorization');
  return forgeFetch(...call(new URL(address), path, word === 'Forge' ? identity : []), init);
}

class ClientRequest extends Writable {
  #parts = [];
  #headers = new Map();
  #abort = new AbortController();
  #stack = here();
  constructor(defaults, input, options, done) {
    super({ autoDestroy: false });
    if (typeof options === 'function') [options, done] = [{}, options];
    const isAddress = typeof input === 'string' || input instanceof URL;
    const asked = { ...(isAddress ? require('url').node.urlToHttpOptions(new URL(input)) : input), ...(isAddress ? options : {}) };
    const protocol = asked.protocol ?? defaults.protocol;
    const name = asked.hostname ?? (asked.host ?? 'localhost').replace(/:\d+$/, '');
    const port = asked.port && Number(asked.port) !== defaults.port ? `:${asked.port}` : '';
    if (asked.socketPath) throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'requests over a socket file are not available here');
    if (/[\s\0]/.test(asked.path ?? '/')) throw coded(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters');
    this.address = `${protocol}//${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}${port}${asked.path ?? '/'}`;
    Object.assign(this, { method: String(asked.method ?? 'GET').toUpperCase(), path: asked.path ?? '/', host: name, protocol, aborted: false, reusedSocket: false, finished: false, agent: asked.agent });
    const headers = asked.headers ?? {};
    for (const [key, value] of typeof headers[Symbol.iterator] === 'function' ? headers : Object.entries(headers)) if (value !== undefined) this.setHeader(key, value);
    if (asked.auth && !this.hasHeader('authorization')) this.setHeader('Authorization', `Basic ${Buffer.from(asked.auth).toString('base64')}`);
    if (asked.timeout) this.setTimeout(asked.timeout);
    if (done) this.once('response', done);
    asked.signal?.addEventListener('abort', () => this.destroy(asked.signal.reason), { once: true });
    this.socket = socket();
    this.connection = this.socket;
    process.nextTick(() => this.emit('socket', this.socket));
  }
  _write(chunk, encoding, next) { this.#parts.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk); next(); }
  _final(next) {
    this.finished = true;
    const headers = new Headers();
    for (const [name, value] of this.#headers.values()) {
      if (/^(host|content-length|connection|transfer-encoding)$/i.test(name)) continue;
      for (const it of [].concat(value)) headers.append(name, it);
    }
    const hasBody = this.#parts.length > 0 && !['GET', 'HEAD'].includes(this.method);
    const asked = { method: this.method, headers, body: hasBody ? Buffer.concat(this.#parts) : undefined, signal: this.#abort.signal };
    madeAt(this.#stack, () => ask(this, asked)).then((response) => {
      this.res = new IncomingMessage(response);
      this.res.req = this;
      if (this.listenerCount('response') > 0) this.emit('response', this.res); else this.res.resume();
      this.res.once('end', () => this.emit('close'));
    }, (error) => {
      if (this.destroyed) return;
      const problem = Object.assign(new Error(error.cause?.message ?? error.message), { code: error.cause?.code ?? 'ECONNREFUSED' });
      this.emit('error', problem);
      this.emit('close');
    });
    next();
  }
  setHeader(name, value) { this.#headers.set(String(name).toLowerCase(), [String(name), Array.isArray(value) ? value.map(String) : String(value)]); return this; }
  getHeader(name) { return this.#headers.get(String(name).toLowerCase())?.[1]; }
  hasHeader(name) { return this.#headers.has(String(name).toLowerCase()); }
  removeHeader(name) { this.#headers.delete(String(name).toLowerCase()); }
  getHeaders() { return Object.fromEntries([...this.#headers].map(([name, [, value]]) => [name, value])); }
  getHeaderNames() { return [...this.#headers.keys()]; }
  getRawHeaderNames() { return [...this.#headers.values()].map(([name]) => name); }
  flushHeaders() {}
  setNoDelay() { return this; }
  setSocketKeepAlive() { return this; }
  setTimeout(wait, call) {
    if (call) this.once('timeout', call);
    const timer = setTimeout(() => { if (!this.res) this.emit('timeout'); }, wait);
    this.once('response', () => clearTimeout(timer));
    this.once('close', () => clearTimeout(timer));
    return this;
  }
  abort() { this.aborted = true; this.emit('abort'); this.destroy(); }
  _destroy(error, done) {
    if (!this.res) this.#abort.abort();
    done(error ?? (this.res ? null : coded(Error, 'ECONNRESET', 'socket hang up')));
  }
}
class Agent extends EventEmitter {
  constructor(options = {}) { super(); Object.assign(this, { options, maxSockets: Infinity, sockets: {}, freeSockets: {}, requests: {}, keepAlive: Boolean(options.keepAlive), defaultPort: 443, protocol: 'https:' }); }
  destroy() {}
  getName() { return ''; }
  addRequest() {}
  createConnection() { throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'connections of one\'s own are not available here'); }
}
const noServer = () => { throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'an app serves nothing by itself here: there is no http.createServer'); };
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const STATUS_CODES = { 100: 'Continue', 200: 'OK', 201: 'Created', 202: 'Accepted', 203: 'Non-Authoritative Information', 204: 'No Content', 206: 'Partial Content', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 307: 'Temporary Redirect', 308: 'Permanent Redirect', 400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 406: 'Not Acceptable', 408: 'Request Timeout', 409: 'Conflict', 410: 'Gone', 412: 'Precondition Failed', 413: 'Payload Too Large', 415: 'Unsupported Media Type', 418: "I'm a Teapot", 422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' };
function make(defaults) {
  const request = (input, options = {}, done = undefined) => new ClientRequest(defaults, input, options, done);
  return {
    request, get: (...args) => { const it = request(...args); it.end(); return it; },
    Agent, globalAgent: new Agent(), ClientRequest, IncomingMessage, OutgoingMessage: Writable, ServerResponse: class { constructor() { noServer(); } }, Server: class { constructor() { noServer(); } }, createServer: noServer,
    METHODS, STATUS_CODES, maxHeaderSize: 16384, validateHeaderName: (name) => { new Headers([[name, '']]); }, validateHeaderValue: (_name, value) => { new Headers([['x', value]]); },
  };
}
module.exports = make({ protocol: 'http:', port: 80 });
module.exports.https = make({ protocol: 'https:', port: 443 });
