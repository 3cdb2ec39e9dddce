// An app as apps are: a resolver, a trigger and a queue, by the platform's own packages.
import Resolver from '@forge/resolver';
import api, { route, asApp, asUser } from '@forge/api';
import { kvs } from '@forge/kvs';
import { Queue } from '@forge/events';
import _ from 'lodash';

const resolver = new Resolver();
let served = 0;

resolver.define('issue', async ({ payload, context }) => {
  served += 1;
  const response = await asUser().requestJira(route`/rest/api/3/issue/${payload.key}?fields=${'summary'}`, {
    headers: { Accept: 'application/json' },
  });
  const issue = await response.json();
  await kvs.set(`seen:${payload.key}`, { at: 1, by: context.accountId });
  return { status: response.status, summary: _.upperFirst(issue.fields.summary), seen: await kvs.get(`seen:${payload.key}`), served };
});
resolver.define('missing', async () => ({ value: await kvs.get('nothing') ?? null }));
resolver.define('queue', async () => {
  const { jobId } = await new Queue({ key: 'work' }).push({ body: { n: 1 } });
  return { queued: typeof jobId };
});
resolver.define('outside', async () => {
  const response = await api.fetch('https://api.example.org/x');
  return { status: response.status };
});
resolver.define('refused', async () => {
  const response = await asApp().requestConfluence(route`/wiki/api/v2/pages`);
  return { status: response.status };
});
resolver.define('fails', async () => { throw new Error('as told'); });
export const run = resolver.getDefinitions();

export async function trigger(event, context) {
  console.log('event', event.eventType);
  return { statusCode: 200, type: event.eventType, has: typeof context };
}
