//! Tables of the user's own, in place of those that come with the build.

use std::path::{Path, PathBuf};

use assay_catalogue::{DatedTableError, bug_fix::BugFixPolicy, runtimes::Runtimes, tls::TlsProfiles};
use assay_source::{Diagnostic, Level, RelPath};

use crate::Config;

/// The tables a configuration names, as far as they can be read.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// Releases of runtimes and their ends of life.
    pub(crate) runtimes: Option<Runtimes>,
    /// Days to fix a vulnerability, by severity.
    pub(crate) bug_fix: Option<BugFixPolicy>,
    /// Suites, groups and lifetimes of HSTS that a running app is held to.
    #[cfg_attr(
        not(feature = "probe"),
        expect(dead_code, reason = "only `assay probe` asks for it; a mistake in it shows all the same")
    )]
    pub(crate) tls: Option<TlsProfiles>,
}

impl Tables {
    /// Reads and checks every table the configuration names. A mistake leaves the build's table in force.
    pub(crate) fn of(config: &Config) -> (Self, Vec<Diagnostic>) {
        let mut mistakes = Vec::new();
        let data = &config.data;
        let runtimes = table(config, data.runtimes.as_deref(), Runtimes::from_toml, &mut mistakes);
        let bug_fix = table(config, data.bug_fix_policy.as_deref(), BugFixPolicy::from_toml, &mut mistakes);
        let tls = table(config, data.tls_profiles.as_deref(), TlsProfiles::from_toml, &mut mistakes);
        (Self { runtimes, bug_fix, tls }, mistakes)
    }
}

fn table<T>(
    config: &Config,
    file: Option<&Path>,
    read: fn(&str) -> Result<T, DatedTableError>,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<T> {
    let (file, beside) = (file?, config.file.as_ref()?);
    let text = text_of(beside.parent().unwrap_or(Path::new("")), file);
    match text.and_then(|text| read(&text).map_err(|error| first_line(&error.to_string()))) {
        Ok(table) => Some(table),
        Err(why) => {
            let message = format!("the table `{}` cannot be read: {why}", file.display());
            let help = "until it can, the table that comes with this build is used";
            mistakes.push(Diagnostic::new(Level::Error, "config-data", message).help(help));
            None
        }
    }
}

/// The text of a file below `folder`.
fn text_of(folder: &Path, file: &Path) -> Result<String, String> {
    std::fs::read_to_string(below(folder, file)?).map_err(|error| error.to_string())
}

/// The path of a file below `folder`. A configuration may be the audited app's own: it can name no file outside.
pub(crate) fn below(folder: &Path, file: &Path) -> Result<PathBuf, String> {
    let below = RelPath::parse(&file.to_string_lossy()).map_err(|error| error.to_string())?;
    let canonical = |path: PathBuf| path.canonicalize().map_err(|error| error.to_string());
    let root = canonical(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() })?;
    let path = canonical(root.join(below.as_str()))?;
    if !path.starts_with(&root) {
        return Err("it lies outside the folder of the configuration".to_owned());
    }
    Ok(path)
}

/// Without the lines that quote the file.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
