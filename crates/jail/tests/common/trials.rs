//! What suites with a `main` of their own have in common: they are started again as a jailed process.

use libtest_mimic::{Failed, Trial};

/// The tests that the list of promises names are there. `*` stands for any rest.
pub(crate) fn the_named_tests_are_there(suite: &str, trials: &[Trial], promises: &str) {
    let named = promises.split('"').filter_map(|text| text.strip_prefix(suite)?.strip_prefix('/'));
    for name in named {
        let is_there = trials.iter().any(|trial| match name.strip_suffix('*') {
            Some(beginning) => trial.name().starts_with(beginning),
            None => trial.name() == name,
        });
        assert!(is_there, "the list of promises names {name}, and there is no such test");
    }
}

pub(crate) fn trial(name: impl Into<String>, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || -> Result<(), Failed> {
        test();
        Ok(())
    })
}
