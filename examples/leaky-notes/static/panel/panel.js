import { invoke, view } from '@forge/bridge';

const list = document.getElementById('notes');
const form = document.getElementById('new-note');

function show(notes) {
  list.innerHTML = notes.map((note) => `<article>${note.text}<footer>${note.author}</footer></article>`).join('');
}

async function start() {
  const context = await view.getContext();
  const { key: issueKey, id: issueId } = context.extension.issue;
  show((await invoke('getNotes', { issueKey })).notes);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    show(await invoke('addNote', { issueKey, issueId, accountId: context.accountId, text: form.text.value }));
  });
}

start();
