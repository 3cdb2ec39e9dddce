//! Apps that try: each is held, and its neighbours do not notice.

use std::time::Duration;

use assay_sandbox::{End, Outcome, Version};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    support::{app, ask, ask_within, body},
    trial,
};

/// An app that does one of these, by its number, and says hello otherwise.
fn hostile(acts: &[&str]) -> Version {
    let cases: Vec<String> =
        acts.iter().enumerate().map(|(at, act)| format!("case {at}: {{ {act} }}")).collect();
    app(&format!(
        "exports.run = async (body) => {{ switch (body.act) {{ {} }} return 'hello'; }};",
        cases.join("\n")
    ))
}

/// Each act, and after each that the next call is served as if nothing had been.
fn each(acts: &[&str], deadline: Duration, check: impl Fn(&str, &Outcome)) {
    let version = hostile(acts);
    for (at, act) in acts.iter().enumerate() {
        check(act, &ask_within(&version, "index.run", &json!({ "act": at }), deadline).0);
        assert_eq!(body(&ask(&version, "index.run", &json!({})).0), "hello", "after {act}");
    }
}

fn threw(act: &str, outcome: &Outcome) {
    let End::Reply(reply) = &outcome.end else { panic!("{act}: {outcome:?}") };
    assert_eq!(reply["success"], false, "{act}: {reply}");
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("hostile::no_process_thread_socket_or_binding", || {
            let acts = [
                "return require('child_process').execSync('id')",
                "return new (require('worker_threads').Worker)('data:,')",
                "return require('cluster').fork()",
                "return process.binding('fs')",
                "return process.dlopen({}, '/lib/x.so')",
                "return require('net').connect(80, '127.0.0.1')",
                "return require('dgram').createSocket('udp4')",
                "return require('dns').lookup('example.org', () => {})",
                "return require('vm').runInNewContext('1')",
                "return require('http').createServer().listen(80)",
                "const { execFile } = await import('child_process'); return execFile('id')",
            ];
            each(&acts, Duration::from_secs(20), threw);
        }),
        trial("hostile::no_file_is_read_or_left", || {
            let acts = [
                "return require('fs').readFileSync('/etc/passwd', 'utf8')",
                "return require('fs').readFileSync('/proc/self/environ', 'utf8')",
                "return require('fs').readdirSync('/')",
                "return require('fs').writeFileSync('/tmp/left', 'x')",
                "return require('fs').promises.symlink('/etc', '/tmp/x')",
            ];
            each(&acts, Duration::from_secs(20), threw);
        }),
        trial("hostile::loops_end_at_the_deadline", || {
            let acts = [
                "for (;;) {}",
                "for (;;) await null",
                "/(a+)+$/.test('a'.repeat(60) + 'b')",
                // These are one instruction of the engine, which nothing inside can stop.
                "return new Array(1e9).join(',').length",
                "const a = []; a.length = 2 ** 32 - 1; a.reverse(); return 1",
            ];
            each(&acts, Duration::from_millis(1500), |act, outcome| {
                let held = match &outcome.end {
                    End::Deadline | End::CpuSpent => true,
                    // Out of memory first, on a machine that is quick.
                    End::Reply(reply) => reply["success"] == false,
                    End::Threw(_) | End::Crashed { .. } | End::Killed => true,
                    _ => false,
                };
                assert!(held, "{act}: {outcome:?}");
            });
        }),
        trial("hostile::memory_bombs_end_alone", || {
            let acts = [
                "const all = []; for (;;) all.push(new Array(100000).fill({}))",
                "const all = []; for (;;) all.push(Buffer.alloc(16 * 2 ** 20, 1))",
                "let text = 'x'; for (;;) text += text",
                "return require('zlib').gunzipSync(require('zlib').gzipSync(Buffer.alloc(2 ** 28))).length > 2 ** 28 ? 1 : (() => { throw new Error('kept') })()",
            ];
            each(&acts, Duration::from_secs(20), |act, outcome| {
                let held = match &outcome.end {
                    End::Reply(reply) => reply["success"] == false,
                    End::Deadline | End::Threw(_) | End::Crashed { .. } | End::Killed => true,
                    _ => false,
                };
                assert!(held, "{act}: {outcome:?}");
            });
        }),
        trial("hostile::floods_are_cut", || {
            let acts =
                ["for (let at = 0; at < 5000; at++) console.log('x'.repeat(100)); return 'x'.repeat(100)"];
            each(&acts, Duration::from_secs(20), |_, outcome| {
                assert_eq!(outcome.logs.len(), 1000);
                assert_eq!(outcome.logs_dropped, 4000);
            });
        }),
        trial("hostile::what_comes_of_deep_json_is_an_error", || {
            let acts = [
                "let deep = []; for (let at = 0; at < 100000; at++) deep = [deep]; return deep",
                "let deep = []; for (let at = 0; at < 1000; at++) deep = [deep]; return deep",
                "return JSON.parse('['.repeat(100000))",
            ];
            each(&acts, Duration::from_secs(20), |act, outcome| {
                let held = match &outcome.end {
                    End::Reply(reply) => reply["success"] == false,
                    End::ChannelBroken { .. } | End::Threw(_) => true,
                    _ => false,
                };
                assert!(held, "{act}: {outcome:?}");
            });
        }),
        trial("hostile::a_call_says_whatever_it_likes_and_the_host_decides", || {
            let version = app(
                "exports.run = async () => (await __forge_fetch__({ type: 'fpp', tenant: 'other', contextAri: 'ari:other', __proto__: null }, '/../..//x', { method: 'TRACE', headers: { host: 'evil' } })).status",
            );
            let (outcome, product) = ask(&version, "index.run", &json!({}));
            assert_eq!(body(&outcome), 501);
            assert_eq!(product.asked[0].1, "/../..//x");
            assert_eq!(product.asked[0].0["tenant"], "other");
        }),
    ]
}
