//! Where values come from, and what is known of them, through everything code does to them.

use crate::shown::{assigned, calls, resolver};

/// What `log` is called with, in a resolver that does this.
fn logged(prelude: &str, body: &str) -> String {
    let code = format!(
        "import Resolver from '@forge/resolver';
import api, {{ route, storage, fetch }} from '@forge/api';
import crypto from 'crypto';
{prelude}
const resolver = new Resolver();
resolver.define('get', async ({{ payload, context }}) => {{
{body}
}});
export const handler = resolver.getDefinitions();
"
    );
    let seen = calls(&resolver(&code), "console.log");
    assert_eq!(seen.len(), 1, "{seen:#?}");
    let told = seen[0].split_once("console.log(").expect("it is logged").1;
    told.split(") if ").next().unwrap_or(told).trim_end_matches(')').to_owned()
}

macro_rules! come_through {
    ($($name:ident: ($prelude:expr, $body:expr) => $expected:expr;)+) => {
        $(#[test]
        fn $name() {
            assert_eq!(logged($prelude, $body), $expected);
        })+
    };
}

come_through! {
    a_field_of_the_payload: ("", "console.log(payload.note.text);") => "payload.note.text";
    destructuring_with_defaults_and_renames: ("", "const { note: { text: body = '' } = {}, ...rest } = payload; console.log(body);") => "payload.note.text";
    array_destructuring: ("", "const [first, , third = 1] = [payload.a, 2, payload.b]; console.log(third);") => "1 | payload.b";
    object_spread: ("", "const all = { fixed: 'x', ...{ a: payload.a }, b: 'y' }; console.log(all);") => "{a: payload.a, b: `y`, fixed: `x`}";
    a_template: ("", "console.log(`note ${payload.id}: ${'a' + 'b'}`);") => "`note ${payload.id}: ab`";
    building_a_text_in_steps: ("", "let url = 'https://api.example.com'; url += '/notes/'; url = url.concat(payload.id, '?x=1'); console.log(url);") => "`https://api.example.com/notes/${payload.id}?x=1`";
    joined_parts: ("", "console.log(['a', payload.b, 'c'].join('/'));") => "`a/${payload.b}/c`";
    a_replaced_placeholder: ("", "console.log('/issue/{key}/x'.replace('{key}', payload.key));") => "`/issue/${payload.key}/x`";
    a_text_by_branch: ("", "const path = payload.all ? '/all' : '/one'; console.log('/rest' + path);") => "`/rest/all` | `/rest/one`";
    a_closure: ("", "const make = (prefix) => (id) => `${prefix}-${id}`; console.log(make('N')(payload.id));") => "`N-${payload.id}`";
    a_closure_over_what_changes: ("", "let last; const remember = (value) => { last = value; }; remember(payload.id); console.log(last);") => "payload.id | undefined";
    a_list_filled_in_a_callback: ("", "const out = []; ['x'].forEach(() => out.push(payload.id)); console.log(out);") => "[...payload.id]";
    an_object_filled_by_a_helper: ("const add = (headers, id) => { headers.id = id; };", "const headers = { a: 'b' }; add(headers, payload.id); console.log(headers);") => "{a: `b`, id: payload.id}";
    a_promise: ("", "console.log(await new Promise((resolve) => setTimeout(() => resolve(payload.id), 10)));") => "payload.id";
    several_promises: ("", "const [a, b] = await Promise.all([storage.get('a'), Promise.resolve(payload.b)]); console.log([a, b]);") => "[answer of get, payload.b]";
    a_map: ("", "const seen = new Map(); seen.set('k', payload.id); console.log(seen.get('k'));") => "payload.id";
    a_set: ("", "const seen = new Set(); seen.add(payload.id); console.log([...seen]);") => "[...payload.id]";
    json_and_back: ("", "console.log(JSON.parse(JSON.stringify({ id: payload.id })).id);") => "payload.id";
    a_class_with_state: ("class Box { #value; constructor(value) { this.#value = value; } get value() { return this.#value; } }", "console.log(new Box(payload.id).value);") => "payload.id";
    a_generator: ("function* ids(all) { for (const one of all) yield one.id; }", "for (const id of ids(payload.notes)) { console.log(id); }") => "payload.notes.[].id";
    optional_chaining: ("", "console.log(payload?.note?.[0]?.text ?? 'none');") => "`none` | payload.note.[].text";
    a_caught_error: ("", "try { await storage.get('x'); } catch (e) { console.log(e.message); }") => "error.message";
    an_answer: ("", "const res = await api.asUser().requestJira(route`/rest/api/3/myself`); console.log((await res.json()).emailAddress);") => "answer of requestJira.emailAddress";
    a_stored_secret: ("", "console.log(await storage.getSecret('token'));") => "secret stored secret";
    the_environment: ("const { TOKEN } = process.env;", "console.log(TOKEN + process.env['OTHER']);") => "`${environment TOKEN}${environment OTHER}`";
    the_account: ("", "console.log(context.accountId);") => "platform.accountId";
    what_the_page_says: ("", "console.log(context.extension.issue.key);") => "extension.issue.key";
    a_package_nobody_knows: ("import { shorten } from 'some-package';", "console.log(shorten(payload.text));") => "<some-package:shorten()> of payload.text perhaps";
    a_reducer: ("", "console.log(payload.parts.reduce((all, part) => all + part.text, ''));") => "`${payload.parts.[].text}${payload.parts.[].text}` | `${payload.parts.[].text}` | ``";
    sorting_and_slicing: ("", "console.log([payload.a, payload.b].sort().slice(0, 1)[0]);") => "payload.a+payload.b";
    entries_of_an_object: ("", "for (const [key, value] of Object.entries({ x: payload.id })) console.log(key + value);") => "`x${payload.id}`";
    arguments_as_a_list: ("function last() { return arguments[arguments.length - 1]; }", "console.log(last('a', payload.id));") => "`a` | payload.id";
    a_label_and_a_loop: ("", "let found = null; outer: for (const a of payload.list) { for (const b of a.items) { if (b.hit) { found = b.id; break outer; } } } console.log(found);") => "null | payload.list.[].items.[].id";
    a_number: ("", "console.log(parseInt(payload.page, 10) + 1);") => "number of payload.page";
}

