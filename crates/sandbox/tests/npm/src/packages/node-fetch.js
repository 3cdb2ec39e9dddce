import fetch from 'node-fetch';
export const run = async () => {
  const response = await fetch('https://api.example.org/json', { headers: { accept: 'application/json' } });
  const posted = await fetch('https://api.example.org/echo', { method: 'POST', body: JSON.stringify({ a: 1 }) });
  return [response.ok, await response.json(), await posted.json()];
};
export const expected = [true, { path: 'https://api.example.org/json' }, { method: 'POST', body: '{"a":1}' }];
