// path, as on POSIX.
const { badType } = require('errors');
const check = (path, name = 'path') => { if (typeof path !== 'string') throw badType(name, 'of type string', path); };
function tidy(path, isAbsolute) {
  const out = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!isAbsolute) out.push('..');
  }
  return out.join('/');
}
function normalize(path) {
  check(path);
  if (path === '') return '.';
  const isAbsolute = path.startsWith('/');
  let clean = tidy(path, isAbsolute);
  if (clean === '' && !isAbsolute) clean = '.';
  if (clean !== '' && path.endsWith('/')) clean += '/';
  return (isAbsolute ? '/' : '') + clean;
}
function join(...parts) {
  parts.forEach((part) => check(part));
  const joined = parts.filter(Boolean).join('/');
  return joined === '' ? '.' : normalize(joined);
}
function resolve(...parts) {
  let path = '';
  for (const part of ['/app', ...parts]) {
    check(part);
    if (part !== '') path = part.startsWith('/') ? part : `${path}/${part}`;
  }
  return `/${tidy(path, true)}`;
}
function relative(from, to) {
  const [a, b] = [resolve(from), resolve(to)].map((path) => path.slice(1).split('/').filter(Boolean));
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
}
function dirname(path) {
  check(path);
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return '/';
  const at = trimmed.lastIndexOf('/');
  return at < 0 ? '.' : trimmed.slice(0, at).replace(/\/+$/, '') || '/';
}
function basename(path, suffix = '') {
  check(path);
  const name = path.replace(/\/+$/, '').split('/').at(-1);
  return suffix !== '' && suffix !== name && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
function extname(path) {
  const name = basename(path);
  const at = name.lastIndexOf('.');
  return at <= 0 || /^\.+$/.test(name.slice(0, at + 1)) ? '' : name.slice(at);
}
const parse = (path) => {
  const base = basename(path);
  const ext = extname(path);
  const dir = path.includes('/') ? dirname(path) : '';
  return { root: path.startsWith('/') ? '/' : '', dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
};
const format = ({ root = '', dir, base, name = '', ext = '' }) => {
  const file = base ?? name + (ext && !ext.startsWith('.') ? `.${ext}` : ext);
  if (!dir) return root + file;
  return dir === root ? dir + file : `${dir}/${file}`;
};
Object.assign(exports, {
  normalize, join, resolve, relative, dirname, basename, extname, parse, format, sep: '/', delimiter: ':',
  isAbsolute: (path) => { check(path); return path.startsWith('/'); }, toNamespacedPath: (path) => path, posix: exports, win32: exports,
});
