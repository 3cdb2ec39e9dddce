import { z } from 'zod';
export const run = () => { const schema = z.object({ mail: z.string().email(), n: z.number().optional() }); return [schema.parse({ mail: 'a@example.org' }), schema.safeParse({ mail: 'no' }).success]; };
export const expected = [{ mail: 'a@example.org' }, false];
