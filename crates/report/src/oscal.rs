//! For assessors: OSCAL assessment results (NIST), one result an app.
//!
//! The controls are those of our OSCAL catalog. Every row that applies, or may, is a finding with a target:
//! satisfied where it passes, is attested or the platform's; else not satisfied, with the reason `fail` only
//! where it failed. Evidence and completed looks are observations. Identifiers are made of content.

mod observations;

use assay_catalogue::Table;
use assay_verdict::{Assessment, Outcome, RowVerdict};
use serde_json::{Value, json};

use crate::{
    Report,
    catalogue::{OSCAL_VERSION, oscal_property as property},
    text::{neutral, sentence},
    uuid::uuid,
};
use observations::{Observation, observations};

/// The assessments as OSCAL assessment results in JSON, indented, with a line end.
pub fn oscal(report: &Report<'_>) -> String {
    let results: Vec<Value> =
        report.assessments.iter().map(|assessment| result(report, assessment)).collect();
    let id = uuid(&["assessment-results", &json!(results).to_string(), &report.tool.version]);
    let day = report.assessments.iter().map(|assessment| assessment.today).max();
    let day = day.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string());
    let plan = uuid(&["assessment-plan", &report.tool.name]);
    let document = json!({ "assessment-results": {
        "uuid": id,
        "metadata": {
            "title": "Assessment of cloud apps by the security requirements of the Marketplace",
            "last-modified": midnight(&day),
            "version": day,
            "oscal-version": OSCAL_VERSION,
            "props": [property("tool", &format!("{} {}", report.tool.name, report.tool.version))],
        },
        "import-ap": { "href": format!("#{plan}") },
        "results": results,
        "back-matter": { "resources": [{
            "uuid": plan,
            "title": "Assessment plan",
            "description": "Every requirement of the catalogue is assessed; who looks at what is told by `assay catalogue`.",
        }] },
    }});
    let text = serde_json::to_string_pretty(&document);
    text.expect("a value of text keys") + "\n"
}

fn result(report: &Report<'_>, assessment: &Assessment) -> Value {
    let app = &assessment.dossier.app;
    let name = line(&app.name, app.path.as_str());
    let app_id = uuid(&["app", app.path.as_str(), &app.name]);
    let types: Vec<String> = app.types.iter().map(|reason| reason.app_type.to_string()).collect();
    let types = if types.is_empty() { "Its type could not be told.".to_owned() } else { types.join(", ") };
    let observations = observations(assessment, &app_id);
    let applies: Vec<&RowVerdict> =
        assessment.rows.iter().filter(|row| row.outcome != Outcome::NotApplicable).collect();
    let findings: Vec<Value> =
        applies.iter().map(|row| finding(report, assessment, row, &observations)).collect();
    let mut result = json!({
        "uuid": uuid(&["result", &app_id, &json!(findings).to_string()]),
        "title": name,
        "description": format!("{} in `{}`: {types}", name, app.path),
        "start": midnight(&assessment.today.to_string()),
        "props": [property("path", &app.path.to_string()), property("main-file", app.main_file.as_str())],
        "local-definitions": { "components": [{
            "uuid": app_id,
            "type": "software",
            "title": name,
            "description": types,
            "status": { "state": "other", "remarks": "Whether it is in operation was not assessed." },
        }]},
        "reviewed-controls": { "control-selections": [{
            "description": selection(assessment),
            "include-controls": applies.iter().map(|row| json!({ "control-id": row.requirement })).collect::<Vec<_>>(),
        }]},
    });
    // Lists may be absent, not empty.
    if applies.is_empty() {
        result["reviewed-controls"]["control-selections"][0] = json!({ "include-all": {} });
    }
    let observations: Vec<Value> = observations.into_iter().map(|observation| observation.value).collect();
    for (key, list) in
        [("observations", observations), ("findings", findings), ("attestations", said(assessment))]
    {
        if !list.is_empty() {
            result[key] = json!(list);
        }
    }
    result
}

/// Which tables do not apply, in words.
fn selection(assessment: &Assessment) -> String {
    let absent: Vec<String> = Table::EVERY
        .into_iter()
        .filter(|table| !assessment.tables().contains(table))
        .map(|table| table.to_string())
        .collect();
    match absent.as_slice() {
        [] => "Every table applies.".to_owned(),
        absent => format!("Of the tables that apply; these do not: {}.", absent.join(", ")),
    }
}

fn finding(
    report: &Report<'_>,
    assessment: &Assessment,
    row: &RowVerdict,
    observations: &[Observation<'_>],
) -> Value {
    let title = report.catalogue.requirement(&row.requirement).map_or("", |row| row.title.as_str());
    let (state, reason) = match row.outcome {
        Outcome::Pass => ("satisfied", "pass"),
        Outcome::Attested | Outcome::Platform | Outcome::NotApplicable => ("satisfied", "other"),
        Outcome::Fail if !row.advice => ("not-satisfied", "fail"),
        _ => ("not-satisfied", "other"),
    };
    let claims: Vec<_> = report
        .catalogue
        .requirement(&row.requirement)
        .into_iter()
        .flat_map(|requirement| &requirement.duties)
        .flat_map(|duty| duty.claims.iter().chain(&duty.defeaters))
        .collect();
    let related: Vec<Value> = observations
        .iter()
        .filter(|observation| claims.contains(&observation.claim))
        .map(|observation| json!({ "observation-uuid": observation.id }))
        .collect();
    let app = &assessment.dossier.app;
    let id = row.requirement.to_string();
    let mut finding = json!({
        "uuid": uuid(&["finding", app.path.as_str(), &app.name, &id]),
        "title": line(&format!("{id} {title}"), &id),
        "description": line(&sentence(&row.because), row.outcome.words()),
        "props": [property("outcome", if row.advice { "advice" } else { row.outcome.words() })],
        "target": {
            "type": "statement-id",
            "target-id": format!("{id}_smt"),
            "status": { "state": state, "reason": reason, "remarks": line(&sentence(&row.because), row.outcome.words()) },
        },
    });
    if !related.is_empty() {
        finding["related-observations"] = json!(related);
    }
    finding
}

/// What people vouch for.
fn said(assessment: &Assessment) -> Vec<Value> {
    let part = |attestation: &assay_verdict::Attestation| {
        let prose = format!(
            "{} ({}, {}, until {})",
            neutral(&attestation.statement),
            neutral(&attestation.owner),
            attestation.date,
            attestation.expires
        );
        json!({ "parts": [{ "name": "attestation", "title": attestation.about.to_string(), "prose": prose }] })
    };
    assessment.statements.attestations.iter().map(part).collect()
}

fn midnight(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

/// One line that is not empty: OSCAL's markup line.
fn line(text: &str, otherwise: &str) -> String {
    let text = neutral(text).trim().to_owned();
    match (text.is_empty(), otherwise.is_empty()) {
        (false, _) => text,
        (true, false) => otherwise.to_owned(),
        (true, true) => "unnamed".to_owned(),
    }
}
