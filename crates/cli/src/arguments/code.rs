//! Arguments of `assay entries` and `assay graph`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Output;

/// Forms of the list of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EntriesFormat {
    /// For people at a terminal.
    Human,
    /// One document with everything, for programs.
    Json,
}

/// Forms of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A picture for light and dark pages.
    Svg,
    /// For Graphviz.
    Dot,
    /// For Mermaid.
    Mermaid,
}

/// `assay entries`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  assay entries .                                who can reach which function, and what was not found
  assay entries . --format json=entries.json     the same for a program")]
pub(crate) struct EntriesArguments {
    #[command(flatten)]
    pub(crate) of: CodeArguments,

    /// human or json, or FORMAT=FILE to write it to a file; may be given several times.
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) format: Vec<Output<EntriesFormat>>,
}

/// `assay graph`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  assay graph . --format svg=app.svg             who causes what to run, and what that reaches
  assay graph . --format mermaid                 the same for a page in Markdown")]
pub(crate) struct GraphArguments {
    #[command(flatten)]
    pub(crate) of: CodeArguments,

    /// svg, dot or mermaid, or FORMAT=FILE to write it to a file; may be given several times.
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "svg")]
    pub(crate) format: Vec<Output<GraphFormat>>,
}

/// Whose code.
#[derive(Debug, Args)]
pub(crate) struct CodeArguments {
    /// The app's directory, or one above several apps.
    #[arg(value_name = "DIRECTORY", default_value = ".")]
    pub(crate) directory: PathBuf,

    /// Leave out files that match this pattern; may be given several times.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
}
