const cache = new Map();

exports.resolver = async ({ call }) => {
  const key = call.payload.issueKey;
  if (!cache.has(key)) {
    const path = `/rest/api/3/issue/${key}?fields=summary,description`;
    const response = await __forge_fetch__({ type: 'fpp', provider: 'app', remote: 'jira' }, path, { method: 'GET' });
    cache.set(key, await response.json());
  }
  return cache.get(key);
};
