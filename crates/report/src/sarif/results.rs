//! Findings as results; where asked for, rows too.

use std::collections::BTreeMap;

use assay_evidence::Bearing;
use assay_verdict::{Assessment, BaselineState, Disposition, Finding, Outcome, RowVerdict};
use serde_json::json;

use super::{
    model::{
        CodeFlow, Descriptor, Location, Properties, SarifResult, Suppression, ThreadFlow, ThreadFlowLocation,
    },
    place::{file_location, location, message, stop},
    rules::{Taxonomy, level},
    web,
};
use crate::text::{capital, sentence};

/// One result a finding.
pub(super) fn result(
    assessment: &Assessment,
    finding: &Finding,
    rules: &[Descriptor],
    taxonomy: &Taxonomy,
) -> SarifResult {
    let evidence = assessment.evidence(finding);
    let app = &assessment.dossier.app;
    let (kind, level) = match finding.disposition {
        Disposition::Fail => ("fail", level(finding.severity)),
        Disposition::Advice => ("fail", "note"),
        // §3.27.10: a result that is no failure has no level but `none`.
        Disposition::Review => ("review", "none"),
    };
    let here = match &evidence.place {
        Some(place) => location(place, None),
        None => file_location(&app.main_file),
    };
    let (web_request, web_response) = web::exchange(evidence);
    SarifResult {
        web_request,
        web_response,
        rule_id: evidence.by.to_string(),
        rule_index: rules.iter().position(|rule| rule.id == evidence.by.as_str()),
        kind,
        level,
        message: message(&words(finding, &evidence.statement, evidence.help.as_deref(), &evidence.bearing)),
        locations: vec![here],
        related_locations: Vec::new(),
        code_flows: code_flows(assessment, finding),
        partial_fingerprints: BTreeMap::from([("assay/v1", finding.fingerprint.to_string())]),
        taxa: taxonomy.taxa(&finding.requirements),
        suppressions: suppressions(assessment, finding),
        baseline_state: finding.baseline.map(|state| match state {
            BaselineState::New => "new",
            BaselineState::Unchanged => "unchanged",
        }),
        properties: properties(assessment, finding),
    }
}

/// What was seen, what is doubtful about it, what would be right, and which rows ask for it.
fn words(finding: &Finding, statement: &str, help: Option<&str>, bearing: &Bearing) -> String {
    let mut parts = vec![sentence(statement)];
    if let Bearing::Inconclusive { because } = bearing {
        parts.push(format!("It cannot be told: {}.", because.trim_end_matches('.')));
    }
    parts.extend(help.map(sentence));
    if !finding.requirements.is_empty() {
        let ids: Vec<String> = finding.requirements.iter().map(ToString::to_string).collect();
        parts.push(format!("({})", ids.join(", ")));
    }
    parts.join(" ")
}

/// The way from cause to effect, ending where the finding stands.
fn code_flows(assessment: &Assessment, finding: &Finding) -> Vec<CodeFlow> {
    let evidence = assessment.evidence(finding);
    if evidence.path.is_empty() {
        return Vec::new();
    }
    let steps = evidence.path.iter().map(|step| stop(&step.place, &step.text));
    let ends_here = evidence.path.last().map(|step| &step.place) == evidence.place.as_ref();
    let last: Option<Location> =
        evidence.place.as_ref().filter(|_| !ends_here).map(|place| stop(place, &evidence.statement));
    let locations = steps.chain(last).map(|location| ThreadFlowLocation { location: Some(location) });
    vec![CodeFlow { thread_flows: vec![ThreadFlow { locations: locations.collect() }] }]
}

fn suppressions(assessment: &Assessment, finding: &Finding) -> Vec<Suppression> {
    let waiver = finding.waiver.and_then(|index| assessment.statements.waivers.get(index));
    let waiver = waiver.map(|waiver| Suppression {
        kind: "external",
        status: "accepted",
        justification: message(&format!("{} (until {})", waiver.reason, waiver.expires)).text,
        location: waiver.place.as_ref().map(|place| location(place, None)),
    });
    let inline = assessment.evidence(finding).suppressed.as_ref().map(|reason| Suppression {
        kind: "inSource",
        status: "accepted",
        justification: message(reason).text,
        location: None,
    });
    waiver.into_iter().chain(inline).collect()
}

fn properties(assessment: &Assessment, finding: &Finding) -> Properties {
    let evidence = assessment.evidence(finding);
    let mut properties = Properties::from([
        ("claim", json!(evidence.about)),
        ("confidence", json!(evidence.confidence)),
        ("disposition", json!(finding.disposition)),
        ("method", json!(evidence.method)),
        ("severity", json!(finding.severity)),
    ]);
    if let assay_evidence::Subject::Deployment { .. } = &evidence.subject {
        properties.insert("subject", json!(evidence.subject));
    }
    if let Some(vulnerability) = &evidence.vulnerability {
        properties.insert("vulnerability", json!(vulnerability));
    }
    if let Some(clock) = finding.clock {
        properties.insert("firstSeen", json!(clock.first_seen));
        properties.insert("due", json!(clock.due));
        properties.insert("overdue", json!(clock.is_overdue(assessment.today)));
    }
    if finding.outside_change {
        properties.insert("outsideChange", json!(true));
    }
    properties
}

/// A row that does not fail as a result; `rules` hold the rows too.
pub(super) fn row_result(
    assessment: &Assessment,
    row: &RowVerdict,
    rules: &[Descriptor],
    taxonomy: &Taxonomy,
) -> Option<SarifResult> {
    let kind = match row.outcome {
        Outcome::Fail => return None,
        Outcome::Pass => "pass",
        Outcome::NotApplicable => "notApplicable",
        Outcome::Attested | Outcome::Platform => "informational",
        Outcome::Error | Outcome::Unknown | Outcome::NotChecked => "open",
    };
    let id = row.requirement.to_string();
    Some(SarifResult {
        rule_index: rules.iter().position(|rule| rule.id == id),
        kind,
        level: "none",
        message: message(&format!("{}: {}", capital(row.outcome.words()), sentence(&row.because))),
        locations: vec![file_location(&assessment.dossier.app.main_file)],
        partial_fingerprints: BTreeMap::from([("assay/v1", crate::uuid::hex(&["row", &id]))]),
        taxa: taxonomy.taxa(std::slice::from_ref(&row.requirement)),
        rule_id: id,
        ..SarifResult::default()
    })
}
