// Errors with the codes Node gives them.
exports.coded = function coded(Base, code, message) {
  const error = new Base(message);
  error.code = code;
  Object.defineProperty(error, 'name', { value: Base.name, writable: true, configurable: true, enumerable: false });
  return error;
};
exports.badType = (name, wanted, got) => exports.coded(TypeError, 'ERR_INVALID_ARG_TYPE',
  `The "${name}" argument must be ${wanted}. Received ${got === null ? 'null' : typeof got}`);
exports.badValue = (name, got, why = 'is invalid') => exports.coded(TypeError, 'ERR_INVALID_ARG_VALUE',
  `The argument '${name}' ${why}. Received ${typeof got === 'string' ? `'${got}'` : String(got)}`);
exports.outOfRange = (name, range, got) => exports.coded(RangeError, 'ERR_OUT_OF_RANGE',
  `The value of "${name}" is out of range. It must be ${range}. Received ${String(got)}`);
exports.notHere = (what) => exports.coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `${what} is not available here`);
