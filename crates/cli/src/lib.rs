//! The command line: arguments in, text and an exit code out. One file per subcommand; what they print is
//! made by the report crate, what they do by the conformance crate.

#![forbid(unsafe_code)]

mod arguments;
mod catalogue;
mod check;
mod code;
mod data;
mod diff;
mod entries;
mod explain;
mod graph;
mod init;
mod left_out;
mod output;
#[cfg(feature = "probe")]
mod probe;
mod questionnaire;
mod report;
#[cfg(all(feature = "run", target_os = "linux"))]
mod run;
mod sbom;
mod today;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

pub use arguments::Arguments;
use arguments::Verb;

/// Something the user has to put right; exit code 2.
pub(crate) const USAGE: u8 = 2;

/// The command with all its subcommands, for completions and the man page.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    // A jailed process is this program, started again: before anything else, and before there are threads.
    #[cfg(all(feature = "run", target_os = "linux"))]
    assay_sandbox::enter();
    let arguments =
        Arguments::try_parse().unwrap_or_else(|error| left_out::told(error, &left_out::OPTIONAL).exit());
    arguments.color.write_global();
    let outcome = match &arguments.verb {
        Verb::Check(options) => check::run(options, arguments.quiet),
        Verb::Data(options) => data::run(options, arguments.quiet),
        Verb::Report(options) => report::run(options, arguments.quiet),
        Verb::Catalogue(options) => catalogue::run(options),
        Verb::Explain(options) => explain::run(options),
        Verb::Diff(options) => diff::run(options, arguments.quiet),
        Verb::Entries(options) => entries::run(options, arguments.quiet),
        Verb::Graph(options) => graph::run(options, arguments.quiet),
        Verb::Init(options) => init::run(options, arguments.quiet),
        Verb::Questionnaire(options) => questionnaire::run(options, arguments.quiet),
        #[cfg(feature = "probe")]
        Verb::Probe(options) => probe::run(options, arguments.quiet),
        #[cfg(all(feature = "run", target_os = "linux"))]
        Verb::Run(options) => run::run(options, arguments.quiet),
        Verb::Sbom(options) => sbom::run(options, arguments.quiet),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error);
            ExitCode::from(USAGE)
        }
    }
}

/// The reader of our output went away, as `head` does: nothing is wrong.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.into_iter().any(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
