import Papa from 'papaparse';
export const run = () => [Papa.parse('a,b\n1,"x,y"', { header: true }).data, Papa.unparse([{ a: 1, b: 'x,y' }])];
export const expected = [[{ a: '1', b: 'x,y' }], 'a,b\r\n1,"x,y"'];
