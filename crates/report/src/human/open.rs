//! What nobody can call yet, by what would settle it.

use std::collections::BTreeMap;

use assay_verdict::{Assessment, Outcome, RowVerdict};

use super::{Detail, Pen};
use crate::{
    fold::{FOLDED_WIDTH, folded},
    next::{Next, open_needs, reason},
    paint::Ink,
    text::{count, cut, indented, neutral, padded},
};

/// Open rows under the step that would move them on.
pub(super) fn open(pen: &Pen<'_>, assessment: &Assessment) -> String {
    let rows: Vec<&RowVerdict> = assessment.rows.iter().filter(|row| row.outcome.is_open()).collect();
    if rows.is_empty() {
        return String::new();
    }
    let about = format!("{} nobody can call yet", count(rows.len(), "requirement", "requirements"));
    let mut out = pen.heading(Ink::Open, "OPEN", &about);
    let mut groups: BTreeMap<Next, Vec<&RowVerdict>> = BTreeMap::new();
    for row in rows {
        groups.entry(Next::of(row, assessment)).or_default().push(row);
    }
    for (next, rows) in groups {
        out.push_str(&format!("  {} {}\n", pen.ink(Ink::Next, "next:"), pen.ink(Ink::Strong, &next.words())));
        let twins =
            |id: &_| pen.report.catalogue.requirement(id).map(|row| row.twins.clone()).unwrap_or_default();
        for group in folded(&rows, twins, |row| (row.outcome, own_reason(row))) {
            out.push_str(&line(pen, &group));
        }
    }
    out
}

/// The reason of a row, where it says more than the step it stands under; twins with the same one fold.
fn own_reason(row: &RowVerdict) -> String {
    let of_twin =
        row.twins.iter().find_map(|twin| row.because.strip_prefix(&format!("{}: ", twin.requirement)));
    match row.outcome {
        Outcome::NotChecked => String::new(),
        _ => reason(of_twin.unwrap_or(&row.because), open_needs(row).into_iter()),
    }
}

fn line(pen: &Pen<'_>, group: &[&RowVerdict]) -> String {
    let ids: Vec<String> = group.iter().map(|row| row.requirement.to_string()).collect();
    let row = group[0];
    let head = padded(&ids.join(", "), FOLDED_WIDTH);
    let outcome = padded(row.outcome.words(), 12);
    let title = pen.title(&row.requirement);
    let room = pen.width.saturating_sub(head.len() + outcome.len() + 6);
    let mut out = format!("    {head} {} {}\n", pen.ink(Ink::Open, &outcome), cut(title, room.max(20)));
    let reason = own_reason(row);
    if !reason.is_empty() {
        out.push_str(&pen.ink(Ink::Faint, &indented(&neutral(&reason), 8, pen.width)));
    }
    if pen.detail == Detail::Full {
        out.push_str(&super::settled::duties(pen, row));
    }
    out
}
