import api, { route } from '@forge/api';

export async function getIssue(issueKey) {
  const response = await api.asApp().requestJira(route`/rest/api/3/issue/${issueKey}`);
  return response.json();
}

export async function addComment(issueKey, text) {
  const body = {
    body: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] },
  };
  const response = await api.asApp().requestJira(route`/rest/api/3/issue/${issueKey}/comment`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
