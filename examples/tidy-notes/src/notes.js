import { kvs } from '@forge/kvs';

import { addComment, userMay, visibleIssue } from './jira';

const LONGEST_NOTE = 4000;

/** The notes of an issue the user may see. */
export async function notesOf(issueKey) {
  const issue = await visibleIssue(issueKey);
  return issue ? ((await kvs.get(`notes:${issue.id}`)) ?? []) : [];
}

/** Writes a note for a user who may comment on the issue. */
export async function writeNote(issueKey, text, author) {
  const issue = await visibleIssue(issueKey);
  if (!issue || typeof text !== 'string' || text.length === 0 || text.length > LONGEST_NOTE) {
    return { written: false };
  }
  if (!(await userMay('ADD_COMMENTS', issueKey))) {
    return { written: false };
  }
  await append(issue.id, { text, author, at: Date.now() });
  return { written: await addComment(issueKey, text) };
}

export async function append(issueId, note) {
  const key = `notes:${issueId}`;
  const notes = (await kvs.get(key)) ?? [];
  await kvs.set(key, [...notes, note]);
}
