//! Assay as a library: a directory in, an assessment of every app below it out.
//!
//! [`check`] finds the apps, reads the `assay.toml` that is meant for each, lets every rule look, and has the
//! verdict weigh what they saw. [`judge_again`] does the last step for saved dossiers. [`Gate`] says what the
//! exit code is. Files are read here and nowhere below but through the tree; nothing is printed.

#![forbid(unsafe_code)]

mod advisories;
mod baseline;
mod changes;
mod check;
mod config;
mod connect_notes;
mod diff;
mod facts;
#[cfg(feature = "probe")]
mod fetch;
mod gate;
mod git;
mod init;
mod notices;
mod observe;
#[cfg(feature = "probe")]
mod probe;
mod schema;
mod secrets;
mod surface;
mod tables;
mod toml_reader;
mod workers;

pub use advisories::{DataError, Knowledge, Source, Taken, update_data};
pub use baseline::{Baseline, BaselineError, mark_known, wind_back};
pub use changes::{ChangesError, changed_since, mark_outside};
pub use check::{CheckError, ConfigSource, Options, Run, check, check_with, instruments, judge_again};
pub use config::{Config, DataOverrides, find_config, read_config};
pub use diff::{
    DiffError, DiffOptions, DiffRun, Side, VariableFiles, diff, evidence as diff_evidence, manifest_diff_card,
};
pub use gate::{Exit, Gate};
pub use init::template;
pub use observe::{ObserveError, observe};
#[cfg(feature = "probe")]
pub use probe::{Aim, AimError, ProbeError, ProbeOptions, ProbeRun, Watch, probe};
pub use schema::schema;
