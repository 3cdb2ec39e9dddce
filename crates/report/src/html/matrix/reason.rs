//! Why an open row or duty is open, for readers who do not know the ids of claims.

use std::collections::BTreeSet;

use assay_catalogue::ClaimId;
use assay_verdict::{DutyVerdict, Outcome, RowVerdict};
use maud::{Markup, html};

use super::super::{
    pen::Pen,
    words::{prose, sentence},
};
use crate::{
    next::{LEADS, Next, Step, steps},
    text::and,
};

/// The reason of a row.
pub(super) fn of_row(pen: &Pen<'_>, row: &RowVerdict) -> Markup {
    match lead(&row.because) {
        Some((id, lead)) if row.outcome.is_open() => {
            let next = Next::of(row, pen.assessment);
            html! { (id) (missing(lead, &next.steps, next.unserved)) }
        }
        _ => sentence(&row.because),
    }
}

/// The reason of a duty, with what is still to be shown in words.
pub(super) fn of_duty(pen: &Pen<'_>, duty: &DutyVerdict) -> Markup {
    let Some((_, lead)) = lead(&duty.because).filter(|_| duty.outcome != Outcome::Fail) else {
        return sentence(&duty.because);
    };
    let steps = steps(&duty.needs, pen.assessment);
    let claims: BTreeSet<&ClaimId> = duty.needs.iter().map(|need| &need.claim).collect();
    let texts = claims.into_iter().map(|claim| {
        let card = pen.report.catalogue.claim(claim);
        card.map_or(claim.as_str(), |card| card.text.trim().trim_end_matches('.'))
    });
    let texts: Vec<&str> = texts.collect();
    html! {
        (missing(lead, &steps, duty.needs.iter().any(|need| !need.served)))
        @if !texts.is_empty() { " To be shown: " (prose(&texts.join("; "))) "." }
    }
}

/// The lead of a reason, and before it the row whose reason it is.
fn lead(because: &str) -> Option<(&str, &'static str)> {
    LEADS.into_iter().find_map(|lead| {
        let at = because.find(lead)?;
        let (before, lead) = (&because[..at], lead.trim_end_matches('.'));
        (before.is_empty() || before.strip_suffix(": ").is_some_and(|id| !id.contains(' ')))
            .then_some((before, lead))
    })
}

fn missing(lead: &str, steps: &BTreeSet<Step>, unserved: bool) -> Markup {
    let ways: Vec<String> = steps
        .iter()
        .map(|step| match step.words() {
            command if command.starts_with("assay ") => format!("`{command}`"),
            words => words.to_owned(),
        })
        .collect();
    html! {
        @match (ways.as_slice(), unserved) {
            ([], true) => { (lead) "; nothing in this build does yet." }
            ([], false) => { (lead) "." }
            (ways, true) => { (lead) ". Next: " (prose(&and(ways))) "; nothing in this build looks at the rest yet." }
            (ways, false) => { (lead) ". Next: " (prose(&and(ways))) "." }
        }
    }
}
