//! Bundles an app and prints the bundle as JSON: `bundle <directory> <file.export>…`. In this process, without a jail: for
//! sources one trusts.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool")]

use std::{env, process::ExitCode};

use assay_bundle::{Request, bundle};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let directory = arguments.next().unwrap_or_else(|| ".".into()).into();
    match bundle(&Request { directory, beside: Vec::new(), handlers: arguments.collect() }) {
        Ok(bundle) => {
            println!("{}", serde_json::to_string(&bundle).unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            println!("{}", serde_json::to_string(&failure).unwrap_or_default());
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
