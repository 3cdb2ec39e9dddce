import moment from 'moment';
export const run = () => [moment.utc('2026-01-31').add(1, 'month').format('dddd, MMMM Do YYYY'), moment.duration(90, 'minutes').humanize(), moment.utc('2026-07-04T13:05:09+02:00').toISOString()];
export const expected = ['Saturday, February 28th 2026', '2 hours', '2026-07-04T11:05:09.000Z'];
