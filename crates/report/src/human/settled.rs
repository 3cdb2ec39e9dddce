//! What passes, what the platform sees to, what somebody vouches for, what does not apply.

use assay_catalogue::Table;
use assay_verdict::{Assessment, Outcome, RowVerdict};

use super::{Detail, Pen};
use crate::{
    fold::rows_of,
    paint::Ink,
    text::{count, indented, neutral, padded, sentence},
};

const SETTLED: [Outcome; 4] = [Outcome::Pass, Outcome::Platform, Outcome::Attested, Outcome::NotApplicable];

/// A line a table and outcome; every row with its reason where everything is told.
pub(super) fn settled(pen: &Pen<'_>, assessment: &Assessment) -> String {
    let mut out = pen.heading(Ink::Good, "SETTLED", "").trim_end().to_owned();
    out.push('\n');
    let empty = out.len();
    let mut nowhere: Vec<(String, Vec<String>)> = Vec::new();
    for table in Table::EVERY {
        let rows: Vec<&RowVerdict> = rows_of(assessment, table).collect();
        match rows.as_slice() {
            [] => {}
            [first, ..] if rows.iter().all(|row| row.outcome == Outcome::NotApplicable) => {
                let because = not_applicable(assessment, table).unwrap_or(&first.because);
                let because = lower(&neutral(because.trim_end_matches('.')));
                let named = format!("{table} ({})", count(rows.len(), "row", "rows"));
                match nowhere.iter_mut().find(|(known, _)| *known == because) {
                    Some((_, tables)) => tables.push(named),
                    None => nowhere.push((because, vec![named])),
                }
            }
            rows if pen.detail == Detail::Full => out.push_str(&told(pen, rows)),
            rows => out.push_str(&listed(pen, table, rows)),
        }
    }
    for (because, tables) in nowhere {
        let line = format!("{}: not applicable: {because}", tables.join(", "));
        out.push_str(&pen.ink(Ink::Faint, &indented(&line, 2, pen.width)));
    }
    if out.len() == empty { String::new() } else { out }
}

/// Why a whole table does not apply.
fn not_applicable(assessment: &Assessment, table: Table) -> Option<&str> {
    assessment.dossier.facts.because(&table.applies_when()?)
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if second.is_none_or(|second| !second.is_uppercase()) => {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => text.to_owned(),
    }
}

fn listed(pen: &Pen<'_>, table: Table, rows: &[&RowVerdict]) -> String {
    let mut out = String::new();
    for outcome in SETTLED {
        let ids: Vec<String> =
            rows.iter().filter(|row| row.outcome == outcome).map(|row| row.requirement.to_string()).collect();
        if ids.is_empty() {
            continue;
        }
        let head = format!("  {} {}", padded(table.prefix(), 8), padded(outcome.words(), 15));
        let lines = crate::text::wrap(&ids.join("  "), pen.width.saturating_sub(head.len()));
        for (number, line) in lines.iter().enumerate() {
            match number {
                0 => out.push_str(&format!("{}{line}\n", pen.ink(ink(outcome), &head))),
                _ => out.push_str(&format!("{:width$}{line}\n", "", width = head.len())),
            }
        }
    }
    out
}

fn ink(outcome: Outcome) -> Ink {
    match outcome {
        Outcome::NotApplicable => Ink::Faint,
        _ => Ink::Good,
    }
}

/// Every settled row with its reason and its duties.
fn told(pen: &Pen<'_>, rows: &[&RowVerdict]) -> String {
    let mut out = String::new();
    for row in rows.iter().filter(|row| SETTLED.contains(&row.outcome)) {
        let outcome = padded(row.outcome.words(), 15);
        let id = padded(&row.requirement.to_string(), 14);
        out.push_str(&format!(
            "  {id} {} {}\n",
            pen.ink(ink(row.outcome), &outcome),
            pen.title(&row.requirement)
        ));
        out.push_str(&indented(&neutral(&sentence(&row.because)), 8, pen.width));
        out.push_str(&duties(pen, row));
    }
    out
}

/// The duties of a row, each with its outcome, reason and what can enforce it.
pub(super) fn duties(pen: &Pen<'_>, row: &RowVerdict) -> String {
    let mut out = String::new();
    for duty in &row.duties {
        let text = pen.report.catalogue.duty(&duty.duty).map_or("", |card| card.text.as_str());
        let because = if duty.because == row.because { "" } else { duty.because.as_str() };
        let line = format!("{} {}: {text} {}", duty.duty, duty.outcome, neutral(because));
        out.push_str(&pen.ink(Ink::Faint, &indented(&line, 10, pen.width)));
        if !duty.enforced_by.is_empty() {
            let controls: Vec<&str> = duty.enforced_by.iter().map(|control| control.as_str()).collect();
            let line = format!("can be enforced by {}", controls.join(", "));
            out.push_str(&pen.ink(Ink::Faint, &indented(&line, 13, pen.width)));
        }
    }
    out
}
