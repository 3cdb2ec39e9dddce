//! What a guest that runs any machine code can do: nothing. And each wall by itself: what it holds, and that without it
//! nothing would.
#![cfg(target_os = "linux")]
#![expect(unsafe_code, reason = "the guest is hostile")]
#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "tests")]

mod channel;
mod guest;
mod inside;
mod kept;
mod limits;
#[path = "../common/processes.rs"]
mod processes;
mod single;
#[path = "../common/trials.rs"]
mod trials;

use std::time::Duration;

use assay_jail::{End, Guards, Host, Init, Invocation, Level, Outcome, Reply, Spec, Zygote, enter};
use libtest_mimic::Arguments;
use serde_json::{Value, json};
use trials::{the_named_tests_are_there, trial};

fn main() {
    enter(&[("hostile", guest::make), ("inside", inside::make)]);
    inside::be_it_if_asked();
    limits::supervise_if_asked();
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    trials.extend(single::trials());
    trials.extend(limits::trials());
    trials.extend(channel::trials());
    trials.extend(kept::trials());
    trials.extend(inside::trials());
    let promises = include_str!("../../../sandbox/data/promises.toml");
    the_named_tests_are_there("walls", &trials, promises);
    libtest_mimic::run(&arguments, trials).exit();
}

/// A host that says yes.
#[derive(Default)]
struct Yes(Vec<(Value, String)>);

impl Host for Yes {
    fn call(&mut self, descriptor: &Value, path: &str, _: &Init) -> Reply {
        self.0.push((descriptor.clone(), path.to_owned()));
        Reply::json(200, &json!({ "yes": true }))
    }
}

fn spec() -> Spec {
    let mut spec = Spec::new("hostile", b"program".to_vec());
    spec.limits.memory = 64 << 20;
    spec.limits.memory_together = 256 << 20;
    spec
}

/// Only these walls.
fn only(up: impl FnOnce(&mut Guards)) -> Spec {
    only_of(spec(), up)
}

/// Only these walls around something.
fn only_of(spec: Spec, up: impl FnOnce(&mut Guards)) -> Spec {
    spec.weakened(|guards| {
        let deadline = guards.deadline;
        *guards = none();
        guards.deadline = deadline;
        up(guards);
    })
}

fn none() -> Guards {
    let mut guards = Guards::default();
    for guard in [
        &mut guards.namespaces,
        &mut guards.root,
        &mut guards.seccomp,
        &mut guards.landlock,
        &mut guards.rlimits,
        &mut guards.cgroup,
        &mut guards.descriptors,
        &mut guards.deadline,
        &mut guards.budgets,
        &mut guards.privileges,
    ] {
        *guard = false;
    }
    guards
}

fn ask(zygote: &Zygote, what: Value) -> Outcome {
    ask_within(zygote, what, Duration::from_secs(10))
}

fn ask_within(zygote: &Zygote, what: Value, deadline: Duration) -> Outcome {
    zygote.invoke(&Invocation { envelope: what, deadline }, &mut Yes::default())
}

fn start(spec: &Spec) -> Zygote {
    Zygote::start(spec).unwrap()
}

/// The neighbours of whatever just happened are as before.
fn others_are_fine(zygote: &Zygote) {
    let outcome = ask(zygote, json!({ "do": "hello" }));
    assert_eq!(outcome.end, End::Reply(json!("hello")));
}

/// Whether this machine lets us make namespaces. Where it does not, what they alone hold cannot be tested.
fn has_namespaces() -> bool {
    start(&spec()).level() == Level::Full
}
