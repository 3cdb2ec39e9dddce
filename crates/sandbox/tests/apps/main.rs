//! Whole apps: bundled in a jail, loaded in a jail, served by copies, with a host that answers.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[cfg(feature = "bundle")]
mod bundling;
mod fresh;
mod hostile;
#[cfg(feature = "bundle")]
mod packages;
mod support;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    assay_sandbox::enter();
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    #[cfg(feature = "bundle")]
    trials.extend(bundling::trials());
    trials.extend(fresh::trials());
    trials.extend(hostile::trials());
    #[cfg(feature = "bundle")]
    trials.extend(packages::trials());
    the_named_tests_are_there("apps", &trials, include_str!("../../data/promises.toml"));
    libtest_mimic::run(&arguments, trials).exit();
}

/// The tests that the list of promises names are there. `*` stands for any rest.
fn the_named_tests_are_there(suite: &str, trials: &[Trial], promises: &str) {
    let named = promises.split('"').filter_map(|text| text.strip_prefix(suite)?.strip_prefix('/'));
    for name in named {
        let is_there = trials.iter().any(|trial| match name.strip_suffix('*') {
            Some(beginning) => trial.name().starts_with(beginning),
            None => trial.name() == name,
        });
        assert!(is_there, "the list of promises names {name}, and there is no such test");
    }
}

fn trial(name: impl Into<String>, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || -> Result<(), Failed> {
        test();
        Ok(())
    })
}
