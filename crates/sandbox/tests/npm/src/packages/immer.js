import { produce } from 'immer';
export const run = () => { const one = { list: [1], kept: {} }; const two = produce(one, (it) => { it.list.push(2); }); return [one.list, two.list, one.kept === two.kept]; };
export const expected = [[1], [1, 2], true];
