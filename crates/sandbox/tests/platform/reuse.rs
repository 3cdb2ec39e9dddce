//! What a process that is used again shows one tenant of another; and that a fresh one shows nothing.

use assay_sandbox::{EngineKind, Installation, Kept, Options, Package, Reuse};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    support::{READ, SITES, World, manifest},
    trial,
};

/// How an app is used: by which engine, and how often a process serves.
type Use = (EngineKind, Reuse);

/// The app on both sites, with this code, used so.
fn world((engine, reuse): Use, code: &str) -> (World, [Installation; 2]) {
    let world = World::with(Options { engine, reuse, ..Options::default() });
    let package = Package { manifest: manifest(READ, ""), code: code.to_owned(), ..Package::default() };
    world.platform.deploy("production", &package, "a developer").unwrap();
    let both = SITES.map(|(site, _)| world.install("production", site));
    (world, both)
}

/// Whether the second tenant is answered with the first one's word.
fn leaks(it: Use, code: &str) -> bool {
    let (world, both) = world(it, code);
    let run = |at: usize| world.invoke(&both[at], None, json!({ "word": SITES[at].1 }));
    run(0).value().unwrap();
    run(1).value().unwrap().to_string().contains(SITES[0].1)
}

/// Each test with each engine; those of Node are ignored where the machine has none.
fn both(name: &str, test: impl Fn(EngineKind) + Copy + Send + 'static) -> [Trial; 2] {
    let has_node = std::process::Command::new("node").arg("--version").output().is_ok();
    [EngineKind::QuickJs, EngineKind::Node].map(|engine| {
        let is_missing = engine == EngineKind::Node && !has_node;
        trial(format!("reuse::{name}_in_{}", engine.word()), move || test(engine))
            .with_ignored_flag(is_missing)
    })
}

/// A hazard: told by what is fresh, and by what is shared.
fn hazard(name: &'static str, code: &'static str) -> [Trial; 2] {
    both(name, move |engine| {
        assert!(!leaks((engine, Reuse::Fresh), code), "a fresh process leaks");
        assert!(!leaks((engine, Reuse::TenantWarm), code), "a process of one tenant leaks to another");
        assert!(
            leaks((engine, Reuse::CloudLike), code),
            "it does not leak where processes are shared: it shows nothing"
        );
    })
}

const CACHE: &str = "//#region src/cache.js
const cache = new Map();
//#endregion
//#region src/index.js
let last = null;
exports.index = { run: async ({ call }) => {
  const had = cache.get('A-1') ?? null;
  if (!had) cache.set('A-1', { summary: call.payload.word });
  last = null;
  return { had };
} };
//#endregion
";

