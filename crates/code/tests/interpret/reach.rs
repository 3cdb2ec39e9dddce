//! Every shape in which a handler can be written, and a call can be made, is followed.

use crate::shown::{calls, resolver, resolver_app};

/// What each of these apps does, whatever its shape.
const WRITE: &str =
    "resolver.setNote: @forge/api:asApp().requestJira(`/rest/api/3/issue/${payload.key}`, {method: `PUT`})";

fn assert_writes(files: &[(&str, &str)]) {
    let analysis = resolver_app(files);
    let seen = calls(&analysis, "requestJira");
    assert_eq!(
        seen.len(),
        1,
        "{seen:#?}\n{:#?}",
        analysis.entries.iter().map(|entry| (&entry.name, &entry.resolution)).collect::<Vec<_>>()
    );
    assert!(
        seen[0].contains("asApp().requestJira(`/rest/api/3/issue/${payload.key}`, {method: `PUT`})"),
        "{seen:#?}\nexpected {WRITE}"
    );
    assert!(seen[0].contains("setNote"), "{seen:#?}");
    assert!(!seen[0].contains(" if "), "{seen:#?}");
}

macro_rules! followed {
    ($($name:ident: $($file:literal)+;)+) => {
        $(#[test]
        fn $name() {
            let texts = [$($file),+];
            let files: Vec<(&str, &str)> = texts
                .iter()
                .map(|text| {
                    let (name, code) = text.split_once('\n').expect("a name, then code");
                    (name.trim().trim_start_matches("// "), code)
                })
                .collect();
            assert_writes(&files);
        })+
    };
}

followed! {
    an_inline_function_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const resolver = new Resolver();
resolver.define('setNote', async ({ payload }) => {
  await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
});
export const handler = resolver.getDefinitions();
";
    a_constant_arrow_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import { asApp, route } from '@forge/api';
const setNote = async (req) => asApp().requestJira(route`/rest/api/3/issue/${req.payload.key}`, { method: 'PUT' });
const resolver = new Resolver();
resolver.define('setNote', setNote);
export const handler = resolver.getDefinitions();
";
    a_function_declared_below_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import { asApp as privileged, route } from '@forge/api';
const resolver = new Resolver();
resolver.define('setNote', setNote);
export const handler = resolver.getDefinitions();
async function setNote({ payload: { key } }) {
  const response = await privileged().requestJira(route`/rest/api/3/issue/${key}`, { method: 'PUT' });
  return response.status;
}
";
    an_imported_function_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import { setNote } from './lib/deep/er/notes';
const resolver = new Resolver();
resolver.define('setNote', setNote);
export const handler = resolver.getDefinitions();
" "// src/lib/deep/er/notes.mjs
import api, { route } from '@forge/api';
export async function setNote({ payload }) {
  return api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
}
";
    a_resolver_that_is_exported_again_is_followed: "// src/index.js
export { handler } from './resolvers';
" "// src/resolvers.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const resolver = new Resolver();
resolver.define('setNote', async ({ payload }) => {
  await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
});
export const handler = resolver.getDefinitions();
";
    chained_definitions_are_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
export const handler = new Resolver()
  .define('setNote', async ({ payload }) => {
    await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
  })
  .getDefinitions();
";
    a_table_of_definitions_is_followed: "// src/index.js
import { makeResolver } from '@forge/resolver';
import api, { route } from '@forge/api';
export const handler = makeResolver({
  setNote: async ({ payload }) => {
    await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
  },
});
";
    a_loop_over_a_table_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const handlers = {
  setNote: ({ payload }) => api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' }),
  ping: () => 'pong',
};
const resolver = new Resolver();
for (const [name, fn] of Object.entries(handlers)) resolver.define(name, fn);
export const handler = resolver.getDefinitions();
";
    a_helper_that_registers_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import { register } from './register';
const resolver = new Resolver();
register(resolver);
export const handler = resolver.getDefinitions();
" "// src/register.js
import api, { route } from '@forge/api';
export function register(resolver) {
  resolver.define('setNote', async ({ payload }) => {
    await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
  });
}
";
    a_wrapper_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const withLog = (name, fn) => async (req) => {
  console.log(name);
  try {
    return await fn(req);
  } finally {
    console.log('done');
  }
};
const resolver = new Resolver();
resolver.define('setNote', withLog('setNote', async ({ payload }) => {
  await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
}));
export const handler = resolver.getDefinitions();
";
    commonjs_is_followed: "// src/index.js
const Resolver = require('@forge/resolver').default;
const api = require('@forge/api');
const { route } = api;
const resolver = new Resolver();
resolver.define('setNote', async ({ payload }) => {
  await api.default.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
});
exports.handler = resolver.getDefinitions();
";
    module_exports_are_followed: "// src/index.js
const Resolver = require('@forge/resolver');
const notes = require('./notes');
const resolver = new Resolver();
resolver.define('setNote', notes.setNote);
module.exports = { handler: resolver.getDefinitions() };
" "// src/notes.cjs
const { asApp, route } = require('@forge/api');
module.exports.setNote = async ({ payload }) =>
  asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
";
    an_identity_in_a_variable_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const jira = api.asApp();
const resolver = new Resolver();
resolver.define('setNote', async ({ payload }) => {
  const { key } = payload;
  const options = {};
  options.method = 'PUT';
  await jira.requestJira(route`/rest/api/3/issue/${key}`, options);
});
export const handler = resolver.getDefinitions();
";
    an_identity_from_a_helper_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const client = (privileged) => (privileged ? api.asApp() : api.asUser());
const resolver = new Resolver();
resolver.define('setNote', async ({ payload }) => {
  await client(true).requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
});
export const handler = resolver.getDefinitions();
";
    methods_of_instances_are_followed: "// src/index.ts
import Resolver from '@forge/resolver';
import { Notes } from './notes';
const resolver = new Resolver();
const notes = new Notes('PUT');
resolver.define('setNote', (req) => notes.set(req.payload.key));
export const handler = resolver.getDefinitions();
" "// src/notes.mts
import api, { route } from '@forge/api';
abstract class Base {
  protected async call(path: any, method: string) {
    return this.client().requestJira(path, { method });
  }
  protected client() { return api.asApp(); }
}
export class Notes extends Base {
  constructor(private readonly method: string) { super(); }
  async set<T extends string>(key: T) {
    return this.call(route`/rest/api/3/issue/${key}`, this.method);
  }
}
";
    static_methods_are_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
class Notes {
  static method = 'PUT';
  static async set({ payload }) {
    await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: Notes.method });
  }
}
const resolver = new Resolver();
resolver.define('setNote', Notes.set);
export const handler = resolver.getDefinitions();
";
    calls_in_switch_and_catch_are_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const resolver = new Resolver();
