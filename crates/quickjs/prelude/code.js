// Code made of texts at run time. Nothing of it is hindered; each way to it is told to the host, by closures over what was
// there before an app's code: no name an app can see leads here.
const { apply, construct, defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;
const { freeze, getPrototypeOf } = Object;
const { slice, toWellFormed } = String.prototype;
const PlainError = Error;
const PlainProxy = Proxy;
const { made } = native;
const LONGEST_STACK = 4000;

let isAsking = false;
// What an app puts in the place of the engine's own words for a stack is its code: it may throw, and make code itself.
function here() {
  if (isAsking) return '';
  isAsking = true;
  try {
    const { stack } = new PlainError();
    return typeof stack === 'string' ? apply(toWellFormed, apply(slice, stack, [0, LONGEST_STACK]), []) : '';
  } catch {
    return '';
  } finally {
    isAsking = false;
  }
}
function tell(way, text, isRefused = false) {
  made(way, typeof text === 'string' ? apply(toWellFormed, text, []) : null, isRefused, here());
}
exports.tell = tell;

// A handler without a prototype: one an app could reach by `Object.prototype` would be handed the function behind it.
const behind = (before) => freeze({
  __proto__: null,
  apply(target, self, args) { before(args); return apply(target, self, args); },
  construct(target, args, like) { before(args); return construct(target, args, like); },
});
function put(object, name, value) {
  defineProperty(object, name, { __proto__: null, ...getOwnPropertyDescriptor(object, name), value });
  return value;
}
// Calls of a function are told before they are made.
const watched = (call, before) => new PlainProxy(call, behind(before));
exports.watched = watched;

// Texts are made of what is given here, once, and handed on: the list is the engine's own, made for this call.
function makesOf(args) {
  let whole = '';
  for (let at = 0; at < args.length; at += 1) {
    args[at] = `${args[at]}`;
    whole += at === 0 ? args[at] : `\n${args[at]}`;
  }
  tell('function', whole);
}

exports.install = function install() {
  const { value: evaluate } = getOwnPropertyDescriptor(globalThis, 'eval');
  // A call of `eval` means its own scope only where it is the engine's function itself that is called: so that is what is
  // given, and what is told is that it was reached for.
  defineProperty(globalThis, 'eval', {
    __proto__: null, configurable: true, enumerable: false,
    get() { tell('eval', null); return evaluate; },
    set(value) { defineProperty(globalThis, 'eval', { __proto__: null, value, writable: true, configurable: true, enumerable: false }); },
  });
  const plain = put(globalThis, 'Function', watched(Function, makesOf));
  put(Function.prototype, 'constructor', plain);
  for (const sample of [async () => {}, function* () {}, async function* () {}]) {
    const prototype = getPrototypeOf(sample);
    const maker = getOwnPropertyDescriptor(prototype, 'constructor').value;
    // Its own prototype is the constructor of plain functions.
    setPrototypeOf(maker, plain);
    put(prototype, 'constructor', watched(maker, makesOf));
  }
};
