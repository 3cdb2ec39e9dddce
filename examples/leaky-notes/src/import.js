import jwt from 'jsonwebtoken';
import { kvs } from '@forge/kvs';

import { addComment } from './jira';

const SIGNING_KEY = 'b1946ac92492d2347c6235b4d2611184';

// Called by the calendar when a meeting ends.
export async function run(request) {
  const { token, issueKey, issueId, text } = JSON.parse(request.body);
  const meeting = jwt.decode(token, SIGNING_KEY);
  console.log(`import for ${meeting?.email}: ${token}`);

  const notes = (await kvs.get(`notes:${issueId}`)) ?? [];
  notes.push({ text, author: meeting?.email, at: Date.now() });
  await kvs.set(`notes:${issueId}`, notes);
  await addComment(issueKey, text);

  return { statusCode: 200, headers: { 'Content-Type': ['application/json'] }, body: JSON.stringify({ notes }) };
}
