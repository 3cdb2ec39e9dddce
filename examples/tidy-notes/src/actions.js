import { notesOf, writeNote } from './notes';

// Inputs are written by a model: they are checked as if a stranger had sent them.
export async function search({ issueKey, phrase }) {
  if (typeof phrase !== 'string') {
    return [];
  }
  const wanted = phrase.toLowerCase();
  return (await notesOf(issueKey)).filter(({ text }) => text.toLowerCase().includes(wanted));
}

export async function create({ issueKey, text, context }) {
  return writeNote(issueKey, text, context?.accountId ?? null);
}
