import { XMLParser, XMLBuilder } from 'fast-xml-parser';
export const run = () => [new XMLParser({ ignoreAttributes: false }).parse('<a x="1"><b>t</b></a>'), new XMLBuilder().build({ a: { b: 1 } })];
export const expected = [{ a: { b: 't', '@_x': '1' } }, '<a><b>1</b></a>'];
