//! Where text goes: data to standard output or a file, talk to standard error.

use std::{
    io::{IsTerminal as _, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result};
use assay_catalogue::{
    Catalogue, bug_fix::BugFixPolicy, release_lines::ReleaseLines, retired::RetiredPackages,
    runtimes::Runtimes, tls::TlsProfiles,
};
use assay_report::{DataSet, Tool};
use jiff::civil::Date;

/// This build, as reports name it.
pub(crate) fn tool() -> Tool {
    Tool {
        name: "Assay".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data: data_dates()
            .into_iter()
            .map(|(name, as_of)| DataSet { name: name.to_owned(), as_of })
            .collect(),
    }
}

/// What comes with this build, and the day each is of.
pub(crate) fn data_dates() -> Vec<(&'static str, Date)> {
    let newest_tls = TlsProfiles::bundled().newest();
    let mut dates = vec![
        ("runtimes and their ends of life", Runtimes::bundled().source.read),
        ("security bug fix policy", BugFixPolicy::bundled().source.read),
        ("TLS profiles", newest_tls.source.read),
        ("release lines of languages and frameworks", ReleaseLines::bundled().source.read),
        ("packages given up by their makers", RetiredPackages::bundled().as_of),
    ];
    let compiled = assay_app::cards::compiled_on().parse();
    dates.extend(compiled.map(|date| ("modules, scopes and events of the platform", date)));
    dates.extend(Catalogue::bundled().revisions().first().map(|revision| ("requirements", revision.date)));
    dates.sort_unstable();
    dates
}

/// Whether standard output wants colour, after `--color` and the environment.
pub(crate) fn wants_color() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
}

/// Columns to print in: the terminal's, within reason.
pub(crate) fn width() -> usize {
    let columns = terminal_size::terminal_size().map_or(100, |(columns, _)| usize::from(columns.0));
    columns.clamp(60, 140)
}

/// Writes data to standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes data to a file.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("`{}` cannot be written", path.display()))
}

/// Talks, unless asked to be quiet.
pub(crate) fn say(quiet: bool, text: &str) {
    if !quiet {
        let _ = anstream::stderr().write_all(text.as_bytes());
    }
}

/// Shows what goes on, where somebody watches; the line is wiped by the next.
pub(crate) fn progress(quiet: bool, text: &str) {
    let mut stderr = std::io::stderr();
    if !quiet && stderr.is_terminal() {
        let text: String = text.chars().filter(|c| !c.is_control()).take(width() - 1).collect();
        let _ = write!(stderr, "\r\x1b[K{text}");
        let _ = stderr.flush();
    }
}

/// Says what went wrong, with what caused it.
pub(crate) fn error(error: &anyhow::Error) {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    let _ = writeln!(anstream::stderr(), "error: {}", causes.join(": "));
}

/// The pages of every rule, probe and observer, by id.
pub(crate) fn pages() -> std::collections::BTreeMap<assay_evidence::InstrumentId, &'static str> {
    let rules = assay_rules::RULES.iter().map(|rule| (rule.id, rule.page));
    let probes = assay_probes::PROBES.iter().map(|probe| (probe.id, probe.page));
    let observers = assay_observers::OBSERVERS.iter().map(|observer| (observer.id, observer.page));
    rules
        .chain(probes)
        .chain(observers)
        .map(|(id, page)| (assay_evidence::InstrumentId::from(id), page))
        .collect()
}
