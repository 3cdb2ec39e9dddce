import axios from 'axios';
export const run = async () => {
  const got = await axios.get('https://api.example.org/json', { params: { q: 'a b' } });
  const posted = await axios.post('https://api.example.org/echo', { hello: 'there' });
  const failed = await axios.get('https://api.example.org/status/404').catch((error) => [error.name, error.response?.status]);
  return [got.status, got.data, posted.data, failed];
};
export const expected = [200, { path: 'https://api.example.org/json?q=a+b' }, { method: 'POST', body: '{"hello":"there"}' }, ['AxiosError', 404]];
