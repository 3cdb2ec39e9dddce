import { invoke } from '@forge/bridge';

const form = document.getElementById('settings');

async function start() {
  const settings = (await invoke('getSettings')) ?? {};
  for (const [name, value] of Object.entries(settings)) {
    form.elements[name].value = value;
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    invoke('saveSettings', Object.fromEntries(new FormData(form)));
  });
}

start();
