import * as yup from 'yup';
export const run = async () => { const schema = yup.object({ n: yup.number().required().positive() }); return [await schema.validate({ n: '5' }), await schema.validate({ n: -1 }).catch((error) => error.errors[0])]; };
export const expected = [{ n: 5 }, 'n must be a positive number'];
