//! `assay diff`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use assay_catalogue::Catalogue;
use assay_conformance::{ConfigSource, DiffOptions, DiffRun, Options, Side, VariableFiles};
use assay_policy::Answer;
use assay_report::{DiffReport, Report};

use crate::{
    USAGE,
    arguments::{DiffArguments, DiffFormat},
    output, today,
};

/// Exit code: it cannot be told.
const CANNOT_TELL: u8 = 3;

pub(crate) fn run(arguments: &DiffArguments, quiet: bool) -> Result<u8> {
    let options = options(arguments)?;
    if arguments.evidence.is_some() && (options.new.revision.is_some() || !options.new.path.is_dir()) {
        bail!("--evidence needs the new version's directory: it is about every file that lies there");
    }
    let run = assay_conformance::diff(&options)?;
    let text = assay_report::diagnostics(&run.diagnostics, output::wants_color(), output::width());
    output::say(quiet || run.diagnostics.is_empty(), &text);
    write(arguments, &options, &run)?;
    if let Some(file) = &arguments.evidence {
        save_evidence(arguments, &options, &run, file)?;
    }
    if run.has_variable_errors() {
        return Ok(USAGE);
    }
    Ok(match run.answer() {
        Answer::NotNeeded => 0,
        Answer::Needed => 1,
        Answer::CannotTell => CANNOT_TELL,
    })
}

fn options(arguments: &DiffArguments) -> Result<DiffOptions> {
    let revisions = arguments.since.is_some() || arguments.until.is_some();
    let (old, new) = match arguments.paths.as_slice() {
        [old, new] => (old.clone(), new.clone()),
        [both] if revisions => (both.clone(), both.clone()),
        [] if revisions => (PathBuf::from("."), PathBuf::from(".")),
        _ => bail!(
            "name the old and the new version, or the old one's revision: `assay diff --since origin/main`"
        ),
    };
    let variables = match (&arguments.old_variables, &arguments.new_variables) {
        (None, None) => VariableFiles::Shared(arguments.variables.clone()),
        (old, new) => VariableFiles::Separate { old: old.clone(), new: new.clone() },
    };
    Ok(DiffOptions {
        old: Side { path: old, revision: arguments.since.clone() },
        new: Side { path: new, revision: arguments.until.clone() },
        variables,
    })
}

fn write(arguments: &DiffArguments, options: &DiffOptions, run: &DiffRun) -> Result<()> {
    let (tool, old, new) = (output::tool(), options.old.name(), options.new.name());
    let report =
        DiffReport { tool: &tool, old: &old, new: &new, apps: &run.apps, diagnostics: &run.diagnostics };
    for wanted in &arguments.format {
        let to_terminal = wanted.file.is_none();
        let text = match wanted.format {
            DiffFormat::Human => {
                let width = if to_terminal { output::width() } else { 100 };
                assay_report::diff_human(&report, to_terminal && output::wants_color(), width)
            }
            DiffFormat::Json => assay_report::diff_json(&report),
            DiffFormat::Markdown => assay_report::diff_markdown(&report),
        };
        match &wanted.file {
            Some(file) => output::write(file, &text)?,
            None => output::print(&text)?,
        }
    }
    Ok(())
}

/// Writes what the comparison says of SEC-1 in the form of an assessment, about the very files that lie on disk.
fn save_evidence(arguments: &DiffArguments, options: &DiffOptions, run: &DiffRun, file: &Path) -> Result<()> {
    let check = Options {
        today: today::today(arguments.now)?,
        config: ConfigSource::Nearest,
        types: None,
        exclude: Vec::new(),
        gitignore: true,
        history: false,
    };
    let assessments = assay_conformance::diff_evidence(run, &options.old, &options.new.path, &check)?;
    if assessments.is_empty() {
        bail!("there is nothing to save: no app was compared with an earlier version of its own");
    }
    let (tool, pages) = (output::tool(), output::pages());
    let report =
        Report { tool: &tool, catalogue: Catalogue::bundled(), assessments: &assessments, pages: &pages };
    output::write(file, &assay_report::json(&report))
}
