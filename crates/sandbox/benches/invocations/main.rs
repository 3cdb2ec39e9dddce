//! How long a fresh copy takes, with the jail on; beside a fresh process of Node on the same machine in the same run.
//!
//! Run: `cargo bench -p assay-sandbox --bench invocations -- [count]`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement")]

use std::{
    process::Command,
    time::{Duration, Instant},
};

use assay_sandbox::{End, Host, Init, Invocation, Reply, Version, VersionOptions};
use serde_json::{Value, json};

struct Yes;

impl Host for Yes {
    fn call(&mut self, _: &Value, _: &str, _: &Init) -> Reply {
        Reply::json(200, &json!({}))
    }
}

fn main() {
    assay_sandbox::enter();
    let count = std::env::args().skip(1).find_map(|it| it.parse().ok()).unwrap_or(300);
    let script = "exports.index = { hello: () => 'hello', calls: async () => { for (let at = 0; at < 5; at++) await \
        __forge_fetch__({}, '/'); return 5; } };";
    let version = Version::start(script, &VersionOptions::default()).unwrap();
    println!("level {:?}; load: {:.1?}", version.level(), version.zygote().loaded().wall);
    for (name, handler) in [("hello", "index.hello"), ("five calls to the host", "index.calls")] {
        let took = (0..count).map(|_| {
            let invocation = Invocation {
                envelope: json!({ "handler": handler, "body": {} }),
                deadline: Duration::from_secs(20),
            };
            let outcome = version.invoke(&invocation, &mut Yes);
            assert!(matches!(outcome.end, End::Reply(_)), "{outcome:?}");
            outcome.usage.wall
        });
        tell(&format!("a fresh copy, {name}"), took.collect());
    }
    let processes = (0..count.min(20)).filter_map(|_| {
        let began = Instant::now();
        Command::new("node").args(["-e", "0"]).status().ok()?;
        Some(began.elapsed())
    });
    tell("a fresh process of node, empty", processes.collect());
}

fn tell(name: &str, mut took: Vec<Duration>) {
    took.sort();
    if took.is_empty() {
        println!("{name}: not measured");
        return;
    }
    let at = |part: usize| took[(took.len() * part / 100).min(took.len() - 1)];
    let total: Duration = took.iter().sum();
    let rate = took.len() as f64 / total.as_secs_f64();
    println!("{name}: p50 {:.2?}, p99 {:.2?}, {rate:.0}/s, of {}", at(50), at(99), took.len());
}
