import api, { fetch } from '@forge/api';
import { kvs } from '@forge/kvs';
import { template } from 'lodash';

// Every night: what was said today, in the words the settings give.
export async function run() {
  const settings = (await kvs.get('settings')) ?? {};
  const events = await (await fetch('http://calendar.leaky-notes.example/today')).json();
  const transcripts = await api.asApp().withProvider('transcripts', 'transcripts-api').fetch('/latest');

  const digest = template(settings.digestTemplate ?? '<%= events.length %> meetings')({
    events,
    transcripts: await transcripts.json(),
  });
  await kvs.set('digest', digest);
}
