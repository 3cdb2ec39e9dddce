import { invoke } from '@forge/bridge';

const form = document.getElementById('settings');

async function start() {
  const settings = (await invoke('getSettings')) ?? {};
  form.digestTitle.value = settings.digestTitle ?? '';
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    invoke('saveSettings', { digestTitle: form.digestTitle.value });
  });
}

start();
