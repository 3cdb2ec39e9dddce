//! `assay sbom`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::Output;

/// Forms of the bill of materials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SbomFormat {
    /// CycloneDX 1.6, JSON.
    Cyclonedx,
    /// SPDX 2.3, JSON.
    Spdx,
}

/// `assay sbom`.
#[derive(Debug, Args)]
pub(crate) struct SbomArguments {
    /// The app's directory, or one above several apps.
    #[arg(value_name = "DIRECTORY", default_value = ".")]
    pub(crate) directory: PathBuf,

    /// cyclonedx (1.6) or spdx (2.3), both JSON, or FORMAT=FILE to write it to a file; may be given several times.
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "cyclonedx")]
    pub(crate) format: Vec<Output<SbomFormat>>,

    /// Leave out files that match this pattern; may be given several times.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// The day to date it, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today.
    #[arg(long, value_name = "DATE")]
    pub(crate) now: Option<Date>,
}
