import { addDays, formatISO, differenceInBusinessDays, format } from 'date-fns';
export const run = () => [formatISO(addDays(new Date(Date.UTC(2026, 0, 31)), 1), { representation: 'date' }), differenceInBusinessDays(new Date(2026, 0, 12), new Date(2026, 0, 5)), format(new Date(2026, 6, 4), 'EEEE, do MMMM yyyy')];
export const expected = ['2026-02-01', 5, 'Saturday, 4th July 2026'];
