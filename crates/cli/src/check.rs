//! `assay check`.

use anyhow::{Context as _, Result};
use assay_conformance::{Baseline, ConfigSource, Options, changed_since, mark_known, mark_outside};
use assay_report::{Detail, HumanOptions, MarkdownOptions, Report, SarifOptions};
use assay_source::Level;
use assay_verdict::Assessment;

use crate::{
    USAGE,
    arguments::{CheckArguments, Format, GateArguments, OutputArguments},
    data, output, today,
};

pub(crate) fn run(arguments: &CheckArguments, quiet: bool) -> Result<u8> {
    let options = Options {
        today: today::today(arguments.output.now)?,
        config: match (&arguments.config, arguments.no_config) {
            (Some(file), _) => ConfigSource::File(file.clone()),
            (None, true) => ConfigSource::None,
            (None, false) => ConfigSource::Nearest,
        },
        types: (!arguments.types.is_empty()).then(|| arguments.types.clone()),
        exclude: arguments.exclude.clone(),
        gitignore: !arguments.no_gitignore,
        history: arguments.history,
    };
    let directory = &arguments.directory;
    let knowledge = data::knowledge(&arguments.knowledge)?;
    let mut run = assay_conformance::check_with(directory, &options, &knowledge, &|app| {
        output::progress(quiet, &format!("checking {} …", app.root));
    })?;
    output::progress(quiet, "");
    if let Some(reference) = &arguments.changed_since {
        let changed = changed_since(directory, reference)?;
        run.apps.iter_mut().for_each(|assessment| mark_outside(assessment, &changed));
    }
    apply_baseline(&arguments.gate, &mut run.apps)?;
    let worth_saying = |level: Level| level != Level::Note || !quiet;
    let said: Vec<_> =
        run.diagnostics.iter().filter(|diagnostic| worth_saying(diagnostic.level)).cloned().collect();
    let text = assay_report::diagnostics(&said, output::wants_color(), output::width());
    output::say(said.is_empty(), &text);
    if run.apps.is_empty() {
        return Ok(USAGE);
    }
    write_reports(&arguments.output, &run.apps, quiet)?;
    if run.has_config_errors() {
        return Ok(USAGE);
    }
    let gates = run.configs.iter().map(|config| arguments.gate.gate(config.fail_on));
    Ok(run
        .apps
        .iter()
        .zip(gates)
        .map(|(app, gate)| gate.exit([app]))
        .max()
        .map_or(0, assay_conformance::Exit::code))
}

impl GateArguments {
    /// The gate for an app whose configuration asks for `configured`; the command line outranks it.
    pub(crate) fn gate(&self, configured: Option<assay_catalogue::Severity>) -> assay_conformance::Gate {
        let default = assay_conformance::Gate::default();
        assay_conformance::Gate {
            fail_on: self.fail_on.or(configured).unwrap_or(default.fail_on),
            strict: self.strict,
            require: self.require.clone(),
        }
    }
}

/// Marks what an earlier report already had.
pub(crate) fn apply_baseline(gate: &GateArguments, apps: &mut [Assessment]) -> Result<()> {
    let Some(file) = &gate.baseline else { return Ok(()) };
    let read = || format!("the baseline `{}` cannot be read", file.display());
    let known = Baseline::read(&std::fs::read_to_string(file).with_context(read)?).with_context(read)?;
    apps.iter_mut().for_each(|assessment| mark_known(assessment, &known));
    Ok(())
}

/// Writes every report that was asked for.
pub(crate) fn write_reports(arguments: &OutputArguments, apps: &[Assessment], quiet: bool) -> Result<()> {
    let tool = output::tool();
    let pages = output::pages();
    let report = Report {
        tool: &tool,
        catalogue: assay_catalogue::Catalogue::bundled(),
        assessments: apps,
        pages: &pages,
    };
    for wanted in &arguments.format {
        let to_terminal = wanted.file.is_none();
        let text = match wanted.format {
            Format::Human => {
                let options = HumanOptions {
                    color: to_terminal && output::wants_color(),
                    width: if to_terminal { output::width() } else { 100 },
                    detail: match (arguments.verbose, quiet) {
                        (true, _) => Detail::Full,
                        (false, true) => Detail::Quiet,
                        (false, false) => Detail::Normal,
                    },
                };
                assay_report::human(&report, &options)
            }
            Format::Json => assay_report::json(&report),
            Format::Sarif => {
                let all_kinds = arguments.sarif_kinds == "all";
                assay_report::sarif(&report, SarifOptions { all_kinds })
            }
            Format::Html => assay_report::html(&report),
            Format::Markdown => {
                assay_report::markdown(&report, &MarkdownOptions { link_base: arguments.link_base.clone() })
            }
            Format::Junit => assay_report::junit(&report),
            Format::Oscal => assay_report::oscal(&report),
            Format::Fsrt => assay_report::fsrt(&report),
        };
        match &wanted.file {
            None => output::print(&text)?,
            Some(file) => output::write(file, &text)?,
        }
    }
    Ok(())
}
