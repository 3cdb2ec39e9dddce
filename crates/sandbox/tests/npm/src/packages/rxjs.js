import { from, lastValueFrom, map, toArray, delay } from 'rxjs';
export const run = () => lastValueFrom(from([1, 2, 3]).pipe(map((n) => n * n), delay(1), toArray()));
export const expected = [1, 4, 9];
