import FormData from 'form-data';
import fetch from 'node-fetch';
export const run = async () => {
  const form = new FormData();
  form.append('field', 'value');
  form.append('file', Buffer.from('inside'), { filename: 'a.txt' });
  const response = await fetch('https://api.example.org/echo', { method: 'POST', body: form });
  const { body } = await response.json();
  return [body.includes('name="field"\r\n\r\nvalue'), body.includes('filename="a.txt"'), body.includes('inside')];
};
export const expected = [true, true, true];
