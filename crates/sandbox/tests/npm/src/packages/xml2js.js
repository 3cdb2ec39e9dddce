import { parseStringPromise, Builder } from 'xml2js';
export const run = async () => [await parseStringPromise('<a x="1"><b>t</b></a>'), new Builder({ headless: true }).buildObject({ a: { b: 1 } })];
export const expected = [{ a: { $: { x: '1' }, b: ['t'] } }, '<a>\n  <b>1</b>\n</a>'];
