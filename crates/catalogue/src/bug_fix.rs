//! By when a vulnerability has to be fixed.

use std::sync::LazyLock;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{DatedTableError, Severity, Source, dated::parse};

/// The days one severity gets.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The severity.
    pub severity: Severity,
    /// The lowest CVSS v3 base score that belongs to it.
    pub cvss_from: f32,
    /// Days from when the clock starts to the last day for a fix.
    pub days: u16,
}

/// The policy for cloud apps, with the day it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BugFixPolicy {
    /// Where this was read, and when.
    pub source: Source,
    /// Days for triage that a report of the bug bounty programme gets before the clock starts.
    pub bug_bounty_triage_days: u16,
    /// One band per severity, gravest first.
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
}

impl BugFixPolicy {
    /// The policy that comes with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<BugFixPolicy> = LazyLock::new(|| {
            BugFixPolicy::from_toml(include_str!("../data/bug-fix-policy.toml"))
                .expect("the bundled table is read by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads a table of the shape of `data/bug-fix-policy.toml`.
    ///
    /// # Errors
    /// [`DatedTableError`]: it cannot be read, or has not exactly one band per severity, gravest first, each
    /// with a lower score and no fewer days than the one before.
    pub fn from_toml(text: &str) -> Result<Self, DatedTableError> {
        let policy: Self = parse(text)?;
        let wrong = |why: &str| Err(DatedTableError::inconsistent("band", why));
        let severities = policy.bands.iter().map(|band| band.severity);
        if !severities.eq(Severity::EVERY.into_iter().rev()) {
            return wrong("there has to be one for each of critical, high, medium and low, in that order");
        }
        if !policy.bands.is_sorted_by(|graver, milder| graver.cvss_from > milder.cvss_from) {
            return wrong("scores have to fall from one to the next");
        }
        if !policy.bands.is_sorted_by_key(|band| band.days) {
            return wrong("a graver one cannot have more days than a milder one");
        }
        Ok(policy)
    }

    /// The days a severity gets.
    pub fn days(&self, severity: Severity) -> u16 {
        let band = self.bands.iter().find(|band| band.severity == severity);
        band.expect("there is one per severity: checked on reading").days
    }

    /// The last day for a fix, where the clock started on `from`: the day of the report, or of its triage.
    pub fn due(&self, severity: Severity, from: Date) -> Date {
        from.saturating_add(i32::from(self.days(severity)).days())
    }

    /// The last day for a fix of what the bug bounty programme reported on `reported`.
    pub fn due_after_bug_bounty(&self, severity: Severity, reported: Date) -> Date {
        self.due(severity, reported.saturating_add(i32::from(self.bug_bounty_triage_days).days()))
    }

    /// The severity of a CVSS v3 base score; none for 0.0, and for what is no score.
    pub fn severity(&self, cvss: f32) -> Option<Severity> {
        // Scores have one decimal; what was computed with more is rounded to it.
        let score = (cvss * 10.0).round() / 10.0;
        let band = self.bands.iter().find(|band| score >= band.cvss_from)?;
        (score <= 10.0).then_some(band.severity)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn each_severity_has_its_weeks() {
        let policy = BugFixPolicy::bundled();
        let weeks = |severity| policy.days(severity) / 7;
        assert_eq!(Severity::EVERY.map(weeks), [25, 8, 6, 4]);
        assert_eq!(policy.due(Severity::Critical, date(2026, 2, 1)), date(2026, 3, 1));
        assert_eq!(policy.due(Severity::High, date(2025, 12, 31)), date(2026, 2, 11));
        assert_eq!(policy.due_after_bug_bounty(Severity::Critical, date(2026, 2, 1)), date(2026, 3, 15));
        assert_eq!(policy.due(Severity::Low, Date::MAX), Date::MAX);
    }

    #[test]
    fn scores_fall_into_their_bands_at_the_borders() {
        let policy = BugFixPolicy::bundled();
        for (score, severity) in [
            (10.0, Some(Severity::Critical)),
            (9.0, Some(Severity::Critical)),
            (8.9, Some(Severity::High)),
            (7.0, Some(Severity::High)),
            (6.9, Some(Severity::Medium)),
            (4.0, Some(Severity::Medium)),
            (3.9, Some(Severity::Low)),
            (0.1, Some(Severity::Low)),
            (0.0, None),
            (-1.0, None),
            (10.1, None),
            (f32::NAN, None),
        ] {
            assert_eq!(policy.severity(score), severity, "{score}");
        }
    }

    #[test]
    fn the_score_in_the_middle_of_a_severity_falls_into_its_band() {
        for severity in Severity::EVERY {
            assert_eq!(BugFixPolicy::bundled().severity(severity.score()), Some(severity));
        }
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused() {
        let table = include_str!("../data/bug-fix-policy.toml");
        for (from, to, why) in [
            ("\"high\"", "\"low\"", "one for each"),
            ("cvss_from = 7.0", "cvss_from = 9.5", "scores have to fall"),
            ("days = 42", "days = 200", "more days"),
            ("days = 42", "weeks = 6", "unknown field"),
        ] {
            let error = BugFixPolicy::from_toml(&table.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
