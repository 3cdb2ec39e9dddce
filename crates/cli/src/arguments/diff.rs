//! Arguments of `assay diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::Output;

/// Forms of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people at a terminal.
    Human,
    /// One document with everything, for programs.
    Json,
    /// A comment on a pull request.
    Markdown,
}

/// `assay diff`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  assay diff --since origin/main                  what this branch asks of admins
  assay diff --since v1.4.0 --until v1.5.0 app    two releases of the app in a folder
  assay diff released/manifest.yml .              two manifests, wherever they lie

Exit codes:
  0 no approval needed · 1 an admin has to approve the new version · 2 usage error · 3 it cannot be told")]
pub(crate) struct DiffArguments {
    /// The old and the new version: directories, or manifests. With --since or --until one of them suffices, and none
    /// is this directory.
    #[arg(value_name = "PATH", num_args = 0..=2)]
    pub(crate) paths: Vec<PathBuf>,

    /// Read the old version from this commit, branch or tag.
    #[arg(long, value_name = "REVISION")]
    pub(crate) since: Option<String>,

    /// Read the new version from this commit, branch or tag.
    #[arg(long, value_name = "REVISION")]
    pub(crate) until: Option<String>,

    /// Values of environment variables, `NAME=value` a line, that both versions are deployed with.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["old_variables", "new_variables"])]
    pub(crate) variables: Option<PathBuf>,

    /// Values that the old version is deployed with.
    #[arg(long, value_name = "FILE")]
    pub(crate) old_variables: Option<PathBuf>,

    /// Values that the new version is deployed with.
    #[arg(long, value_name = "FILE")]
    pub(crate) new_variables: Option<PathBuf>,

    /// human, json or markdown, or FORMAT=FILE to write it to a file; may be given several times.
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) format: Vec<Output<DiffFormat>>,

    /// Save what was seen for `assay report`, to be judged with what `assay check` saw of the new version.
    #[arg(long, value_name = "FILE")]
    pub(crate) evidence: Option<PathBuf>,

    /// The day to judge the saved evidence for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today.
    #[arg(long, value_name = "DATE")]
    pub(crate) now: Option<Date>,
}
