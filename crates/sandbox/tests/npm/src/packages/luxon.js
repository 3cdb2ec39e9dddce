import { DateTime } from 'luxon';
export const run = () => { const it = DateTime.fromISO('2026-07-04T13:05:09Z', { zone: 'Europe/Berlin' }); return [it.toFormat('yyyy-MM-dd HH:mm ZZ'), it.plus({ months: 1 }).toISODate(), it.setLocale('en').toLocaleString(DateTime.DATE_MED)]; };
export const expected = ['2026-07-04 15:05 +02:00', '2026-08-04', 'Jul 4, 2026'];
