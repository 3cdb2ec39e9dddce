//! `assay explain`.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use assay_catalogue::{Catalogue, RequirementId};
use assay_observers::OBSERVERS;
use assay_probes::PROBES;
use assay_rules::RULES;

use crate::{arguments::ExplainArguments, output};

/// The page of the instrument that compares two manifests.
const DIFF_PAGE: &str = include_str!("../../../docs/diff.md");

pub(crate) fn run(arguments: &ExplainArguments) -> Result<u8> {
    let text = match &arguments.id {
        None => list(),
        Some(id) => page(id)?,
    };
    output::print(&text)?;
    Ok(0)
}

/// Every rule, every probe and every observer, a line each.
fn list() -> String {
    let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::from(
        "Rules (`assay explain <id>` prints the page; `assay catalogue` lists the requirements):\n\n",
    );
    for rule in RULES {
        let _ = writeln!(text, "  {:width$}  {}", rule.id, rule.title);
    }
    let width = PROBES.iter().map(|probe| probe.id.len()).max().unwrap_or_default();
    text.push_str("\nProbes (what `assay probe` tests of a running app):\n\n");
    for probe in PROBES {
        let _ = writeln!(text, "  {:width$}  {}", probe.id, probe.title);
    }
    let width = OBSERVERS.iter().map(|observer| observer.id.len()).max().unwrap_or_default();
    text.push_str("\nObservers (what `assay run --observe` sees of an app while it runs):\n\n");
    for observer in OBSERVERS {
        let _ = writeln!(text, "  {:width$}  {}", observer.id, observer.title);
    }
    text
}

fn page(id: &str) -> Result<String> {
    let (color, width) = (output::wants_color(), output::width());
    if let Some(rule) = assay_rules::rule(id) {
        return Ok(assay_report::markdown_page(rule.page, color, width));
    }
    if let Some(probe) = assay_probes::probe(id) {
        return Ok(assay_report::markdown_page(probe.page, color, width));
    }
    if let Some(observer) = assay_observers::observer(id) {
        return Ok(assay_report::markdown_page(observer.page, color, width));
    }
    if assay_conformance::manifest_diff_card().id.as_str() == id {
        return Ok(assay_report::markdown_page(DIFF_PAGE, color, width));
    }
    let catalogue = Catalogue::bundled();
    let asked = id.to_ascii_uppercase();
    let requirement = asked.parse::<RequirementId>().ok().and_then(|id| catalogue.requirement(&id));
    if let Some(requirement) = requirement {
        let instruments = assay_conformance::instruments();
        return Ok(assay_report::explain(catalogue, &instruments, requirement, color, width));
    }
    let near: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.id)
        .chain(PROBES.iter().map(|probe| probe.id))
        .chain(OBSERVERS.iter().map(|observer| observer.id))
        .filter(|known| shares_a_word(known, id))
        .collect();
    match near.as_slice() {
        [] => bail!(
            "there is no requirement, rule, probe or observer `{id}`; `assay catalogue` and `assay explain` list them"
        ),
        near => bail!(
            "there is no requirement, rule, probe or observer `{id}`; did you mean {}?",
            near.join(", ")
        ),
    }
}

fn shares_a_word(rule: &str, asked: &str) -> bool {
    let asked = asked.to_ascii_lowercase();
    rule.split('-').any(|word| word.len() > 3 && asked.contains(word))
}
