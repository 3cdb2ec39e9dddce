import { invoke, view } from '@forge/bridge';

const list = document.getElementById('notes');
const form = document.getElementById('new-note');

function show(notes) {
  list.replaceChildren(
    ...notes.map((note) => {
      const article = document.createElement('article');
      article.textContent = note.text;
      return article;
    }),
  );
}

async function start() {
  const context = await view.getContext();
  const issueKey = context.extension.issue.key;
  show(await invoke('getNotes', { issueKey }));

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    show(await invoke('addNote', { issueKey, text: form.text.value }));
  });
}

start();
