//! What can be asked of the data.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

/// Which data, and what it is held against.
#[derive(Debug, Args)]
pub(crate) struct KnowledgeArguments {
    /// Use this database of advisories; else the one assay.toml names, else the one `assay data update` wrote.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// Statements about vulnerabilities, OpenVEX or CycloneDX; may be given several times, the last one counts.
    #[arg(long, value_name = "FILE")]
    pub(crate) vex: Vec<PathBuf>,
}

/// `assay data`.
#[derive(Debug, Args)]
pub(crate) struct DataArguments {
    #[command(subcommand)]
    pub(crate) verb: DataVerb,
}

/// What can be done with it.
#[derive(Debug, Subcommand)]
pub(crate) enum DataVerb {
    /// Build the database of advisories from what others publish.
    Update(UpdateArguments),
    /// Say which data there is, of which day, and how much.
    Status(StatusArguments),
}

/// `assay data update`.
#[derive(Debug, Args)]
#[command(after_help = "\
What is read: archives and folders of OSV records (OSV.dev, GitHub, PyPA, Go, Drupal, Malicious Packages), the Ruby
advisory database, RustSec, FriendsOfPHP, and the tables of retire.js. Ecosystems that none of the sources speaks of are
kept as they were.

Examples:
  assay data update --from npm.zip --from maven.zip
  assay data update --from advisory-database/advisories
  assay data update --from ruby-advisory-db --as-of 2026-11-01
  assay data update --from https://osv-vulnerabilities.storage.googleapis.com/npm/all.zip")]
pub(crate) struct UpdateArguments {
    /// A ZIP archive, a folder, or a single record, or the https:// address of an archive; may be given several times.
    #[arg(long, value_name = "SOURCE", required = true)]
    pub(crate) from: Vec<String>,

    /// The day the sources are of, YYYY-MM-DD; else that of the server, or the newest day their records name.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,

    /// Where to write it; else below the folder for data of your account.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// An HTTP proxy to fetch through: http://proxy.example.com:3128.
    #[cfg(feature = "probe")]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<String>,

    /// Trust the authorities in this file (PEM) as well as the public ones, for what is fetched.
    #[cfg(feature = "probe")]
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
}

/// `assay data status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    /// The database to look at; else the one `assay data update` wrote.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
}
