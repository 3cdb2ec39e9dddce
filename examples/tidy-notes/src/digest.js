import api from '@forge/api';
import { kvs } from '@forge/kvs';

// Every night: how many meetings have a transcript, under the title the settings give.
export async function run() {
  const settings = (await kvs.get('settings')) ?? {};
  const response = await api.asApp().withProvider('transcripts', 'transcripts-api').fetch('/latest');
  if (!response.ok) {
    console.warn(`transcripts answered ${response.status}`);
    return;
  }
  const transcripts = await response.json();
  await kvs.set('digest', { title: settings.digestTitle ?? 'Meetings', count: transcripts.length });
}
