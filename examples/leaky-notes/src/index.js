import Resolver from '@forge/resolver';
import { kvs } from '@forge/kvs';

import { addComment, getIssue } from './jira';

const resolver = new Resolver();

// Loaded once, so that the panel opens quickly.
let settings;

resolver.define('getNotes', async ({ payload }) => {
  const issue = await getIssue(payload.issueKey);
  const notes = (await kvs.get(`notes:${issue.id}`)) ?? [];
  return { title: issue.fields.summary, notes };
});

resolver.define('addNote', async ({ payload, context }) => {
  console.log('addNote', JSON.stringify(payload), JSON.stringify(context));
  const key = `notes:${payload.issueId}`;
  const notes = (await kvs.get(key)) ?? [];
  notes.push({ text: payload.text, author: payload.accountId, at: Date.now() });
  await kvs.set(key, notes);
  await addComment(payload.issueKey, payload.text);
  return notes;
});

resolver.define('getSettings', async () => {
  settings ??= await kvs.get('settings');
  return settings;
});

// The page of settings is only shown to administrators.
resolver.define('saveSettings', async ({ payload }) => {
  settings = payload;
  await kvs.set('settings', payload);
});

export const handler = resolver.getDefinitions();
