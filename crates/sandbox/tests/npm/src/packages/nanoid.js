import { nanoid, customAlphabet } from 'nanoid';
export const run = () => [nanoid().length, nanoid() !== nanoid(), /^[ab]{5}$/.test(customAlphabet('ab', 5)())];
export const expected = [21, true, true];
