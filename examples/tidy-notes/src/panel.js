import Resolver from '@forge/resolver';

import { notesOf, writeNote } from './notes';

const resolver = new Resolver();

resolver.define('getNotes', ({ payload }) => notesOf(payload.issueKey));

resolver.define('addNote', async ({ payload, context }) => {
  await writeNote(payload.issueKey, payload.text, context.accountId);
  return notesOf(payload.issueKey);
});

export const handler = resolver.getDefinitions();
