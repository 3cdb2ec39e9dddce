import * as R from 'ramda';
export const run = () => [R.pipe(R.map(R.inc), R.filter((n) => n > 2))([1, 2, 3]), R.path(['a', 0], { a: [5] })];
export const expected = [[3, 4], 5];
