//! Whole apps: loaded in a jail, served by copies, with a host that answers.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;
mod hostile;
mod packages;
mod support;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    assay_sandbox::enter();
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    trials.extend(fresh::trials());
    trials.extend(hostile::trials());
    trials.extend(packages::trials());
    libtest_mimic::run(&arguments, trials).exit();
}

fn trial(name: impl Into<String>, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || -> Result<(), Failed> {
        test();
        Ok(())
    })
}
