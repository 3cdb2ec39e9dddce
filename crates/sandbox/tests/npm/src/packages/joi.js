import Joi from 'joi';
export const run = () => { const schema = Joi.object({ mail: Joi.string().email().required(), n: Joi.number().min(1) }); return [schema.validate({ mail: 'a@example.org', n: '5' }).value.n, schema.validate({ mail: 'no' }).error.details[0].type]; };
export const expected = [5, 'string.email'];
