//! For code scanning: SARIF 2.1.0, one result for each thing that is not as expected, at its step.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::scenario::Outcome;

/// The outcomes of a scenario as one document. `version` is that of this program.
#[must_use]
pub fn sarif(name: &str, version: &str, outcomes: &[Outcome]) -> Value {
    let mut rules = BTreeSet::new();
    let mut results = Vec::new();
    for outcome in outcomes {
        for unmet in &outcome.unmet {
            let rule = rule(unmet.what);
            rules.insert(rule);
            results.push(json!({
                "ruleId": rule,
                "level": "error",
                "kind": "fail",
                "message": { "text": format!("{} (as {}): {}", outcome.step.name, outcome.who, unmet.because) },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": encoded(name) },
                        "region": { "startLine": outcome.step.line() },
                    },
                }],
                "partialFingerprints": { "step/v1": format!("{}/{}", outcome.step.name, unmet.what) },
            }));
        }
    }
    let rules: Vec<Value> = rules
        .into_iter()
        .map(|rule| json!({ "id": rule, "shortDescription": { "text": described(rule) }, "properties": { "tags": ["security"] } }))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "Assay", "version": version, "rules": rules } },
            "automationDetails": { "id": format!("assay-run/{name}/") },
            "results": results,
        }],
    })
}

fn rule(what: &str) -> &'static str {
    match what {
        "leak" => "tenant-leak",
        "deny" | "allow" => "decision-not-as-expected",
        "unmodelled" => "not-modelled",
        _ => "answer-not-as-expected",
    }
}

fn described(rule: &str) -> &'static str {
    match rule {
        "tenant-leak" => "A text of one site was seen on another.",
        "decision-not-as-expected" => "The platform decided otherwise than the scenario expects.",
        "not-modelled" => "The app asked for something the local platform does not model.",
        _ => "What was answered is not what the scenario expects.",
    }
}

/// A file's name as a reference.
fn encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
