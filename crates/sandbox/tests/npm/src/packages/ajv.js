import Ajv from 'ajv';
export const run = () => {
  const check = new Ajv().compile({ type: 'object', properties: { n: { type: 'integer', minimum: 2 } }, required: ['n'] });
  return [check({ n: 3 }), check({ n: 1 }), check.errors[0].keyword];
};
export const expected = [true, false, 'minimum'];
