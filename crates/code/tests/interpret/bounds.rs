//! Whatever the program, the run ends, and ends alike.

use crate::shown::{RESOLVER_MANIFEST, all, analysis_of, resolver};

const HEAD: &str = "import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const resolver = new Resolver();
";
const TAIL: &str = "export const handler = resolver.getDefinitions();\n";

fn app(code: &str) -> String {
    format!("{HEAD}{code}\n{TAIL}")
}

#[test]
fn exponential_programs_end() {
    let mut code = String::from("const f0 = (x) => api.asApp().requestJira(route`/x/${x}`);\n");
    for level in 1..40 {
        let below = level - 1;
        code.push_str(&format!("const f{level} = (x) => {{ f{below}(x + 'a'); f{below}(x + 'b'); }};\n"));
    }
    code.push_str("resolver.define('go', ({ payload }) => f39(payload.x));");
    let analysis = resolver(&app(&code));
    assert!(!analysis.budgets.is_empty());
    assert!(analysis.calls_below("@forge/api:asApp().requestJira").next().is_some());
}

#[test]
fn what_is_called_in_ever_new_ways_is_followed_for_all_further_ones_at_once() {
    // Each call hands over a function of its own, so that no two are alike.
    let calls = |count: usize| {
        let mut code = String::from(
            "const each = (run, x) => { run(x); api.asApp().requestJira(route`/x/${x}`); };\n
resolver.define('go', ({ payload }) => {\n",
        );
        (0..count).for_each(|at| code.push_str(&format!("each((x) => x.f{at}, payload.p{at});\n")));
        code.push_str("});");
        let analysis = resolver(&app(&code));
        assert!(analysis.calls_below("@forge/api:asApp().requestJira").next().is_some());
        (analysis.steps, analysis.budgets.len())
    };
    let (few, none) = calls(150);
    let (many, one) = calls(1_500);
    assert_eq!((none, one), (0, 1));
    assert!(many < 10 * few, "{few} steps for 150 calls, {many} for 1500");
}

#[test]
fn a_method_that_ignores_its_object_is_followed_once_for_all_objects() {
    let steps = |body: &str| {
        let mut code = format!("class Notes {{ constructor(n) {{ this.n = n; }} read(x) {{ {body} }} }}\n");
        code.push_str("resolver.define('go', ({ payload }) => {\n");
        (0..20).for_each(|at| code.push_str(&format!("new Notes('{at}').read(payload.x);\n")));
        code.push_str("});");
        resolver(&app(&code)).steps
    };
    let ignoring = steps("return api.asApp().requestJira(route`/x/${x}/y`);");
    let asking = steps("return api.asApp().requestJira(route`/x/${x}/${this.n}`);");
    assert!(ignoring + 60 < asking, "{ignoring} steps, {asking} where it asks");
}

#[test]
fn recursive_programs_end() {
    let analysis = resolver(&app(
        "const walk = async (node, depth = 0) => {
  await api.asApp().requestJira(route`/x/${node.id}`);
  for (const child of node.children) await walk(child, depth + 1);
  return walk(node.next, [depth, node]);
};
const even = (n) => (n === 0 ? true : odd(n - 1));
const odd = (n) => (n === 0 ? false : even(n - 1));
const grow = (x) => grow({ inner: x });
const chain = (x) => { const y = () => chain(y); return y(); };
resolver.define('go', async ({ payload }) => { grow(payload); chain(payload); even(payload.n); await walk(payload); });",
    ));
    assert!(analysis.calls_below("@forge/api:asApp().requestJira").next().is_some());
}

#[test]
fn loops_that_build_without_end_end() {
    let analysis = resolver(&app("let all = [];
let text = '';
let nested = {};
resolver.define('go', async ({ payload }) => {
  while (true) {
    text += payload.a + text;
    nested = { nested, text };
    all.push(nested, ...all);
    all = all.concat(all).map((x) => [x, x]);
    if (payload.done) break;
  }
  await api.asApp().requestJira(route`/x/${text}`);
});"));
    assert!(analysis.calls_below("@forge/api:asApp().requestJira").next().is_some());
}

#[test]
fn a_deep_program_ends() {
    let depth = 3000;
    let code = format!(
        "resolver.define('go', ({{ payload }}) => {{ const x = {}payload.x{}; {} api.asApp().requestJira(route`/x/${{x}}`); {} }});",
        "[".repeat(depth),
        "]".repeat(depth),
        "if (payload.y) {".repeat(depth),
        "}".repeat(depth)
    );
    let analysis = resolver(&app(&code));
    assert!(!analysis.entries.is_empty());
}

#[test]
fn trees_that_share_their_branches_end() {
    let grow =
        "x = { a: x, b: x, c: [x, x], d: `${x}${payload.b}${x}` }; y = [{ ...y, z: x }, y, y + `${y}`];\n"
            .repeat(40);
    let analysis = resolver(&app(&format!(
        "resolver.define('go', async ({{ payload }}) => {{
  let x = payload.a; let y = {{ x }};
  {grow}
  if (payload.c) {{ x = {{ a: y, b: x }}; }} else {{ x = {{ a: x, b: y }}; }}
  await api.asApp().requestJira(route`/x/${{JSON.stringify(x)}}${{y}}`, {{ body: encodeURIComponent(x), y }});
  return [x, y];
}});"
    )));
    assert!(analysis.calls_below("@forge/api:asApp().requestJira").next().is_some());
}

