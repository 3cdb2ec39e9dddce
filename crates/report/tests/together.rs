//! Vulnerabilities of one package are told together, and stay findings of their own.

mod common;

use assay_catalogue::Severity;
use assay_evidence::{Evidence, Vulnerability};
use assay_report::{HumanOptions, MarkdownOptions, Report, human, json, markdown};
use common::{MANIFEST, catalogue, evidence, judged, pages, place_of, reporter, tool};
use serde_json::Value;

fn vulnerable(package: &str, id: &str, severity: Severity, upgrade: &str) -> Evidence {
    let place = place_of("apps/reporter/manifest.yml", MANIFEST, "nodejs18.x");
    let statement = format!("`{package}` has a known {severity} vulnerability, {id}");
    let mut evidence = evidence("dependency-vulnerable", "secrets/source", severity, &statement, place);
    evidence.vulnerability = Some(Vulnerability {
        id: id.to_owned(),
        aliases: Vec::new(),
        packages: vec![format!("pkg:npm/{package}@1.0.0")],
        score: None,
        vector: None,
        fixed: None,
        upgrade: Some(upgrade.to_owned()),
        brought_by: None,
        imported: None,
        address: None,
    });
    evidence
}

fn told<T>(with: impl Fn(&Report<'_>) -> T) -> T {
    let (mut dossier, statements) = reporter();
    dossier.evidence.extend([
        vulnerable("parser", "CVE-2026-1", Severity::Medium, "1.3.0"),
        vulnerable("parser", "CVE-2026-2", Severity::Critical, "1.1.0"),
        vulnerable("printer", "CVE-2026-3", Severity::High, "2.0.0"),
        vulnerable("parser", "CVE-2026-4", Severity::High, "1.2.0"),
    ]);
    let catalogue = catalogue();
    let assessments = [judged(&catalogue, (dossier, statements))];
    let (tool, pages) = (tool(), pages());
    with(&Report { tool: &tool, catalogue: &catalogue, assessments: &assessments, pages: &pages })
}

#[test]
fn a_person_reads_of_a_package_once_worst_first_with_what_mends_all_of_it() {
    let beside = "2 more in it, none left in 1.3.0: CVE-2026-4 (high), CVE-2026-1 (medium)";
    let text = told(|report| human(report, &HumanOptions::default()));
    let headings: Vec<&str> = text.lines().filter(|line| line.contains("[dependency-vulnerable]")).collect();
    assert_eq!(headings.len(), 2, "{text}");
    assert!(headings[0].contains("`parser` has a known critical vulnerability, CVE-2026-2"), "{text}");
    assert!(headings[1].contains("`printer`"), "{text}");
    assert!(text.contains(&format!("beside: {beside}")), "{text}");

    let comment = told(|report| markdown(report, &MarkdownOptions::default()));
    let lines: Vec<&str> = comment.lines().filter(|line| line.contains("`dependency-vulnerable`")).collect();
    assert_eq!(lines.len(), 2, "{comment}");
    assert!(lines[0].contains("CVE-2026-2") && lines[0].contains("CVE-2026-4 (high)"), "{comment}");
}

#[test]
fn a_program_reads_of_each() {
    let document: Value = serde_json::from_str(&told(json)).unwrap();
    let findings = document["apps"][0]["findings"].as_array().unwrap().iter();
    let vulnerable = findings.filter(|finding| finding["rule"] == "dependency-vulnerable");
    let fingerprints: std::collections::BTreeSet<_> =
        vulnerable.map(|finding| finding["fingerprint"].to_string()).collect();
    assert_eq!(fingerprints.len(), 4);
}
