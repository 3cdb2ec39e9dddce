import ms from 'ms';
export const run = () => [ms('2 days'), ms(60000)];
export const expected = [172800000, '1m'];
