use assay_app::App;
use assay_catalogue::Severity;
use assay_deps::{Purpose, ReadFrom, Relation};
use assay_evidence::{AppType, Applicability, Confidence, Topic};

use super::{
    matched::{Matched, matched},
    naming::{named, way},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "dependency-vulnerable",
    title: "packages with a known vulnerability",
    claims: &[CRITICAL_OR_HIGH, PAGE_SCRIPTS, BEYOND],
    topic: Topic::Deps,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("dependency_vulnerable.md"),
};

const CRITICAL_OR_HIGH: &str = "deps/no-known-critical-or-high";
const PAGE_SCRIPTS: &str = "deps/page-scripts";
/// Milder ones, and what only builds and tests.
const BEYOND: &str = "deps/no-known-vulnerability";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    for matched in matched(case, look).into_iter().filter(|matched| !matched.found.is_malware()) {
        tell(case, look, &matched);
    }
}

fn tell(case: &Case<'_>, look: &mut Look<'_>, matched: &Matched<'_>) {
    let (at, package) = matched.first();
    let severity = matched.found.severity();
    let claim = claim(case, matched, severity);
    let vulnerability = matched.vulnerability(&case.advisories);
    let imported = match vulnerability.imported {
        Some(true) => ", and code that can be reached imports it",
        _ => "",
    };
    let level = severity.map_or_else(String::new, |severity| format!("{severity} "));
    let article = if level.is_empty() { "a " } else { "a known " };
    let known = if level.is_empty() { "known " } else { "" };
    let statement = format!(
        "{} has {article}{level}{known}vulnerability, {}{imported}",
        versions(matched),
        names(matched)
    );
    let found = Found::new(claim, identity(matched), statement)
        .at(package.place())
        .help(help(matched))
        .path(way(matched.project, at))
        .severity(severity.unwrap_or(Severity::Medium))
        .confidence(confidence(matched))
        .vulnerability(vulnerability);
    match severity {
        Some(_) => look.against(found),
        None => look.unsure(found, "no source of the data says how bad it is"),
    }
}

/// Which sentence it speaks against.
fn claim(case: &Case<'_>, matched: &Matched<'_>, severity: Option<Severity>) -> &'static str {
    let is_grave = severity.is_none_or(|severity| severity >= Severity::High);
    let (_, package) = matched.first();
    let is_loaded = matched.project.read_from == ReadFrom::Pages;
    let pages_are_its_own = case
        .app
        .types
        .iter()
        .any(|reason| matches!(reason.app_type, AppType::Connect | AppType::Trello | AppType::OAuth));
    match () {
        () if !is_grave || package.purpose == Purpose::Development => BEYOND,
        () if is_loaded && pages_are_its_own => PAGE_SCRIPTS,
        () => CRITICAL_OR_HIGH,
    }
}

/// From another registry may come another package of the same name.
fn confidence(matched: &Matched<'_>) -> Confidence {
    let (_, package) = matched.first();
    match package.origin {
        assay_deps::Origin::OtherRegistry(_) => Confidence::Medium,
        _ => Confidence::High,
    }
}

/// What stays the same when lines move, versions change and data is brought up to date.
pub(super) fn identity(matched: &Matched<'_>) -> String {
    let (_, package) = matched.first();
    format!("{}: {}: {}", matched.project.file, package.name, matched.name())
}

/// `` `qs` 6.5.2 `` or `` `qs` 6.5.2 and 6.7.0 ``.
pub(super) fn versions(matched: &Matched<'_>) -> String {
    let (first, package) = matched.first();
    let others = matched.packages.iter().filter(|at| **at != first);
    let others: Vec<String> = others.map(|at| matched.project.packages[*at].version.to_string()).collect();
    match others.as_slice() {
        [] => named(package),
        others => format!("{} and {}", named(package), others.join(", ")),
    }
}

/// `GHSA-35jh-r3h4-6jhm (CVE-2021-23337, CVSS 7.2)`.
pub(super) fn names(matched: &Matched<'_>) -> String {
    let main = matched.found.main().id;
    let cves = matched.found.aliases().into_iter().filter(|alias| alias.starts_with("CVE-"));
    let score = matched.found.scored().and_then(|advisory| advisory.score);
    let score = score.map(|score| format!("CVSS {score:.1}"));
    let beside: Vec<String> = cves.map(ToOwned::to_owned).chain(score).collect();
    if beside.is_empty() { main.to_owned() } else { format!("{main} ({})", beside.join(", ")) }
}

fn help(matched: &Matched<'_>) -> String {
    let (at, package) = matched.first();
    let to = match (matched.upgrade, matched.found.fixed) {
        (Some(upgrade), Some(fixed)) if upgrade != fixed => {
            Some(format!("{upgrade} ({fixed} mends this one alone)"))
        }
        (upgrade, fixed) => upgrade.or(fixed).map(ToOwned::to_owned),
    };
    let root = matched.project.root_of(at).filter(|_| package.relation == Relation::Transitive);
    match (to, root) {
        (Some(to), None) => format!("upgrade `{}` to {to}", package.name),
        (Some(to), Some(root)) => {
            format!(
                "upgrade `{}` to a release that brings `{}` {to}, or override that",
                root.name, package.name
            )
        }
        (None, None) => {
            format!("no release is said to mend it: do without `{}`, or ask its makers", package.name)
        }
        (None, Some(root)) => {
            format!(
                "no release of `{}` is said to mend it: move to a release of `{}` that does without",
                package.name, root.name
            )
        }
    }
}
