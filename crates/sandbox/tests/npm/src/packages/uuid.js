import { v4, v5, validate } from 'uuid';
export const run = () => [validate(v4()), v4() !== v4(), v5('name', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')];
export const expected = [true, true, '9b8edca0-90f2-5031-8e5d-3f708834696c'];
