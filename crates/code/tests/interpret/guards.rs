//! What holds where something is done: checks whose result is used, on every way that leads there.

use crate::shown::{answers, calls, resolver, resolver_app, web_trigger};

/// A resolver that writes to an issue after whatever `body` does; `prelude` stands before it.
fn writing(prelude: &str, body: &str) -> Vec<String> {
    let code = format!(
        "import Resolver from '@forge/resolver';
import api, {{ route, authorize, storage }} from '@forge/api';
{prelude}
const resolver = new Resolver();
resolver.define('set', async ({{ payload, context }}) => {{
{body}
}});
export const handler = resolver.getDefinitions();
"
    );
    calls(&resolver(&code), "requestJira").into_iter().filter(|line| line.contains("`PUT`")).collect()
}

const WRITE: &str =
    "return api.asApp().requestJira(route`/rest/api/3/issue/${payload.key}`, { method: 'PUT' });";

fn guarded_by(body: &str, kind: &str) {
    guarded_with("", body, kind);
}

fn guarded_with(prelude: &str, body: &str, kind: &str) {
    let seen = writing(prelude, body);
    assert_eq!(seen.len(), 1, "{seen:#?}");
    let held = seen[0].split_once(" if ").map(|(_, held)| held).unwrap_or_default();
    assert!(held.contains(kind), "expected {kind}: {seen:#?}");
}

fn unguarded(body: &str) {
    unguarded_with("", body);
}

fn unguarded_with(prelude: &str, body: &str) {
    let seen = writing(prelude, body);
    assert_eq!(seen.len(), 1, "{seen:#?}");
    let held = seen[0].split_once(" if ").map(|(_, held)| held).unwrap_or_default();
    assert!(
        !["Permission", "UserRead", "Account", "Member", "Stor", "Check("]
            .iter()
            .any(|kind| held.contains(kind)),
        "{seen:#?}"
    );
}

macro_rules! in_every_form {
    ($($name:ident: $check:ident($($text:expr),+);)+) => {
        $(#[test]
        fn $name() {
            $check($($text),+);
        })+
    };
}

/// A helper that asks the product, as written in most apps.
const ASKS: &str = "
const mayEdit = async (key) => {
  const response = await api.asUser().requestJira(route`/rest/api/3/mypermissions?issueKey=${key}&permissions=EDIT_ISSUES`);
  const data = await response.json();
  return data.permissions.EDIT_ISSUES.havePermission;
};
";
/// The same in a service, throwing.
const DEMANDS: &str = "
class Forbidden extends Error {}
const demandEdit = async (key) => {
  const response = await api.asUser().requestJira(route`/rest/api/3/mypermissions?issueKey=${key}&permissions=EDIT_ISSUES`);
  const { permissions } = await response.json();
  if (!permissions?.EDIT_ISSUES?.havePermission) {
    throw new Forbidden('no');
  }
};
";

