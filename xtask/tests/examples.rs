//! The sample apps: one shows what it is there to show, its twin nothing at all.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeSet, path::Path};

use assay_conformance::{ConfigSource, Exit, Gate, Options, Run};
use assay_verdict::{Disposition, Outcome};
use jiff::civil::date;

fn check(example: &str) -> Run {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let options = Options {
        today: date(2026, 11, 22),
        config: ConfigSource::Nearest,
        types: None,
        exclude: Vec::new(),
        gitignore: true,
        history: false,
    };
    assay_conformance::check(&root.join("examples").join(example), &options, &|_| ()).unwrap()
}

#[test]
fn leaky_notes_shows_every_kind_of_manifest_finding() {
    let run = check("leaky-notes");
    let [app] = run.apps.as_slice() else { panic!("{} apps", run.apps.len()) };
    let rules: BTreeSet<&str> =
        app.findings.iter().map(|finding| app.evidence(finding).by.as_str()).collect();
    for rule in [
        "action-verb-missing",
        "action-verb-untruthful",
        "egress-plain-http",
        "egress-wildcard",
        "function-not-wired",
        "provider-secret-in-manifest",
        "runtime-end-of-life",
        "scope-duplicated",
        "scope-unknown",
        "scope-unused",
        "script-policy-relaxed",
        "web-trigger-unauthenticated",
    ] {
        assert!(rules.contains(rule), "{rule} found nothing in Leaky Notes");
    }
    for disposition in [Disposition::Fail, Disposition::Advice, Disposition::Review] {
        assert!(app.findings.iter().any(|finding| finding.disposition == disposition), "{disposition:?}");
    }
    assert_eq!(Gate::default().exit(&run.apps), Exit::Findings);
}

#[test]
fn tidy_notes_is_silent_and_vouched_for() {
    let run = check("tidy-notes");
    assert_eq!(run.diagnostics, []);
    let [app] = run.apps.as_slice() else { panic!("{} apps", run.apps.len()) };
    assert_eq!(app.findings, []);
    let attested = app.rows.iter().filter(|row| row.outcome == Outcome::Attested).count();
    assert_eq!(app.statements.attestations.len(), 8);
    assert!(attested >= 8, "{attested} rows are attested");
    assert_eq!(Gate::default().exit(&run.apps), Exit::Fine);
}
