import Resolver from '@forge/resolver';
import { kvs } from '@forge/kvs';

import { userMay } from './jira';

const resolver = new Resolver();

// The page is shown to administrators; whoever calls is checked here all the same.
const isAdmin = () => userMay('ADMINISTER');

resolver.define('getSettings', async () => ((await isAdmin()) ? kvs.get('settings') : null));

resolver.define('saveSettings', async ({ payload }) => {
  if (!(await isAdmin()) || typeof payload.digestTitle !== 'string') {
    return { saved: false };
  }
  await kvs.set('settings', { digestTitle: payload.digestTitle.slice(0, 200) });
  return { saved: true };
});

export const handler = resolver.getDefinitions();
