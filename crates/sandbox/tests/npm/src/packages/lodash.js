import _ from 'lodash';
export const run = () => [_.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even')), _.get({ a: [{ b: 1 }] }, 'a[0].b'), _.template('hi <%= who %>')({ who: 'you' }), _.cloneDeep({ d: new Date(5) }).d.getTime()];
export const expected = [{ odd: [1, 3], even: [2] }, 1, 'hi you', 5];