pub(crate) fn trials() -> Vec<Trial> {
    let pairs = [
        hazard("h1_a_cache_keyed_by_an_issue", CACHE),
        hazard(
            "h2_a_polluted_prototype",
            "exports.index = { run: async ({ call }) => { const had = ({}).word ?? null; Object.prototype.word ??= call.payload.word; return { had }; } };",
        ),
        hazard(
            "h3_a_patched_function",
            "exports.index = { run: async ({ call }) => { const had = JSON.parse('\"plain\"'); const { word } = call.payload; JSON.parse = () => word; return { had }; } };",
        ),
        hazard(
            "h4_a_timer_that_outlives_its_reply",
            "let waiting; exports.index = { run: ({ call }) => new Promise((done) => { waiting = done; const { word } = call.payload; setTimeout(() => waiting({ said: word }), word === 'heron' ? 300 : 2000); if (word === 'heron') done('first'); }) };",
        ),
        both("h5_no_file_is_left_even_where_processes_are_shared", |engine| {
            let code = "exports.index = { run: async ({ call }) => { const fs = require('fs'); try { fs.writeFileSync('/tmp/word', call.payload.word); } catch (error) { return { error: error.code }; } return { left: true }; } };";
            let (world, both) = world((engine, Reuse::CloudLike), code);
            let tried = world.invoke(&both[0], None, json!({ "word": "heron" }));
            assert!(
                ["EROFS", "ENOENT"].contains(&tried.value().unwrap()["error"].as_str().unwrap()),
                "{tried:?}"
            );
            assert!(!leaks((engine, Reuse::CloudLike), code));
        }),
        both("the_variable_and_the_file_that_keep_a_word_are_named", |engine| {
            let (world, both) = world((engine, Reuse::CloudLike), CACHE);
            for (at, it) in both.iter().enumerate() {
                world.invoke(it, None, json!({ "word": SITES[at].1 }));
            }
            let found = world.platform.search(&both[1].id, &["heron", "nobody"]).unwrap();
            let expected = Kept {
                needle: 0,
                path: "cache.get(\"A-1\").summary".to_owned(),
                file: Some("src/cache.js".to_owned()),
            };
            assert_eq!(found, [expected]);
            // Looking disturbs nothing.
            assert_eq!(
                world.invoke(&both[1], None, json!({ "word": "x" })).value().unwrap()["had"]["summary"],
                "heron"
            );
            let (fresh, both) = self::world((engine, Reuse::Fresh), CACHE);
            fresh.invoke(&both[0], None, json!({ "word": "heron" }));
            assert_eq!(fresh.platform.search(&both[0].id, &["heron"]).unwrap(), []);
        }),
        both("processes_are_fresh_kept_or_shared_as_is_asked_and_records_say_so", |engine| {
            let code = "exports.index = { run: async () => { await __forge_fetch__({ type: 'llm' }, '/', {}); return 1; } };";
            let processes = |reuse: Reuse| -> Vec<String> {
                let (world, both) = world((engine, reuse), code);
                let order = [0, 1, 0, 1];
                order
                    .iter()
                    .map(|at: &usize| {
                        let answer = world.invoke(&both[*at], None, Value::Null);
                        assert_eq!(answer.decisions[0].reuse, reuse);
                        assert_eq!(answer.decisions[0].process.as_ref(), Some(&answer.process));
                        answer.process
                    })
                    .collect()
            };
            let different = |all: &[String]| all.iter().collect::<std::collections::BTreeSet<_>>().len();
            assert_eq!(different(&processes(Reuse::Fresh)), 4);
            let warm = processes(Reuse::TenantWarm);
            assert_eq!((different(&warm), &warm[0]), (2, &warm[2]));
            assert_eq!(different(&processes(Reuse::CloudLike)), 1);
        }),
        both("one_that_ended_is_replaced", |engine| {
            let code = "exports.index = { run: async ({ call }) => { if (call.payload.ends) for (;;) {} return 'hello'; } };";
            let world = World::with(Options { engine, reuse: Reuse::TenantWarm, ..Options::default() });
            let manifest = manifest(READ, "")
                .replace("handler: index.run\n", "handler: index.run\n      timeoutSeconds: 4\n");
            let package = Package { manifest, code: code.to_owned(), ..Package::default() };
            world.platform.deploy("production", &package, "a developer").unwrap();
            let it = world.install("production", "alpha");
            assert!(world.invoke(&it, None, json!({ "ends": true })).value().is_err());
            assert_eq!(world.invoke(&it, None, json!({})).value().unwrap(), "hello");
        }),
        both("what_is_kept_sleeps_between_two_calls", |engine| {
            // It would have counted by thousands, had it gone on.
            let code = "let count = 0; exports.index = { run: async () => { const had = count; setInterval(() => { count += 1; }, 1); return had; } };";
            let (world, both) = world((engine, Reuse::TenantWarm), code);
            world.invoke(&both[0], None, Value::Null);
            std::thread::sleep(std::time::Duration::from_secs(2));
            let had = world.invoke(&both[0], None, Value::Null).value().unwrap().as_u64().unwrap();
            assert!(had < 500, "{had}");
        }),
        both("one_that_ends_itself_is_replaced", |engine| {
            let code = "let count = 0; exports.index = { run: async ({ call }) => { if (call.payload.ends) process.exit(0); return ++count; } };";
            let (world, both) = world((engine, Reuse::TenantWarm), code);
            let run = |ends: bool| world.invoke(&both[0], None, json!({ "ends": ends }));
            assert_eq!((run(false).value().unwrap(), run(false).value().unwrap()), (&json!(1), &json!(2)));
            assert!(run(true).value().is_err());
            // In our own engine that is an error like any other, and the process goes on.
            let next = if engine == EngineKind::Node { 1 } else { 3 };
            assert_eq!(run(false).value().unwrap(), &json!(next));
        }),
        both("what_never_settles_or_throws_is_told_and_the_next_is_served", |engine| {
            let code = "exports.index = { run: ({ call }) => { const { how } = call.payload; if (how === 'waits') return new Promise(() => {}); if (how === 'throws') return new Promise(() => setTimeout(() => { throw new RangeError('late'); }, 1)); return 'hello'; } };";
            let (world, both) = world((engine, Reuse::CloudLike), code);
            let run = |how: &str| world.invoke(&both[0], None, json!({ "how": how }));
            assert!(run("waits").value().unwrap_err().to_string().starts_with("NeverSettles"));
            assert_eq!(run("throws").value().unwrap_err().to_string(), "RangeError: late");
            assert_eq!(run("").value().unwrap(), "hello");
        }),
    ];
    let mut trials: Vec<Trial> = pairs.into_iter().flatten().collect();
    trials.push(trial("reuse::translations_lie_beside_the_code", || {
            let code = "exports.index = { run: async () => { const fs = require('fs'); const text = fs.readFileSync(`${__forge_runtime__.container.appCodeDir}/__LOCALES__/de-DE.json`, 'utf8'); return [JSON.parse(text).hello, typeof fs.place]; } };";
            let world = World::new(assay_sandbox::Guards::default());
            let files = [("__LOCALES__/de-DE.json".to_owned(), "{\"hello\":\"hallo\"}".to_owned())].into();
            let package =
                Package { manifest: manifest(READ, ""), code: code.to_owned(), files, ..Package::default() };
            world.platform.deploy("production", &package, "a developer").unwrap();
            let it = world.install("production", "alpha");
            assert_eq!(world.invoke(&it, None, Value::Null).value().unwrap(), &json!(["hallo", "undefined"]));
        }));
    trials
}
