//! What an earlier report already had, and since when.

use std::collections::BTreeMap;

use assay_evidence::Fingerprint;
use assay_verdict::{Assessment, BaselineState, Clock};
use jiff::civil::Date;
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

/// The findings of earlier reports, each with the day it was first found, as far as a report tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    /// By their names across runs.
    pub findings: BTreeMap<Fingerprint, Option<Date>>,
}

impl Baseline {
    /// Reads an earlier report: our JSON, or our SARIF. A report that does not say since when it knew a finding knew it
    /// on its own day at the latest.
    ///
    /// # Errors
    /// [`BaselineError`].
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let report: Value = serde_json::from_str(text)?;
        let mut baseline = Self::default();
        if report.get("apps").is_some_and(Value::is_array) {
            let day = date(report.get("assessed_at"));
            for finding in items(&report, "apps").iter().flat_map(|app| items(app, "findings")) {
                baseline.note(finding.get("fingerprint"), date(finding.get("first_seen")).or(day));
            }
            return Ok(baseline);
        }
        if report.get("runs").is_some_and(Value::is_array) {
            for run in items(&report, "runs") {
                let day = date(run.get("properties").and_then(|properties| properties.get("assessedAt")));
                for result in items(run, "results") {
                    let print = result.get("partialFingerprints").and_then(|prints| prints.get("assay/v1"));
                    let seen = result.get("properties").and_then(|properties| properties.get("firstSeen"));
                    baseline.note(print, date(seen).or(day));
                }
            }
            return Ok(baseline);
        }
        Err(BaselineError::NotAReport)
    }

    /// Takes over what another report tells; the earlier day counts.
    pub fn join(&mut self, other: Self) {
        for (print, seen) in other.findings {
            self.keep(print, seen);
        }
    }

    /// The days the findings were first found.
    pub fn first_seen(&self) -> BTreeMap<Fingerprint, Date> {
        self.findings.iter().filter_map(|(print, seen)| Some((print.clone(), (*seen)?))).collect()
    }

    fn note(&mut self, print: Option<&Value>, seen: Option<Date>) {
        if let Some(print) = print.and_then(Value::as_str) {
            self.keep(Fingerprint(print.to_owned()), seen);
        }
    }

    fn keep(&mut self, print: Fingerprint, seen: Option<Date>) {
        let held = self.findings.entry(print).or_insert(seen);
        *held = match (*held, seen) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
}

fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn date(value: Option<&Value>) -> Option<Date> {
    value?.as_str()?.parse().ok()
}

/// Marks each finding as new or known.
pub fn mark_known(assessment: &mut Assessment, baseline: &Baseline) {
    for finding in &mut assessment.findings {
        let is_known = baseline.findings.contains_key(&finding.fingerprint);
        finding.baseline = Some(if is_known { BaselineState::Unchanged } else { BaselineState::New });
    }
    wind_back(assessment, baseline);
}

/// Sets the clock of each finding back to the day an earlier report knew it; its number of days stays.
pub fn wind_back(assessment: &mut Assessment, baseline: &Baseline) {
    let today = assessment.today;
    for finding in &mut assessment.findings {
        let earlier = baseline.findings.get(&finding.fingerprint).copied().flatten();
        if let (Some(clock), Some(first_seen)) = (finding.clock, earlier) {
            let first_seen = first_seen.min(clock.first_seen).min(today);
            let days = clock.first_seen.until(clock.due).map(|span| span.get_days()).unwrap_or_default();
            let due = first_seen.saturating_add(jiff::Span::new().days(days));
            finding.clock = Some(Clock { first_seen, due });
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_earliest_day_any_report_tells_counts() {
        let json = r#"{"assessed_at": "2026-03-01", "apps": [{"findings": [
            {"fingerprint": "a", "first_seen": "2026-02-01"}, {"fingerprint": "b"}]}]}"#;
        let sarif = r#"{"runs": [{"properties": {"assessedAt": "2026-02-20"}, "results": [
            {"partialFingerprints": {"assay/v1": "a"}, "properties": {"firstSeen": "2026-02-10"}},
            {"partialFingerprints": {"assay/v1": "b"}}]}]}"#;
        let mut baseline = Baseline::read(json).expect("it is one");
        baseline.join(Baseline::read(sarif).expect("it is one"));
        let print = |text: &str| Fingerprint(text.to_owned());
        let expected = [(print("a"), date(2026, 2, 1)), (print("b"), date(2026, 2, 20))];
        assert_eq!(baseline.first_seen(), expected.into());
    }

    #[test]
    fn any_other_json_is_no_baseline() {
        assert!(matches!(Baseline::read("{}"), Err(BaselineError::NotAReport)));
        assert!(matches!(Baseline::read("["), Err(BaselineError::NotJson(_))));
    }
}
