//! What was seen, and how far was looked, as observations.

use assay_catalogue::{ClaimId, Method};
use assay_evidence::{Completion, Evidence, Sweep};
use assay_verdict::Assessment;
use serde_json::{Value, json};

use super::{line, midnight, property};
use crate::{
    text::{count, sentence},
    uuid::uuid,
};

/// One observation, with what it is about.
pub(super) struct Observation<'a> {
    pub(super) id: String,
    pub(super) claim: &'a ClaimId,
    pub(super) value: Value,
}

/// Every finding, then every look.
pub(super) fn observations<'a>(assessment: &'a Assessment, app: &str) -> Vec<Observation<'a>> {
    let day = midnight(&assessment.today.to_string());
    let seen = assessment.findings.iter().map(|finding| {
        let evidence = assessment.evidence(finding);
        let id = uuid(&["observation", app, &finding.fingerprint.0]);
        let value = seen(&id, app, &day, evidence);
        Observation { id, claim: &evidence.about, value }
    });
    let looked = assessment.dossier.sweeps.iter().map(|sweep| {
        let id = uuid(&["look", app, sweep.by.as_str(), sweep.about.as_str(), method(sweep.method)]);
        let value = looked(&id, app, &day, sweep);
        Observation { id, claim: &sweep.about, value }
    });
    seen.chain(looked).collect()
}

fn seen(id: &str, app: &str, day: &str, evidence: &Evidence) -> Value {
    let place = evidence.place.as_ref().map_or_else(String::new, |place| place.to_string());
    let mut observation = json!({
        "uuid": id,
        "title": evidence.by,
        "description": line(&sentence(&evidence.statement), evidence.by.as_str()),
        "props": [
            property("claim", evidence.about.as_str()),
            property("severity", &evidence.severity.to_string()),
            property("confidence", &evidence.confidence.to_string()),
        ],
        "methods": [method(evidence.method)],
        "types": ["finding"],
        "subjects": [{ "subject-uuid": app, "type": "component" }],
        "collected": day,
    });
    if !place.is_empty() {
        observation["relevant-evidence"] = json!([{ "description": line(&place, "unnamed") }]);
    }
    if let Some(help) = evidence.help.as_ref().map(|help| line(help, "")) {
        observation["remarks"] = json!(help);
    }
    observation
}

fn looked(id: &str, app: &str, day: &str, sweep: &Sweep) -> Value {
    let things = count(sweep.population as usize, "thing", "things");
    let end = match &sweep.completion {
        Completion::Completed if sweep.skipped.is_empty() => String::new(),
        Completion::Completed => format!(" {} left out.", sweep.skipped.len()),
        Completion::Broke { because } => format!(" It broke: {because}."),
    };
    let words =
        format!("`{}` looked at {} of {things} about `{}`.{end}", sweep.by, sweep.examined, sweep.about);
    json!({
        "uuid": id,
        "title": sweep.by,
        "description": line(&words, sweep.by.as_str()),
        "props": [property("claim", sweep.about.as_str())],
        "methods": [method(sweep.method)],
        "types": ["control-objective"],
        "subjects": [{ "subject-uuid": app, "type": "component" }],
        "collected": day,
    })
}

/// OSCAL's words; it has none for watching, which is ours.
fn method(method: Method) -> &'static str {
    match method {
        Method::Examine => "EXAMINE",
        Method::Test => "TEST",
        Method::Observe => "OBSERVE",
        Method::Interview => "INTERVIEW",
    }
}
