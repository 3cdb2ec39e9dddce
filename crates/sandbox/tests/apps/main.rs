//! Whole apps: bundled in a jail, loaded in a jail, served by copies, with a host that answers.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[cfg(feature = "bundle")]
mod bundling;
mod engines;
mod fresh;
mod hostile;
#[cfg(feature = "bundle")]
mod packages;
mod support;
#[path = "../../../jail/tests/common/trials.rs"]
mod trials;

use libtest_mimic::Arguments;
use trials::{the_named_tests_are_there, trial};

fn main() {
    assay_sandbox::enter();
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    #[cfg(feature = "bundle")]
    trials.extend(bundling::trials());
    trials.extend(engines::trials());
    trials.extend(fresh::trials());
    trials.extend(hostile::trials());
    #[cfg(feature = "bundle")]
    trials.extend(packages::trials());
    the_named_tests_are_there("apps", &trials, include_str!("../../data/promises.toml"));
    libtest_mimic::run(&arguments, trials).exit();
}