in_every_form! {
    an_early_return_guards: guarded_with(ASKS, &format!("if (!(await mayEdit(payload.key))) return null;\n{WRITE}"), "PermissionAsked");
    a_branch_guards: guarded_with(ASKS, &format!("if (await mayEdit(payload.key)) {{ {WRITE} }} return null;"), "PermissionAsked");
    a_variable_guards: guarded_with(ASKS, &format!("const ok = await mayEdit(payload.key); if (ok === false) {{ throw new Error(); }}\n{WRITE}"), "PermissionAsked");
    a_conditional_guards: guarded_with(ASKS, "return (await mayEdit(payload.key)) ? api.asApp().requestJira(route`/x/${payload.key}`, { method: 'PUT' }) : null;", "PermissionAsked");
    and_guards: guarded_with(ASKS, "return (await mayEdit(payload.key)) && api.asApp().requestJira(route`/x/${payload.key}`, { method: 'PUT' });", "PermissionAsked");
    or_guards: guarded_with(ASKS, "return !(await mayEdit(payload.key)) || api.asApp().requestJira(route`/x/${payload.key}`, { method: 'PUT' });", "PermissionAsked");
    then_guards: guarded_with(ASKS, "return mayEdit(payload.key).then((ok) => { if (!ok) throw new Error('no'); return api.asApp().requestJira(route`/x/${payload.key}`, { method: 'PUT' }); });", "PermissionAsked");
    a_helper_that_throws_guards: guarded_with(DEMANDS, &format!("await demandEdit(payload.key);\n{WRITE}"), "PermissionAsked");
    a_try_that_returns_guards: guarded_with(DEMANDS, &format!("try {{ await demandEdit(payload.key); }} catch (e) {{ return {{ error: e.message }}; }}\n{WRITE}"), "PermissionAsked");
    a_catch_that_returns_nothing_guards: guarded_with(DEMANDS, &format!("const ok = await demandEdit(payload.key).then(() => true).catch(() => false); if (!ok) return;\n{WRITE}"), "PermissionAsked");
    a_result_object_guards: guarded_with(&format!("{ASKS}
const check = async (key) => {{ if (await mayEdit(key)) {{ return {{ ok: true }}; }} return {{ ok: false, error: 'no' }}; }};"), &format!("const {{ ok, error }} = await check(payload.key); if (!ok) return error;\n{WRITE}"), "PermissionAsked");
    a_wrapper_guards: guarded_with(&format!("{ASKS}
const guarded = (fn) => async (key) => {{ if (!(await mayEdit(key))) throw new Error('no'); return fn(key); }};
const write = guarded((key) => api.asApp().requestJira(route`/x/${{key}}`, {{ method: 'PUT' }}));"), "return write(payload.key);", "PermissionAsked");
    a_switch_guards: guarded_with(ASKS, &format!("switch (await mayEdit(payload.key)) {{ case true: break; default: return null; }}\n{WRITE}"), "PermissionAsked");
    authorize_guards: guarded_by(&format!("if (!(await authorize().onJiraIssue(payload.key).canEdit())) return null;\n{WRITE}"), "Check(Permission)(payload.key)");
    an_allow_list_in_a_store_guards: guarded_by(&format!("const admins = await storage.get('admins'); if (!admins.includes(context.accountId)) return null;\n{WRITE}"), "Member");
    an_allow_list_searched_guards: guarded_by(&format!("const admins = (await storage.get('admins')) ?? []; if (!admins.some((one) => one.accountId === context.accountId)) return null;\n{WRITE}"), "AccountCompared");
    an_allow_list_by_index_guards: guarded_by(&format!("const admins = await storage.get('admins'); if (admins.indexOf(context.accountId) === -1) return null;\n{WRITE}"), "Member");
    an_owner_guards: guarded_by(&format!("const note = await storage.get(payload.id); if (note.owner !== context.accountId) throw new Error();\n{WRITE}"), "AccountCompared");
    a_read_as_the_user_guards: guarded_by(&format!("const response = await api.asUser().requestJira(route`/rest/api/3/issue/${{payload.key}}`); if (!response.ok) return null;\n{WRITE}"), "UserRead");
    a_status_of_a_read_guards: guarded_by(&format!("const response = await api.asUser().requestJira(route`/rest/api/3/issue/${{payload.key}}`); if (response.status !== 200) return null;\n{WRITE}"), "UserRead");
    a_bad_status_guards: guarded_by(&format!("const response = await api.asUser().requestJira(route`/rest/api/3/issue/${{payload.key}}`); if (response.status >= 400) return null;\n{WRITE}"), "UserRead");
    groups_of_the_user_guard: guarded_by(&format!("const groups = await (await api.asUser().requestJira(route`/rest/api/3/user/groups?accountId=${{context.accountId}}`)).json(); if (!groups.find((g) => g.name === 'site-admins')) return null;\n{WRITE}"), "PermissionAsked");

    nothing_guards_nothing: unguarded(WRITE);
    an_ignored_result_guards_nothing: unguarded_with(ASKS, &format!("await mayEdit(payload.key);\n{WRITE}"));
    an_ignored_authorize_guards_nothing: unguarded(&format!("await authorize().onJiraIssue(payload.key).canEdit();\n{WRITE}"));
    a_check_in_one_branch_guards_nothing: unguarded_with(ASKS, &format!("if (payload.careful) {{ if (!(await mayEdit(payload.key))) return null; }}\n{WRITE}"));
    a_swallowed_failure_guards_nothing: unguarded_with(DEMANDS, &format!("try {{ await demandEdit(payload.key); }} catch (e) {{ console.error(e); }}\n{WRITE}"));
    a_swallowed_refusal_guards_nothing: unguarded_with(DEMANDS, &format!("await demandEdit(payload.key).catch(() => null);\n{WRITE}"));
    a_check_after_guards_nothing: unguarded_with(ASKS, "const r = await api.asApp().requestJira(route`/x/${payload.key}`, { method: 'PUT' }); if (!(await mayEdit(payload.key))) return null; return r;");
    a_logged_result_guards_nothing: unguarded_with(ASKS, &format!("const ok = await mayEdit(payload.key); if (!ok) console.log('no');\n{WRITE}"));
    the_wrong_outcome_guards_nothing: unguarded_with(ASKS, &format!("if (await mayEdit(payload.key)) return null;\n{WRITE}"));
}

#[test]
fn a_guard_knows_what_it_is_about() {
    let seen = writing(ASKS, &format!("if (!(await mayEdit(payload.otherKey))) return null;\n{WRITE}"));
    assert!(seen[0].contains("${payload.otherKey}") && seen[0].contains("issue/${payload.key}"), "{seen:#?}");
    let analysis = resolver(&format!(
        "import Resolver from '@forge/resolver';
import api, {{ route }} from '@forge/api';
{ASKS}
const resolver = new Resolver();
resolver.define('same', async ({{ payload }}) => {{ if (!(await mayEdit(payload.key))) return; {WRITE} }});
resolver.define('other', async ({{ payload }}) => {{ if (!(await mayEdit(payload.other))) return; {WRITE} }});
export const handler = resolver.getDefinitions();
"
    ));
    for (event, call) in analysis.calls_below("@forge/api:asApp().requestJira") {
        let route = call.argument(0);
        let covered = event.guards.iter().any(|guard| guard.covers(&route));
        let entry = analysis.entry_of(event).map(|entry| entry.name.to_string()).unwrap_or_default();
        assert_eq!(covered, entry.contains("same"), "{entry}");
    }
}

#[test]
fn a_shared_helper_is_guarded_for_the_caller_that_guards_it() {
    let analysis = resolver(&format!(
        "import Resolver from '@forge/resolver';
import api, {{ route }} from '@forge/api';
{ASKS}
const write = (key) => api.asApp().requestJira(route`/rest/api/3/issue/${{key}}`, {{ method: 'PUT' }});
const resolver = new Resolver();
resolver.define('careful', async ({{ payload }}) => {{ if (!(await mayEdit(payload.key))) return; return write(payload.key); }});
resolver.define('careless', async ({{ payload }}) => write(payload.key));
export const handler = resolver.getDefinitions();
"
    ));
    let seen: Vec<String> =
        calls(&analysis, "requestJira").into_iter().filter(|line| line.contains("PUT")).collect();
    assert_eq!(seen.len(), 2, "{seen:#?}");
    assert!(
        seen.iter().any(|line| line.contains("careful") && line.contains("PermissionAsked")),
        "{seen:#?}"
    );
    assert!(
        seen.iter().any(|line| line.contains("careless") && !line.contains("PermissionAsked")),
        "{seen:#?}"
    );
}

#[test]
fn a_helper_in_another_file_guards() {
    let analysis = resolver_app(&[
        (
            "src/index.js",
            "import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
import { requireAdmin } from './auth';
const resolver = new Resolver();
resolver.define('set', async (req) => {
  await requireAdmin(req);
  await api.asApp().requestJira(route`/rest/api/3/issue/${req.payload.key}`, { method: 'PUT' });
});
export const handler = resolver.getDefinitions();
",
        ),
        (
            "src/auth.ts",
            "import api, { route } from '@forge/api';
export const isAdmin = async (): Promise<boolean> => {
  const res = await api.asUser().requestJira(route`/rest/api/3/mypermissions?permissions=ADMINISTER`);
  if (!res.ok) return false;
  const body = (await res.json()) as any;
  return body.permissions.ADMINISTER.havePermission === true;
};
export async function requireAdmin(req: any) {
  const allowed = await isAdmin();
  if (!allowed) {
    throw new Error('Admins only');
  }
}
",
        ),
    ]);
    let seen = calls(&analysis, "asApp().requestJira");
    assert_eq!(seen.len(), 1, "{seen:#?}");
    assert!(seen[0].contains("PermissionAsked"), "{seen:#?}");
}

#[test]
fn a_comparison_with_a_secret_that_may_be_missing_says_so() {
    let seen = |test: &str| {
        let analysis = web_trigger(&format!(
            "import api, {{ route, storage }} from '@forge/api';
import crypto from 'crypto';
export const handler = async (request) => {{
  {test}
  await api.asApp().requestJira(route`/rest/api/3/issue`, {{ method: 'POST' }});
  return {{ statusCode: 200 }};
}};
"
        ));
        calls(&analysis, "requestJira")
    };
    let open = seen("if (request.headers['x-key']?.[0] !== process.env.KEY) return { statusCode: 401 };");
    assert!(open[0].contains("SecretCompared { can_be_missing: true }"), "{open:#?}");
    let closed = seen(
        "const key = process.env.KEY; if (!key || request.headers['x-key'][0] !== key) return { statusCode: 401 };",
    );
    assert!(closed[0].contains("SecretCompared { can_be_missing: false }"), "{closed:#?}");
    let constant_time = seen(
        "const mac = crypto.createHmac('sha256', await storage.getSecret('key')).update(request.body).digest('hex');
  if (!crypto.timingSafeEqual(Buffer.from(mac), Buffer.from(request.headers['x-signature'][0]))) return { statusCode: 401 };",
    );
    assert!(constant_time[0].contains("Check(SecretCompared)"), "{constant_time:#?}");
    let none = seen("await storage.getSecret('key');");
    assert!(!none[0].contains("Secret"), "{none:#?}");
}

#[test]
fn each_answer_has_its_own_guards() {
    let analysis = resolver(
        "import Resolver from '@forge/resolver';
import { storage } from '@forge/api';
const resolver = new Resolver();
const load = async (id, accountId) => {
  const note = await storage.get(id);
  if (note.owner !== accountId) return { error: 'not yours' };
  return note;
};
resolver.define('get', async ({ payload, context }) => load(payload.id, context.accountId));
export const handler = resolver.getDefinitions();
",
    );
    let seen = answers(&analysis);
    assert_eq!(seen.len(), 2, "{seen:#?}");
    assert!(
        seen.iter().any(|line| line.contains("not yours") && !line.contains("AccountCompared")),
        "{seen:#?}"
    );
    assert!(
        seen.iter().any(|line| line.contains("answer of get") && line.contains("AccountCompared")),
        "{seen:#?}"
    );
}

#[test]
fn middleware_guards_what_comes_after_it() {
    let files = [
        ("package.json", r#"{"name": "server", "main": "server.js", "dependencies": {"express": "5.0.0"}}"#),
        (
            "atlassian-connect.json",
            r#"{"key": "k", "baseUrl": "https://x.example", "authentication": {"type": "jwt"}, "apiVersion": 1}"#,
        ),
        (
            "server.js",
            "const express = require('express');
const jwt = require('jsonwebtoken');
const db = require('pg');
const app = express();
const auth = (req, res, next) => {
  try {
    req.claims = jwt.verify(req.headers.authorization, process.env.KEY, { algorithms: ['HS256'] });
  } catch (error) {
    return res.status(401).end();
  }
  next();
};
app.get('/open', (req, res) => res.json({ open: req.query.id }));
app.use(auth);
app.get('/closed', (req, res) => res.json({ closed: req.query.id }));
app.listen(3000);
",
        ),
    ];
    let analysis = crate::shown::analysis_of(&files);
    let seen = calls(&analysis, ".json");
    let of = |name: &str| {
        seen.iter()
            .find(|line| line.starts_with(&format!("GET /{name}:")) && line.contains(&format!("{{{name}:")))
            .cloned()
    };
    assert!(of("open").is_some_and(|line| !line.contains("Check(Jwt)")), "{seen:#?}");
    assert!(of("closed").is_some_and(|line| line.contains("Check(Jwt)")), "{seen:#?}");
}
