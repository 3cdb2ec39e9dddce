// fs: there are no files but those the host put beside the code, such as translations. Everything else is not there, and
// nothing can be written.
const files = new Map();
function problem(code, message, call, path) {
  const error = new Error(`${code}: ${message}, ${call} '${path}'`);
  return Object.assign(error, { code, syscall: call, path: String(path), errno: code === 'ENOENT' ? -2 : -30 });
}
const missing = (call, path) => problem('ENOENT', 'no such file or directory', call, path);
const readOnly = (call, path) => problem('EROFS', 'read-only file system', call, path);
const nameOf = (path) => require('path').resolve(path instanceof URL ? decodeURIComponent(path.pathname) : String(path));
function readFileSync(path, options) {
  const bytes = files.get(nameOf(path));
  if (bytes === undefined) throw missing('open', path);
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding ? bytes.toString(encoding) : Buffer.from(bytes);
}
const isDirectory = (path) => [...files.keys()].some((name) => name.startsWith(`${path === '/' ? '' : path}/`));
function statSync(path, options) {
  const name = nameOf(path);
  const bytes = files.get(name);
  if (bytes === undefined && !isDirectory(name)) {
    if (options?.throwIfNoEntry === false) return undefined;
    throw missing('stat', path);
  }
  const when = new Date(0);
  return { size: bytes?.length ?? 0, mode: 0o444, mtime: when, atime: when, ctime: when, birthtime: when, mtimeMs: 0, isFile: () => bytes !== undefined, isDirectory: () => bytes === undefined, isSymbolicLink: () => false };
}
function readdirSync(path, options) {
  const name = nameOf(path);
  if (!isDirectory(name)) throw missing('scandir', path);
  const inside = new Set([...files.keys()].filter((it) => it.startsWith(`${name}/`)).map((it) => it.slice(name.length + 1).split('/')[0]));
  return [...inside].sort().map((it) => (options?.withFileTypes ? { name: it, ...statSync(`${name}/${it}`) } : it));
}
function accessSync(path, mode = 0) {
  if (mode & 2) throw readOnly('access', path);
  statSync(path);
}
const sync = { readFileSync, statSync, lstatSync: statSync, readdirSync, accessSync, realpathSync: (path) => { statSync(path); return nameOf(path); } };
for (const name of ['writeFile', 'appendFile', 'mkdir', 'mkdtemp', 'rm', 'rmdir', 'unlink', 'rename', 'copyFile', 'chmod', 'chown', 'link', 'symlink', 'truncate', 'utimes', 'open', 'cp', 'readlink', 'opendir']) {
  sync[`${name}Sync`] = (path) => { throw (name === 'open' || name === 'readlink' || name === 'opendir') ? missing(name, path) : readOnly(name, path); };
}
const promises = {};
for (const [name, call] of Object.entries(sync)) {
  const plain = name.replace(/Sync$/, '');
  promises[plain] = async (...args) => call(...args);
  exports[plain] = (...args) => {
    const done = args.pop();
    if (typeof done !== 'function') throw require('errors').badType('cb', 'of type function', done);
    promises[plain](...args).then((value) => done(null, value), done);
  };
}
Object.assign(exports, sync, {
  promises, existsSync: (path) => { try { statSync(path); return true; } catch { return false; } },
  exists: (path, done) => done(exports.existsSync(path)),
  createReadStream: (path) => require('stream').Readable.from((async function* () { yield readFileSync(path); })()),
  createWriteStream: (path) => { throw readOnly('open', path); }, watch: () => { throw readOnly('watch', ''); },
  constants: { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64 },
  Stats: class Stats {}, ReadStream: class ReadStream {}, WriteStream: class WriteStream {},
});
promises.constants = exports.constants;
// For the platform, and taken from here before an app's code runs.
exports.place = (path, bytes) => files.set(path, Buffer.from(bytes));
