import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';
import timezone from 'dayjs/plugin/timezone';
dayjs.extend(utc);
dayjs.extend(timezone);
export const run = () => [dayjs('2026-01-31').add(1, 'month').format('YYYY-MM-DD'), dayjs.utc('2026-07-04T13:05:09Z').tz('America/New_York').format('YYYY-MM-DD HH:mm Z')];
export const expected = ['2026-02-28', '2026-07-04 09:05 -04:00'];
