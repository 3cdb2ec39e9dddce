// What the platform's own packages do, as far as this app needs it: both globals are the platform's.
const reply = async (response) => {
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
};

const jira = (provider) => (method, path, body) =>
  globalThis.__forge_fetch__({ type: 'fpp', provider, remote: 'jira' }, path, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  }).then(reply);

const store = (verb, body) =>
  globalThis.__forge_fetch__({ type: 'kvs', provider: 'app', remote: 'kvs' }, `/api/v1/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then(reply);

export const asUser = jira('user');
export const asApp = jira('app');
export const get = async (key) => (await store('get', { key })).body?.value;
export const set = (key, value) => store('set', { key, value });
