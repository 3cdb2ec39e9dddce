//! The report on the sample app, as the README shows it.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result};
use assay_catalogue::Catalogue;
use assay_conformance::{ConfigSource, Options};
use assay_evidence::InstrumentId;
use assay_report::{HumanOptions, Report, Tool};
use assay_rules::RULES;
use jiff::civil::date;

/// The report's beginning, up to the first finding, and its end, in a fenced block.
pub(crate) fn excerpt(root: &Path) -> Result<String> {
    let report = leaky_notes(root)?;
    let first_finding = report.find("= help:").context("the report has a finding with a remedy")?;
    let beginning = report[first_finding..].find("\n\n").context("the finding ends")? + first_finding;
    let end = report.trim_end().rfind("\n\n").context("the report has a summary")?;
    let (beginning, end) = (report[..beginning].trim_end(), report[end..].trim());
    Ok(format!("```text\n$ assay check examples/leaky-notes\n{beginning}\n\n…\n\n{end}\n```\n"))
}

/// What `assay check examples/leaky-notes` prints, on a day that stays the same.
fn leaky_notes(root: &Path) -> Result<String> {
    let options = Options {
        today: date(2026, 11, 22),
        config: ConfigSource::Nearest,
        types: None,
        exclude: Vec::new(),
        gitignore: true,
        history: false,
    };
    let run = assay_conformance::check(&root.join("examples/leaky-notes"), &options, &|_| ())?;
    let pages: BTreeMap<InstrumentId, &str> = RULES.iter().map(|rule| (rule.id.into(), rule.page)).collect();
    let tool =
        Tool { name: "Assay".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), data: Vec::new() };
    let report =
        Report { tool: &tool, catalogue: Catalogue::bundled(), assessments: &run.apps, pages: &pages };
    Ok(assay_report::human(&report, &HumanOptions { width: 100, ..HumanOptions::default() }))
}
