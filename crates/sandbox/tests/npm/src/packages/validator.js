import validator from 'validator';
export const run = () => [validator.isEmail('a@example.org'), validator.isURL('javascript:1'), validator.escape('<a>')];
export const expected = [true, false, '&lt;a&gt;'];
