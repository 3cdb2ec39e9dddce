import Bluebird from 'bluebird';
export const run = async () => [await Bluebird.map([1, 2, 3], (n) => n + 1, { concurrency: 2 }), await Bluebird.delay(1, 'late'), await Bluebird.promisify((done) => done(null, 'x'))()];
export const expected = [[2, 3, 4], 'late', 'x'];
