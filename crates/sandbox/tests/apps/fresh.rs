//! Each invocation is served by a copy: nothing of one is in another.

use std::collections::BTreeSet;

use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    support::{app, ask, body},
    trial,
};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("fresh::a_cache_of_the_module_is_empty_in_every_call", || {
            let version = app(
                "const cache = {};\nexports.run = (body) => { const had = cache[body.key]; cache[body.key] = body.value; return { had: had ?? null }; };",
            );
            for value in ["of one tenant", "of another"] {
                let (outcome, _) = ask(&version, "index.run", &json!({ "key": "A-1", "value": value }));
                assert_eq!(body(&outcome), &json!({ "had": null }));
            }
        }),
        trial("fresh::polluted_prototypes_and_patched_functions_are_gone", || {
            let version = app("exports.run = async () => {
                    const found = [({}).polluted ?? null, JSON.parse('1'), typeof fetch, [].x ?? null];
                    Object.prototype.polluted = 'yes';
                    Array.prototype.x = 'yes';
                    JSON.parse = () => 'patched';
                    globalThis.fetch = undefined;
                    return found;
                };");
            for _ in 0..3 {
                assert_eq!(
                    body(&ask(&version, "index.run", &json!({})).0),
                    &json!([null, 1, "function", null])
                );
            }
        }),
        trial("fresh::a_timer_that_outlives_its_reply_never_runs", || {
            let version = app(
                "exports.run = () => { setInterval(() => console.log('late'), 1); setTimeout(() => fetch('https://late.example'), 1); return 'done'; };",
            );
            for _ in 0..3 {
                let (outcome, product) = ask(&version, "index.run", &json!({}));
                assert_eq!(body(&outcome), "done");
                assert!(outcome.logs.is_empty() && product.asked.is_empty(), "{outcome:?}");
            }
        }),
        trial("fresh::timers_of_the_top_level_run_in_no_call", || {
            let version = app(
                "setTimeout(() => console.log('from the top'), 1);\nexports.run = () => new Promise((done) => setTimeout(done, 20, 'done'));",
            );
            assert!(ask(&version, "index.run", &json!({})).0.logs.is_empty());
        }),
        trial("fresh::random_numbers_differ_from_copy_to_copy", || {
            let version = app(
                "exports.run = () => [Math.random(), require('crypto').randomUUID(), require('crypto').randomBytes(8).toString('hex')].map(String);",
            );
            let mut seen = BTreeSet::new();
            for _ in 0..20 {
                for value in body(&ask(&version, "index.run", &json!({})).0).as_array().unwrap() {
                    assert!(seen.insert(value.to_string()), "{value} came twice");
                }
            }
        }),
        trial("fresh::variables_of_the_environment_are_there_and_stay_what_they_are", || {
            let version = app(
                "const early = process.env.NOTHING ?? 'unset';\nexports.run = () => { const was = process.env.X ?? null; process.env.X = 'changed'; return [early, was]; };",
            );
            for _ in 0..2 {
                assert_eq!(body(&ask(&version, "index.run", &json!({})).0), &json!(["unset", null]));
            }
        }),
    ]
}
