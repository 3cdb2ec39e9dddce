import { asApp, asUser, get, set } from './sdk.js';

// What a page may ask for. Whether the user may see the issue, the product is asked as the user.
const functions = {
  async read({ issueKey }) {
    const issue = await asUser('GET', `/rest/api/3/issue/${encodeURIComponent(issueKey)}?fields=summary`);
    if (issue.status !== 200) return { status: issue.status };
    const note = await get(`note:${issue.body.id}`);
    return { status: 200, summary: issue.body.fields.summary, note: note ?? null };
  },
  async write({ issueKey, text }) {
    const may = await asUser('GET', `/rest/api/3/mypermissions?permissions=EDIT_ISSUES&issueKey=${encodeURIComponent(issueKey)}`);
    if (!may.body.permissions?.EDIT_ISSUES?.havePermission) throw new Error('You may not edit this issue.');
    const issue = await asUser('GET', `/rest/api/3/issue/${encodeURIComponent(issueKey)}?fields=summary`);
    await set(`note:${issue.body.id}`, text);
    console.log(`a note was written on ${issueKey}`);
    return { written: true };
  },
  // Asks for more than the manifest does: refused, and the refusal says what to add.
  async rename({ issueKey, summary }) {
    const reply = await asUser('PUT', `/rest/api/3/issue/${encodeURIComponent(issueKey)}`, { fields: { summary } });
    return { status: reply.status };
  },
};

export const resolver = ({ call }) => functions[call.functionKey](call.payload ?? {});

export const countComment = async (event) => {
  const key = `comments:${event.issue.id}`;
  const count = ((await get(key)) ?? 0) + 1;
  await set(key, count);
  return { count };
};

export const tidy = async () => {
  const found = await asApp('GET', '/rest/api/3/search/jql?jql=statusCategory%20%3D%20Done&fields=summary');
  return { statusCode: 200, body: `${found.body.issues.length} done` };
};

export const countNotes = async () => {
  const found = await asApp('GET', '/rest/api/3/search/jql?jql=created%20is%20not%20empty&fields=summary');
  const notes = await Promise.all(found.body.issues.map((issue) => get(`note:${issue.id}`)));
  return { statusCode: 200, headers: { 'content-type': ['text/plain'] }, body: String(notes.filter(Boolean).length) };
};