resolver.define('setNote', async ({ payload }) => {
  switch ('write') {
    case 'write':
      try {
        throw new Error('later');
      } catch (error) {
        await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });
      }
      break;
    default:
      return null;
  }
});
export const handler = resolver.getDefinitions();
";
    promises_and_callbacks_are_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const resolver = new Resolver();
resolver.define('setNote', ({ payload }) =>
  Promise.all([payload.key].map(async (key) => Promise.resolve(key)))
    .then(([key]) => new Promise((resolve) => resolve(key)))
    .then((key) => api.asApp().requestJira(route`/rest/api/3/issue/${key}`, { method: 'PUT' })));
export const handler = resolver.getDefinitions();
";
    spread_and_rest_are_followed: "// src/index.js
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const send = (...[first, ...others]) => api.asApp().requestJira(first, ...others);
const defaults = { method: 'PUT' };
const resolver = new Resolver();
resolver.define('setNote', async (request) => {
  const { payload, ...rest } = { ...request };
  await send(route`/rest/api/3/issue/${payload.key}`, { ...defaults });
});
export const handler = resolver.getDefinitions();
";
    a_namespace_import_is_followed: "// src/index.js
import Resolver from '@forge/resolver';
import * as handlers from './handlers/index.js';
const resolver = new Resolver();
for (const name of Object.keys(handlers)) resolver.define(name, handlers[name]);
export const handler = resolver.getDefinitions();
" "// src/handlers/index.ts
export * from './notes';
" "// src/handlers/notes.ts
import * as forge from '@forge/api';
export const setNote = async ({ payload }: any) =>
  forge.asApp().requestJira(forge.route`/rest/api/3/issue/${payload.key as string}`, { method: 'PUT' } satisfies object);
";
}

#[test]
fn every_call_of_one_handler_is_told() {
    let analysis = resolver(
        "import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const resolver = new Resolver();
resolver.define('clean', async ({ payload }) => {
  await api.asApp().requestJira(route`/rest/api/3/user?accountId=${payload.account}`, { method: 'DELETE' });
  await api.asApp().requestJira(route`/rest/api/3/group/user`, { method: 'POST' });
});
export const handler = resolver.getDefinitions();
",
    );
    assert_eq!(calls(&analysis, "requestJira").len(), 2);
}

#[test]
fn a_shared_helper_is_told_for_each_entry_that_reaches_it() {
    let analysis = resolver(
        "import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const read = (key) => api.asApp().requestJira(route`/rest/api/3/issue/${key}`);
const resolver = new Resolver();
resolver.define('one', ({ payload }) => read(payload.key));
resolver.define('two', ({ payload }) => read(payload.other));
resolver.define('three', () => read('HSP-1'));
export const handler = resolver.getDefinitions();
",
    );
    let seen = calls(&analysis, "requestJira");
    assert_eq!(seen.len(), 3, "{seen:#?}");
    assert!(
        seen.iter().any(|line| line.contains("three") && line.contains("(`/rest/api/3/issue/HSP-1`)")),
        "{seen:#?}"
    );
}
