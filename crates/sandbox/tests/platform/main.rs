//! The platform's promises: each kept, and each broken without the guard that keeps it.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod calls;
mod code;
mod consent;
mod development;
mod happenings;
mod killed;
mod live;
mod logs;
mod memory;
#[path = "../../../probes/tests/common/nginx.rs"]
mod nginx;
#[path = "../../../jail/tests/common/processes.rs"]
mod processes;
mod reuse;
mod snapshot;
mod stores;
mod support;
mod tenants;
#[cfg(feature = "bundle")]
mod traces;
#[path = "../../../jail/tests/common/trials.rs"]
mod trials;
mod web;

use assay_sandbox::{Guard, Guards};
use libtest_mimic::{Arguments, Trial};
use trials::{the_named_tests_are_there, trial};

fn main() {
    assay_sandbox::enter();
    killed::supervise_if_asked();
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    trials.extend(consent::trials());
    trials.extend(tenants::trials());
    trials.extend(calls::trials());
    trials.extend(code::trials());
    trials.extend(live::trials());
    trials.extend(development::trials());
    trials.extend(happenings::trials());
    trials.extend(web::trials());
    trials.extend(logs::trials());
    trials.extend(memory::trials());
    trials.extend(reuse::trials());
    trials.extend(snapshot::trials());
    trials.extend(stores::trials());
    #[cfg(feature = "bundle")]
    trials.extend(traces::trials());
    trials.extend(killed::trials());
    the_named_tests_are_there("platform", &trials, include_str!("../../data/promises.toml"));
    libtest_mimic::run(&arguments, trials).exit();
}

/// Something that is held with all guards, and not without this one.
fn held_by(name: &str, guard: Guard, is_held: impl Fn(Guards) -> bool + Send + 'static) -> Trial {
    trial(name, move || {
        assert!(is_held(Guards::default()), "it is not held");
        assert!(
            !is_held(Guards::without(guard)),
            "it is held without {}: that is not what holds it",
            guard.id()
        );
    })
}

/// Something that is held with all guards, and not without this rule of the policy.
fn held_by_rule(
    name: &str,
    rule: assay_policy::decide::Rule,
    is_held: impl Fn(Guards) -> bool + Send + 'static,
) -> Trial {
    trial(name, move || {
        assert!(is_held(Guards::default()), "it is not held");
        assert!(
            !is_held(Guards::without_rule(rule)),
            "it is held without {}: that is not what holds it",
            rule.id()
        );
    })
}
