//! How far an app was looked at, in numbers.

use assay_verdict::{Assessment, Disposition, Finding, Outcome};

/// What one assessment comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Rows that fail by a binding duty.
    pub(crate) fail: usize,
    /// Rows that fail by advice only.
    pub(crate) advice: usize,
    /// Findings a person should look at.
    pub(crate) review: usize,
    /// Rows by the outcomes that are left, in the order of reports.
    pub(crate) rest: Vec<(Outcome, usize)>,
    /// Findings that are waived today.
    pub(crate) waived: usize,
    /// Findings an inline comment suppresses.
    pub(crate) suppressed: usize,
    /// Findings the earlier report has.
    pub(crate) baseline: usize,
    /// Findings outside the change under review.
    pub(crate) outside: usize,
    /// Duties that apply, or may.
    pub(crate) duties: usize,
    /// Those of them that somebody looked at, vouched for, or that the platform answers.
    pub(crate) looked_at: usize,
}

impl Figures {
    /// Counts one assessment.
    pub(crate) fn of(assessment: &Assessment) -> Self {
        let counts = assessment.counts();
        let number = |outcome| counts.by_outcome.get(&outcome).copied().unwrap_or_default();
        let findings = |test: &dyn Fn(&Finding) -> bool| {
            assessment.findings.iter().filter(|finding| test(finding)).count()
        };
        let duties = || {
            let rows = assessment.rows.iter().filter(|row| row.outcome != Outcome::NotApplicable);
            rows.flat_map(|row| &row.duties).filter(|duty| duty.outcome != Outcome::NotApplicable)
        };
        Self {
            fail: number(Outcome::Fail),
            advice: counts.advice,
            review: findings(&|finding| {
                finding.disposition == Disposition::Review && why_set_aside(assessment, finding).is_none()
            }),
            rest: [
                Outcome::Error,
                Outcome::Unknown,
                Outcome::NotChecked,
                Outcome::Attested,
                Outcome::Pass,
                Outcome::Platform,
                Outcome::NotApplicable,
            ]
            .map(|outcome| (outcome, number(outcome)))
            .into(),
            waived: findings(&|finding| why_set_aside(assessment, finding) == Some(SetAside::Waived)),
            suppressed: findings(&|finding| why_set_aside(assessment, finding) == Some(SetAside::Suppressed)),
            baseline: findings(&|finding| why_set_aside(assessment, finding) == Some(SetAside::Baseline)),
            outside: findings(&|finding| why_set_aside(assessment, finding) == Some(SetAside::OutsideChange)),
            duties: duties().count(),
            looked_at: duties().filter(|duty| duty.outcome != Outcome::NotChecked).count(),
        }
    }

    /// The line that fits a glance: `3 fail · 2 advice · 5 to review · 21 not checked · 4 pass`. Nothing is
    /// said of what is nought, except of failures.
    pub(crate) fn parts(&self) -> Vec<(usize, &'static str)> {
        let mut parts = vec![(self.fail, "fail")];
        let tail = self.rest.iter().map(|(outcome, number)| (*number, outcome.words()));
        parts.extend([(self.advice, "advice"), (self.review, "to review")].into_iter().chain(tail));
        parts.retain(|(number, words)| *number > 0 || *words == "fail");
        parts
    }
}

/// Why a finding does not count today although it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetAside {
    Waived,
    Suppressed,
    Baseline,
    OutsideChange,
}

/// Why a finding does not count today, the strongest reason first.
pub(crate) fn why_set_aside(assessment: &Assessment, finding: &Finding) -> Option<SetAside> {
    if finding.waiver.is_some() {
        Some(SetAside::Waived)
    } else if assessment.evidence(finding).suppressed.is_some() {
        Some(SetAside::Suppressed)
    } else if finding.baseline == Some(assay_verdict::BaselineState::Unchanged) {
        Some(SetAside::Baseline)
    } else if finding.outside_change {
        Some(SetAside::OutsideChange)
    } else {
        None
    }
}
