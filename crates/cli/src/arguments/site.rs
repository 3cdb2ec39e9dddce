//! A development site of the user's own.

use std::path::PathBuf;

use clap::Args;

use super::SecretSource;

/// A site whose real products answer, beside those of the local platform.
#[derive(Debug, Args)]
pub(crate) struct SiteArguments {
    /// A development site of yours to install the app on as well, in the local platform: its own products answer, asked by
    /// the owner of the credentials. https://example.atlassian.net
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) site: Option<String>,

    /// The address of mail of the account that asks the site.
    #[arg(long, value_name = "MAIL", requires = "site")]
    pub(crate) site_user: Option<String>,

    /// The API token of that account: env:NAME or file:PATH.
    #[arg(long, value_name = "SOURCE", requires = "site_user")]
    pub(crate) site_token: Option<SecretSource>,

    /// Make calls that may change something on the site.
    #[arg(long, requires = "site_token")]
    pub(crate) site_changes: bool,

    /// Write each exchange with the site to a file in this directory.
    #[arg(long, value_name = "DIRECTORY", requires = "site_token")]
    pub(crate) site_record: Option<PathBuf>,

    /// Answer as was recorded in this directory: neither site nor credentials are needed.
    #[arg(long, value_name = "DIRECTORY", requires = "site", conflicts_with = "site_token")]
    pub(crate) site_replay: Option<PathBuf>,
}
