import * as yaml from 'js-yaml';
export const run = () => [yaml.load('a: [1, two]\nb: {c: 2026-01-01}').a, yaml.dump({ a: [1, 'x'] })];
export const expected = [[1, 'two'], 'a:\n  - 1\n  - x\n'];