#[test]
fn cleansing_is_remembered() {
    use assay_code::Action;
    use assay_code::model::Cleansing;
    let analysis = resolver(
        "import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const resolver = new Resolver();
resolver.define('get', async ({ payload }) => {
  console.log(encodeURIComponent(payload.a));
  await api.asUser().requestJira(route`/rest/api/3/issue/${payload.b}`);
});
export const handler = resolver.getDefinitions();
",
    );
    let cleansed = |path: &str, by: Cleansing| {
        analysis.events.iter().any(|event| match &event.action {
            Action::Call(call) if call.path.ends_with(path) => {
                call.argument(0).deep_origins().iter().all(|origin| origin.cleansed.contains(by))
            }
            _ => false,
        })
    };
    assert!(cleansed("console.log", Cleansing::Url));
    assert!(cleansed("requestJira", Cleansing::Route));
}

#[test]
fn what_outlives_the_invocation_is_told() {
    let analysis = resolver(
        "import Resolver from '@forge/resolver';
let last;
const cache = {};
const seen = new Map();
class Store { static current = null; }
const config = Object.freeze({ a: 1 });
const resolver = new Resolver();
resolver.define('get', async ({ payload, context }) => {
  last = payload.id;
  cache[context.cloudId] = payload.note;
  seen.set(payload.id, payload.note);
  Store.current = context.accountId;
  globalThis.shared = payload;
  const local = {};
  local.x = payload;
  return config;
});
export const handler = resolver.getDefinitions();
",
    );
    let seen = assigned(&analysis);
    let has = |part: &str| seen.iter().any(|line| line.contains(part));
    assert!(
        has("\"last\"")
            && has("\"cache\"")
            && has("\"seen\"")
            && has("ClassStatic")
            && has("External(\"global:globalThis.shared\")"),
        "{seen:#?}"
    );
    assert!(!has("local"), "{seen:#?}");
}

#[test]
fn what_a_package_for_results_wraps_comes_out_again() {
    let code = "
import Resolver from '@forge/resolver';
import { ok, err } from '@acme/results';
const resolver = new Resolver();
const address = (id) => (id ? ok(`https://notes.example.com/${id}`) : err('no id'));
resolver.define('get', async ({ payload }) => {
  const found = address(payload.id);
  if (found.isErr()) return err(found.error);
  return fetch(found.value, {});
});
export const handler = resolver.getDefinitions();
";
    let seen = calls(&resolver(code), "fetch");
    assert!(seen[0].contains("`https://notes.example.com/${payload.id}`"), "{seen:#?}");
}
