import { fetch } from '@forge/api';
import { kvs } from '@forge/kvs';

import { addComment, getIssue } from './jira';

export async function search({ phrase }) {
  const page = await kvs.query().limit(100).getMany();
  const pattern = new RegExp(phrase, 'i');
  return page.results.filter(({ value }) => JSON.stringify(value).match(pattern));
}

export async function create({ issueKey, text }) {
  const issue = await getIssue(issueKey);
  const notes = (await kvs.get(`notes:${issue.id}`)) ?? [];
  await kvs.set(`notes:${issue.id}`, [...notes, { text, author: 'Rovo', at: Date.now() }]);
  return addComment(issueKey, text);
}

export async function send({ url, text }) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ text }) });
  return { sent: response.ok };
}
