import api, { route } from '@forge/api';

const ISSUE_KEY = /^[A-Z][A-Z0-9_]{1,15}-[1-9][0-9]{0,9}$/;

/** The issue as the user sees it; null where they may not. */
export async function visibleIssue(issueKey) {
  if (typeof issueKey !== 'string' || !ISSUE_KEY.test(issueKey)) {
    return null;
  }
  const response = await api.asUser().requestJira(route`/rest/api/3/issue/${issueKey}?fields=summary`);
  return response.ok ? response.json() : null;
}

/** Whether the user has a permission on one issue, or on the whole site where no issue is named. */
export async function userMay(permission, issueKey) {
  const path = issueKey
    ? route`/rest/api/3/mypermissions?permissions=${permission}&issueKey=${issueKey}`
    : route`/rest/api/3/mypermissions?permissions=${permission}`;
  const response = await api.asUser().requestJira(path);
  if (!response.ok) {
    return false;
  }
  const { permissions } = await response.json();
  return permissions?.[permission]?.havePermission === true;
}

export async function addComment(issueKey, text) {
  const body = {
    body: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] },
  };
  const response = await api.asUser().requestJira(route`/rest/api/3/issue/${issueKey}/comment`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.ok;
}
