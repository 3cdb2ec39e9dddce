// console: one line of the log for each call, with the platform's levels.
const { formatWithOptions, inspect } = require('util');
const counts = new Map();
const starts = new Map();
let indent = '';
function line(level, args) {
  const text = formatWithOptions({}, ...(args.length > 0 ? args : ['']));
  native.log(level, (indent ? text.split('\n').map((it) => indent + it).join('\n') : text).toWellFormed());
}
function Console() { return Object.assign(Object.create(Console.prototype), console); }
const console = {
  debug: (...args) => line(20, args), trace: (...args) => line(20, ['Trace:', ...args]), log: (...args) => line(30, args), info: (...args) => line(30, args),
  warn: (...args) => line(40, args), error: (...args) => line(50, args), dir: (value, options) => line(30, [inspect(value, options)]), dirxml: (...args) => line(30, args),
  table: (value) => line(30, [value]), assert: (value, ...args) => { if (!value) line(50, ['Assertion failed', ...args]); },
  count: (label = 'default') => { counts.set(label, (counts.get(label) ?? 0) + 1); line(30, [`${label}: ${counts.get(label)}`]); },
  countReset: (label = 'default') => { counts.delete(label); },
  group: (...args) => { if (args.length > 0) line(30, args); indent += '  '; }, groupCollapsed: (...args) => console.group(...args), groupEnd: () => { indent = indent.slice(2); },
  time: (label = 'default') => { starts.set(label, native.monotonic()); },
  timeLog: (label = 'default', ...args) => { if (starts.has(label)) line(30, [`${label}: ${(native.monotonic() - starts.get(label)).toFixed(3)}ms`, ...args]); },
  timeEnd: (label = 'default') => { console.timeLog(label); starts.delete(label); },
  timeStamp: () => {}, profile: () => {}, profileEnd: () => {}, clear: () => {}, Console,
};
module.exports = console;