#[test]
fn cycles_of_modules_and_classes_end() {
    let files = [
        ("manifest.yml", RESOLVER_MANIFEST),
        ("src/index.js", "export { handler } from './a'; export * from './b';"),
        (
            "src/a.js",
            "import { b } from './b'; import Resolver from '@forge/resolver'; export const a = () => b(); export class A extends A {} ; const r = new Resolver(); r.define('x', a); export const handler = r.getDefinitions();",
        ),
        (
            "src/b.js",
            "export * from './a'; export * from './b'; import { a } from './a'; export const b = () => a(); export { c } from './c';",
        ),
        ("src/c.js", "export { c } from './b';"),
    ];
    assert!(!analysis_of(&files).entries.is_empty());
}

#[test]
fn the_same_program_gives_the_same_events() {
    let code = app(
        "const cache = {};
class Client { constructor(token) { this.token = token; } async get(path) { return fetch(`https://api.example.com/${path}`, { headers: { Authorization: this.token } }); } }
resolver.define('one', async ({ payload }) => { cache[payload.id] = await new Client(payload.token).get(payload.path); return cache; });
resolver.define('two', async ({ payload, context }) => { const seen = new Map(); for (const [k, v] of Object.entries(payload)) seen.set(k, v); console.log(seen, context); return [...seen.values()]; });",
    );
    let first = all(&resolver(&code));
    for _ in 0..3 {
        assert_eq!(all(&resolver(&code)), first);
    }
}

/// Programs cut and stirred at places a fixed sequence chooses: nothing panics, everything ends.
#[test]
fn mutated_programs_end() {
    let whole = app(
        "class Base { get x() { return this.y; } static z = new Map(); }
class Note extends Base { #id = 1; constructor(a, { b = 2, ...rest } = {}) { super(); this.rest = rest; Object.assign(this, a); } async *[Symbol.iterator]() { yield* this.rest; } }
label: for (let i = 0, n = 3; i < n; i++) { for (const k in { a: 1 }) { if (k) continue label; else break label; } }
const f = async (...args) => { try { return await Promise.all(args.map(async ([a, b = a]) => a?.b?.(b) ?? (await import('./x')).default)); } catch { return null; } finally { f(); } };
resolver.define('go', async function ({ payload: { id, tags: [first] }, context }) {
  const note = new Note({ id }, context); switch (id) { case 1: note.x = first; case 'two': await f(note); break; default: delete note.rest; }
  do { note[id] ||= (first, id); } while (note.x-- > 0);
  return <div dangerouslySetInnerHTML={{ __html: `${id}${first}` }} {...note} onClick={() => api.asApp().requestJira(route`/x/${id}`)}>{note.x && <Note {...note} />}</div>;
});",
    );
    let characters: Vec<char> = whole.chars().collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % most as u64) as usize
    };
    for _ in 0..120 {
        let mut mutated = characters.clone();
        for _ in 0..=next(4) {
            let at = next(mutated.len());
            let until = (at + next(24)).min(mutated.len());
            match next(3) {
                0 => drop(mutated.drain(at..until)),
                1 => {
                    let piece: Vec<char> = mutated[at..until].to_vec();
                    let to = next(mutated.len());
                    mutated.splice(to..to, piece);
                }
                _ => mutated[at] = ['{', '}', '(', ')', '=', '.', 'x', '`'][next(8)],
            }
        }
        let code: String = mutated.into_iter().collect();
        let analysis = analysis_of(&[("manifest.yml", RESOLVER_MANIFEST), ("src/index.jsx", &code)]);
        assert!(analysis.complete);
    }
}

#[test]
fn events_stand_in_the_order_of_their_entries() {
    let code = (0..5).map(|number| {
        format!(
            "resolver.define('go{number}', ({{ payload }}) => api.asApp().requestJira(route`/x/${{payload.a}}`));\n"
        )
    });
    let code: String = code.collect();
    let analysis = resolver(&app(&format!("{code}export const unused = () => console.log('never');\n")));
    assert!(analysis.events.iter().any(|event| event.entry.is_none()));
    let mut busy = 0;
    for entry in &analysis.entries {
        let all: Vec<_> = analysis.events.iter().filter(|event| event.entry == Some(entry.id)).collect();
        busy += usize::from(!all.is_empty());
        let found = analysis.events_of(entry.id).map(|event| event.site);
        assert!(all.iter().map(|event| event.site).eq(found));
    }
    assert_eq!(busy, 5);
}
