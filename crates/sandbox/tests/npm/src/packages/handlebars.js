import Handlebars from 'handlebars';
export const run = () => Handlebars.compile('{{#each all}}{{name}}={{{raw}}}{{escaped}};{{/each}}')({ all: [{ name: 'a', raw: '<', escaped: '<' }] });
export const expected = 'a=<&lt;;';
