//! For pipelines that read the vendor's Forge scanner (FSRT): one JSON object an app, each on one line.
//!
//! Its shape is FSRT's: `vulns` with prose, and around it who scanned what and when. A finding that counts is
//! a vulnerability; what is waived, suppressed, known before or doubtful is not told, the format has no word
//! for it. Beyond the shape, `check_name` stays when code moves, and `proof` has the place.

use assay_catalogue::{RequirementId, Severity};
use assay_evidence::Completion;
use assay_verdict::{Assessment, Finding};
use serde::Serialize;

use crate::{
    Report,
    text::{capital, sentence},
};

#[derive(Serialize)]
struct Scan<'a> {
    vulns: Vec<Vulnerability<'a>>,
    scanner: &'a str,
    started_at: String,
    ended_at: String,
    scanned: Vec<&'a str>,
    errors: bool,
    error_message: String,
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    check_name: String,
    description: String,
    recommendation: String,
    proof: String,
    severity: String,
    app_key: &'a str,
    app_name: &'a str,
    marketplace_security_requirement: String,
    date: String,
}

/// The assessments, one line each.
pub fn fsrt(report: &Report<'_>) -> String {
    let line = |assessment| {
        let text = serde_json::to_string(&scan(report, assessment));
        text.expect("a struct of text keys") + "\n"
    };
    report.assessments.iter().map(line).collect()
}

fn scan<'a>(report: &Report<'a>, assessment: &'a Assessment) -> Scan<'a> {
    let app = &assessment.dossier.app;
    let broken: Vec<String> = assessment
        .dossier
        .sweeps
        .iter()
        .filter_map(|sweep| match &sweep.completion {
            Completion::Broke { because } => Some(format!("{}: {because}", sweep.by)),
            Completion::Completed => None,
        })
        .collect();
    // A day is all that is known of the time, so that the same input gives the same bytes.
    let midnight = format!("{}T00:00:00Z", assessment.today);
    Scan {
        vulns: assessment
            .findings
            .iter()
            .filter(|finding| assessment.is_open(finding))
            .map(|finding| vulnerability(report, assessment, finding))
            .collect(),
        scanner: &report.tool.name,
        started_at: midnight.clone(),
        ended_at: midnight,
        scanned: vec![app.path.as_str()],
        errors: !broken.is_empty(),
        error_message: broken.join("; "),
    }
}

fn vulnerability<'a>(
    report: &Report<'_>,
    assessment: &'a Assessment,
    finding: &Finding,
) -> Vulnerability<'a> {
    let evidence = assessment.evidence(finding);
    let app = &assessment.dossier.app;
    let place = match &evidence.place {
        Some(place) => place.to_string(),
        None => app.main_file.to_string(),
    };
    let steps: Vec<String> =
        evidence.path.iter().map(|step| format!("{}: {}", step.place, step.text)).collect();
    let proof = if steps.is_empty() { place } else { format!("{place} by way of {}", steps.join("; ")) };
    Vulnerability {
        check_name: format!("{}-{}", evidence.by, finding.fingerprint),
        description: sentence(&evidence.statement),
        recommendation: evidence.help.as_deref().map(sentence).unwrap_or_default(),
        proof,
        severity: severity(finding.severity),
        app_key: app.id.as_deref().unwrap_or(app.path.as_str()),
        app_name: &app.name,
        marketplace_security_requirement: requirement(report, &finding.requirements),
        date: assessment.today.to_string(),
    }
}

/// `Low`, `Medium`, `High`, `Critical`.
fn severity(severity: Severity) -> String {
    capital(&severity.to_string())
}

/// FSRT's own number of the first row that has one, else our ids of the rows.
fn requirement(report: &Report<'_>, rows: &[RequirementId]) -> String {
    let aliases = rows.iter().filter_map(|id| report.catalogue.requirement(id)).flat_map(|row| &row.aliases);
    let own = rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let number = aliases.into_iter().find(|alias| alias.list == "fsrt").map(|alias| alias.id.clone());
    number.map_or(own, |number| format!("Requirement {number}"))
}
