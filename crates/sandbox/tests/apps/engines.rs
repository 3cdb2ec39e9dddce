//! What an app meets is the same in both engines.

use std::time::Duration;

use assay_sandbox::{End, EngineKind, Level, Version, VersionOptions};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    support::{ask, ask_within, body},
    trial,
};

/// Each test with each engine. Node is one of the machine's: where there is none, its tests are counted as ignored.
fn both(name: &'static str, test: impl Fn(&dyn Fn(&str) -> Version) + Copy + Send + 'static) -> [Trial; 2] {
    let has_node = std::process::Command::new("node").arg("--version").output().is_ok();
    [(EngineKind::QuickJs, "quickjs"), (EngineKind::Node, "node")].map(|(engine, word)| {
        trial(format!("engines::{name}_in_{word}"), move || test(&|code| start(engine, code)))
            .with_ignored_flag(engine == EngineKind::Node && !has_node)
    })
}

fn options(engine: EngineKind) -> VersionOptions {
    VersionOptions {
        engine,
        variables: vec![("KEY".to_owned(), "of the environment".to_owned())],
        files: vec![("__LOCALES__/en-US.json".to_owned(), "{\"hello\":\"Hello\"}".to_owned())],
        ..VersionOptions::default()
    }
}

fn start(engine: EngineKind, code: &str) -> Version {
    Version::start(
        &format!("exports.index = {{}};\n(function (exports) {{ {code}\n}})(exports.index);"),
        &options(engine),
    )
    .unwrap()
}

/// What a handler gives, of this body.
fn gives(version: &Version, given: &Value) -> Value {
    body(&ask(version, "index.run", given).0).clone()
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut all = Vec::new();
    all.extend(both("a_handler_gets_its_body_and_gives_an_answer", |start| {
        let version = start("exports.run = async (body) => ({ twice: body.n * 2 });");
        assert_eq!(gives(&version, &json!({ "n": 21 })), json!({ "twice": 42 }));
        assert!(version.level() >= Level::Filtered);
    }));
    all.extend(both("nothing_of_one_call_is_in_the_next", |start| {
        let version = start("let count = 0;
            exports.run = () => { const had = [].left ?? null; Array.prototype.left = 1; return [++count, had]; };",
        );
        assert_eq!([gives(&version, &json!({})), gives(&version, &json!({}))], [json!([1, null]), json!([1, null])]);
    }));
    all.extend(both("calls_go_to_the_host_side_by_side", |start| {
        let version = start("exports.run = async () => { const all = await Promise.all([1, 2, 3].map((at) => __forge_fetch__({ type: 'kvs' }, `/api/v1/get?${at}`, { method: 'POST', body: '{}' }))); return all.map((it) => it.status); };");
        let (outcome, product) = ask(&version, "index.run", &json!({}));
        assert_eq!(body(&outcome).as_array().unwrap().len(), 3, "{outcome:?}");
        assert_eq!(product.asked.len(), 3);
    }));
    all.extend(both("fetch_and_requests_by_http_are_calls", |start| {
        let version = start("exports.run = async () => {
            await fetch('https://one.example/', { method: 'POST', body: new URLSearchParams({ a: 'b' }) });
            await new Promise((done, fail) => require('https').get('https://two.example/', (answer) => { answer.resume(); answer.on('end', done); }).on('error', fail));
            return 'done'; };");
        let (outcome, product) = ask(&version, "index.run", &json!({}));
        assert_eq!(body(&outcome), "done");
        let paths: Vec<&str> = product.asked.iter().map(|(_, path, _)| path.as_str()).collect();
        assert_eq!(paths, ["https://one.example/", "https://two.example/"]);
    }));
    all.extend(both("the_platforms_globals_cannot_be_replaced", |start| {
        let version = start("exports.run = () => { __forge_runtime__.aaid = 'another'; const is = typeof __forge_fetch__; globalThis.__forge_fetch__ = 1; return [is, typeof __forge_fetch__]; };");
        assert_eq!(gives(&version, &json!({})), json!(["function", "function"]));
    }));
    all.extend(both("lines_are_logged_with_their_levels", |start| {
        let version = start("exports.run = () => { console.log('one', { a: 1 }); console.error('two'); };");
        let logs: Vec<_> =
            ask(&version, "index.run", &json!({})).0.logs.into_iter().map(|it| (it.level, it.text)).collect();
        assert_eq!(logs, [(30, "one { a: 1 }".to_owned()), (50, "two".to_owned())]);
    }));
    all.extend(both("what_is_thrown_is_told_with_its_place", |start| {
        let version = start("exports.run = () => { throw new RangeError('too far'); };");
        let End::Reply(reply) = ask(&version, "index.run", &json!({})).0.end else { panic!() };
        assert_eq!(reply["error"]["errorType"], "RangeError");
        assert!(reply["error"]["stack"].to_string().contains("/app/app.js:2:"), "{reply}");
    }));
    all.extend(both("variables_and_files_beside_the_code_are_there", |start| {
        let version = start("exports.run = async () => [process.env.KEY, JSON.parse(await require('fs').promises.readFile('/app/__LOCALES__/en-US.json', 'utf8')).hello];");
        assert_eq!(gives(&version, &json!({})), json!(["of the environment", "Hello"]));
    }));
    all.extend(both("no_file_process_or_connection_of_the_machine_is_reached", |start| {
        let version = start("const acts = [
            () => require('fs').readFileSync('/etc/passwd'),
            () => require('fs').writeFileSync('/tmp/left', 'x'),
            () => require('fs').readdirSync('/proc/1'),
            () => require('child_process').execSync('id'),
            () => require('child_process').execFileSync(process.execPath, ['-e', '0']),
            () => new Promise((done, fail) => require('net').connect(80, '127.0.0.1', done).on('error', fail)),
            () => new Promise((done, fail) => require('dns').lookup('example.org', (error) => error ? fail(error) : done())),
          ];
          exports.run = async ({ at }) => { await acts[at](); return 'reached'; };");
        for at in 0..7 {
            let (outcome, _) = ask(&version, "index.run", &json!({ "at": at }));
            let reached = matches!(&outcome.end, End::Reply(reply) if reply["success"] == true);
            assert!(!reached, "{at}: {outcome:?}");
        }
    }));
    all.extend(both("a_loop_ends_at_its_deadline_and_the_next_call_is_served", |start| {
        let version = start("exports.run = ({ loop }) => { while (loop); return 'hello'; };");
        let outcome = ask_within(&version, "index.run", &json!({ "loop": true }), Duration::from_secs(3)).0;
        assert!(!matches!(outcome.end, End::Reply(ref reply) if reply["success"] == true), "{outcome:?}");
        assert_eq!(gives(&version, &json!({})), "hello");
    }));
    all.extend(both("memory_ends_alone", |start| {
        let version = start("exports.run = ({ bomb }) => { const all = []; while (bomb) all.push(new Array(1e5).fill({})); return 'hello'; };");
        let outcome = ask_within(&version, "index.run", &json!({ "bomb": true }), Duration::from_secs(20)).0;
        assert!(!matches!(outcome.end, End::Reply(ref reply) if reply["success"] == true), "{outcome:?}");
        assert_eq!(gives(&version, &json!({})), "hello");
    }));
    all.extend(both("a_promise_nothing_can_settle_is_told", |start| {
        let version = start("exports.run = () => new Promise(() => {});");
        let outcome = ask(&version, "index.run", &json!({})).0;
        let End::Threw(thrown) = &outcome.end else { panic!("{outcome:?}") };
        assert_eq!(thrown.name, "NeverSettles");
    }));
    all
}
