//! What an invocation costs, with the jail on: beside other ways to have a fresh engine, on the same machine in the same run;
//! in memory, after ten thousand; and next to a neighbour that takes all it can get.
//!
//! Run: `cargo bench -p assay-sandbox --bench invocations -- [count]`. It prints the tables of `docs/run-figures.md`, and fails
//! where memory grows or a neighbour is delayed beyond what that page says.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement")]

mod elsewhere;
mod memory;
mod neighbours;

use std::time::Duration;

use assay_sandbox::{End, EngineKind, Host, Init, Invocation, Outcome, Reply, Version, VersionOptions};
use serde_json::{Value, json};

/// Says yes to everything.
struct Yes;

impl Host for Yes {
    fn call(&mut self, _: &Value, _: &str, _: &Init) -> Reply {
        Reply::json(200, &json!({}))
    }
}

/// Handlers a line each, in as much code as an app of usual size brings along.
fn script(handlers: &str) -> String {
    let rest: String = (0..4_000)
        .map(|at| format!("function unused{at}(a, b) {{ return a.concat([b, {at}, 'text of {at}']); }}\n"))
        .collect();
    format!("{rest}exports.index = {{ {handlers} }};\n")
}

const HELLO: &str = "hello: () => 'hello',";
const CALLS: &str =
    "calls: async () => { for (let at = 0; at < 5; at++) await __forge_fetch__({}, '/'); return 5; },";

fn start(script: &str) -> Version {
    Version::start(script, &VersionOptions::default()).unwrap()
}

fn invoke(version: &Version, handler: &str, deadline: Duration) -> Outcome {
    let envelope = json!({ "handler": handler, "body": {} });
    version.invoke(&Invocation { envelope, deadline }, &mut Yes)
}

/// How long each of so many calls took, from the call to its end.
fn series(version: &Version, handler: &str, count: usize) -> Vec<Duration> {
    let once = |_| {
        let outcome = invoke(version, handler, Duration::from_secs(20));
        assert!(matches!(outcome.end, End::Reply(_)), "{outcome:?}");
        outcome.usage.wall
    };
    (0..count).map(once).collect()
}

fn main() {
    assay_sandbox::enter();
    let count = std::env::args().skip(1).find_map(|it| it.parse().ok()).unwrap_or(300);
    let script = script(&format!("{HELLO}{CALLS}"));
    let version = start(&script);
    println!(
        "jail: {:?}; {} kB of code, loaded once in {:.1?}\n",
        version.level(),
        script.len() / 1000,
        version.zygote().loaded().wall
    );
    println!("| a fresh engine for each call | p50 | p99 | in a row | of |\n|---|---|---|---|---|");
    row("a copy in the jail", series(&version, "index.hello", count));
    row("a copy in the jail, five calls to the host", series(&version, "index.calls", count));
    let few = count.min(30);
    let node = VersionOptions { engine: EngineKind::Node, ..VersionOptions::default() };
    let node = Version::start(&script, &node).map(|version| series(&version, "index.hello", few));
    row("a process of Node in the jail", node.unwrap_or_default());
    elsewhere::rows(&script, few);
    println!();
    memory::tell(&version);
    drop(version);
    neighbours::tell(count);
}

/// The time below which so many of a hundred lie.
fn part(sorted: &[Duration], of_hundred: usize) -> Duration {
    sorted[(sorted.len() * of_hundred / 100).min(sorted.len() - 1)]
}

fn row(name: &str, mut took: Vec<Duration>) {
    if took.is_empty() {
        println!("| {name} | not installed | – | – | – |");
        return;
    }
    took.sort();
    let total: Duration = took.iter().sum();
    let rate = took.len() as f64 / total.as_secs_f64();
    println!("| {name} | {:.1?} | {:.1?} | {rate:.0}/s | {} |", part(&took, 50), part(&took, 99), took.len());
}
