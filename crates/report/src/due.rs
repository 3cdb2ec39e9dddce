//! The clock of the Security Bug Fix Policy, in words.

use assay_verdict::{Assessment, Disposition, Finding};

/// By when a finding has to be mended, and since when it is known. None for what binds nobody, for what is doubtful, and
/// for what is set aside.
pub(crate) fn due(assessment: &Assessment, finding: &Finding) -> Option<String> {
    let clock =
        finding.clock.filter(|_| finding.disposition == Disposition::Fail && assessment.is_open(finding))?;
    let since = match clock.first_seen == assessment.today {
        true => "found today".to_owned(),
        false => format!("known since {}", clock.first_seen),
    };
    Some(match clock.is_overdue(assessment.today) {
        true => format!("overdue since {}, {since}", clock.due),
        false => format!("due {}, {since}", clock.due),
    })
}
