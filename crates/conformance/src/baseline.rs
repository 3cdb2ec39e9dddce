//! What an earlier report already had.

use std::collections::BTreeSet;

use assay_evidence::Fingerprint;
use assay_verdict::{Assessment, BaselineState};
use serde_json::Value;

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not JSON.
    #[error("the baseline is not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    /// It is some other JSON.
    #[error("the baseline is neither an assessment (`--format json`) nor a SARIF log of Assay's")]
    NotAReport,
}

/// The fingerprints in an earlier report: our JSON, or our SARIF.
///
/// # Errors
/// [`BaselineError`].
pub fn known_fingerprints(text: &str) -> Result<BTreeSet<Fingerprint>, BaselineError> {
    let report: Value = serde_json::from_str(text)?;
    let items =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let print = |value: Option<&Value>| Some(Fingerprint(value?.as_str()?.to_owned()));
    if report.get("apps").is_some_and(Value::is_array) {
        let apps = items(&report, "apps");
        let findings = apps.iter().flat_map(|app| items(app, "findings"));
        return Ok(findings.filter_map(|finding| print(finding.get("fingerprint"))).collect());
    }
    if report.get("runs").is_some_and(Value::is_array) {
        let runs = items(&report, "runs");
        let results = runs.iter().flat_map(|run| items(run, "results"));
        return Ok(results
            .filter_map(|result| print(result.get("partialFingerprints")?.get("assay/v1")))
            .collect());
    }
    Err(BaselineError::NotAReport)
}

/// Marks each finding as new or known.
pub fn mark_known(assessment: &mut Assessment, known: &BTreeSet<Fingerprint>) {
    for finding in &mut assessment.findings {
        let state =
            if known.contains(&finding.fingerprint) { BaselineState::Unchanged } else { BaselineState::New };
        finding.baseline = Some(state);
    }
}
