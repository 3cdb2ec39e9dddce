import async from 'async';
export const run = () => async.mapLimit([1, 2, 3], 2, async (n) => n * 2);
export const expected = [2, 4, 6];
