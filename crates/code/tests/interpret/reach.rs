//! Every shape in which a handler can be written, and a call can be made, is followed.

use crate::shown::{calls, resolver_app};

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
    a_container_is_followed: "// src/index.ts
import Resolver from '@forge/resolver';
import { Container, inject, injectable } from 'inversify';
import api, { route } from '@forge/api';
const TOKENS = { Notes: Symbol.for('Notes'), Client: Symbol.for('Client') };
interface Client { put(key: string): Promise<unknown>; }
@injectable()
class JiraClient implements Client {
  put(key: string) { return api.asApp().requestJira(route`/rest/api/3/issue/${key}`, { method: 'PUT' }); }
}
@injectable()
class Notes {
  constructor(@inject(TOKENS.Client) private readonly client: Client) {}
  register(resolver: Resolver) {
    resolver.define('setNote', (req) => this.set(req));
  }
  private async set(req: any) { return this.client.put(req.payload.key); }
}
const container = new Container();
for (const [token, bound] of [[TOKENS.Notes, Notes], [TOKENS.Client, JiraClient]] as const) {
  container.bind(token).to(bound).inSingletonScope();
}
const resolver = new Resolver();
container.get<Notes>(TOKENS.Notes).register(resolver);
export const handler = resolver.getDefinitions();
";
    a_decorated_method_is_followed: "// src/index.ts
import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const safely = (label: string) => (target: any, key: string, descriptor: PropertyDescriptor) => {
  const original = descriptor.value;
  descriptor.value = async function (...args: any[]) {
    try { return await original.apply(this, args); } catch (error) { console.error(label, error); return null; }
  };
  return descriptor;
};
class Notes {
  method = 'PUT';
  @safely('set')
  async set({ payload }: any) {
    await api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: this.method });
  }
}
const notes = new Notes();
const resolver = new Resolver();
resolver.define('setNote', (req) => notes.set(req));
export const handler = resolver.getDefinitions();
";
    a_cycle_of_imports_is_run_from_where_the_program_begins: "// src/index.js
import Resolver from '@forge/resolver';
import { register } from './a/first';
const resolver = new Resolver();
register(resolver);
export const handler = resolver.getDefinitions();
" "// src/a/first.js
import { wrap } from '../b/second';
import api, { route } from '@forge/api';
export const put = (key) => api.asApp().requestJira(route`/rest/api/3/issue/${key}`, { method: 'PUT' });
export const register = wrap((resolver) => resolver.define('setNote', ({ payload }) => put(payload.key)));
" "// src/b/second.js
import { put } from '../a/first';
export const wrap = (fn) => (...args) => fn(...args);
export const later = () => put('HSP-1');
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
