//! What a person should look at: doubtful findings never fail a row, and never vanish.

use assay_evidence::Bearing;
use assay_verdict::{Assessment, Disposition, Finding};

use super::{Detail, Pen, failing::draw};
use crate::{
    figures::why_set_aside,
    paint::Ink,
    text::{count, indented, neutral},
};

/// One entry a doubtful finding; with frames where everything is told.
pub(super) fn review(pen: &Pen<'_>, assessment: &Assessment) -> String {
    let doubtful: Vec<&Finding> = assessment
        .findings
        .iter()
        .filter(|finding| finding.disposition == Disposition::Review)
        .filter(|finding| why_set_aside(assessment, finding).is_none())
        .collect();
    if doubtful.is_empty() {
        return String::new();
    }
    let about = format!("{} a person should look at", count(doubtful.len(), "finding", "findings"));
    let mut out = pen.heading(Ink::Amber, "REVIEW", &about);
    for finding in doubtful {
        if pen.detail == Detail::Full {
            out.push_str(&draw(pen, assessment, finding, None));
            continue;
        }
        let evidence = assessment.evidence(finding);
        let place = evidence.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let ids: Vec<String> = finding.requirements.iter().map(ToString::to_string).collect();
        let head = [neutral(&place).into_owned(), neutral(evidence.by.as_str()).into_owned(), ids.join(", ")];
        let head: Vec<&str> = head.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        out.push_str(&format!("  {}\n", pen.ink(Ink::Faint, &head.join("  "))));
        let doubt = match &evidence.bearing {
            Bearing::Inconclusive { because } => format!(" ({})", because.trim_end_matches('.')),
            _ => String::new(),
        };
        let line = format!("{}{}", neutral(&evidence.statement), neutral(&doubt));
        out.push_str(&indented(&line, 4, pen.width));
    }
    out
}
