// assert.
const { inspect, equal: alike, isDeepStrictEqual } = require('util');
class AssertionError extends Error {
  constructor({ message, actual, expected, operator, generated = true }) {
    super(message);
    Object.assign(this, { actual, expected, operator, generatedMessage: generated, code: 'ERR_ASSERTION' });
    Object.defineProperty(this, 'name', { value: 'AssertionError', writable: true, configurable: true });
  }
}
function fail(message, actual, expected, operator, standard) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message ?? standard, actual, expected, operator, generated: message === undefined });
}
const seen = (actual, word, expected) => `${inspect(actual)} ${word} ${inspect(expected)}`;
function assert(value, message) {
  if (!value) fail(message, value, true, '==', `The expression evaluated to a falsy value: ${inspect(value)}`);
}
function matches(error, expected) {
  if (expected === undefined) return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected === 'function') return expected.prototype !== undefined && error instanceof expected ? true : Error.isPrototypeOf(expected) ? false : expected.call({}, error) === true;
  return Object.keys(expected).every((key) => (expected[key] instanceof RegExp && typeof error[key] === 'string' ? expected[key].test(error[key]) : isDeepStrictEqual(error[key], expected[key])));
}
const checks = {
  ok: assert,
  equal: (a, b, m) => { if (!(a == b || (Number.isNaN(a) && Number.isNaN(b)))) fail(m, a, b, '==', seen(a, '==', b)); }, // eslint-disable-line eqeqeq
  notEqual: (a, b, m) => { if (a == b) fail(m, a, b, '!=', seen(a, '!=', b)); }, // eslint-disable-line eqeqeq
  strictEqual: (a, b, m) => { if (!Object.is(a, b)) fail(m, a, b, 'strictEqual', `Expected values to be strictly equal:\n\n${seen(a, '!==', b)}\n`); },
  notStrictEqual: (a, b, m) => { if (Object.is(a, b)) fail(m, a, b, 'notStrictEqual', seen(a, '===', b)); },
  deepEqual: (a, b, m) => { if (!alike(a, b, false, [])) fail(m, a, b, 'deepEqual', seen(a, 'should loosely deep-equal', b)); },
  notDeepEqual: (a, b, m) => { if (alike(a, b, false, [])) fail(m, a, b, 'notDeepEqual', seen(a, 'should not loosely deep-equal', b)); },
  deepStrictEqual: (a, b, m) => { if (!isDeepStrictEqual(a, b)) fail(m, a, b, 'deepStrictEqual', seen(a, 'should deep-equal', b)); },
  notDeepStrictEqual: (a, b, m) => { if (isDeepStrictEqual(a, b)) fail(m, a, b, 'notDeepStrictEqual', seen(a, 'should not deep-equal', b)); },
  match: (text, pattern, m) => { if (!pattern.test(text)) fail(m, text, pattern, 'match', seen(text, 'should match', pattern)); },
  doesNotMatch: (text, pattern, m) => { if (pattern.test(text)) fail(m, text, pattern, 'doesNotMatch', seen(text, 'should not match', pattern)); },
  fail: (message = 'Failed') => fail(message, undefined, undefined, 'fail', 'Failed'),
  ifError: (value) => { if (value !== null && value !== undefined) throw value instanceof Error ? value : new AssertionError({ message: `ifError got unwanted exception: ${inspect(value)}`, actual: value, expected: null, operator: 'ifError' }); },
  throws: (call, expected, message) => {
    const [want, text] = typeof expected === 'string' ? [undefined, expected] : [expected, message];
    let error;
    try { call(); } catch (caught) { error = { caught }; }
    if (!error) fail(text, undefined, want, 'throws', 'Missing expected exception.');
    if (!matches(error.caught, want)) { if (text === undefined) throw error.caught; fail(text, error.caught, want, 'throws'); }
  },
  doesNotThrow: (call, message) => { try { call(); } catch (error) { fail(typeof message === 'string' ? message : undefined, error, undefined, 'doesNotThrow', `Got unwanted exception.\n${error?.message}`); } },
  rejects: async (promise, expected, message) => {
    let error;
    try { await (typeof promise === 'function' ? promise() : promise); } catch (caught) { error = { caught }; }
    if (!error) fail(message, undefined, expected, 'rejects', 'Missing expected rejection.');
    if (!matches(error.caught, expected)) throw error.caught;
  },
  doesNotReject: async (promise) => { await (typeof promise === 'function' ? promise() : promise); },
};
Object.assign(assert, checks, { AssertionError, strict: assert });
module.exports = assert;
