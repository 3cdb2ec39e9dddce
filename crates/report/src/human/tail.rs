//! The last lines: what was set aside, how far anyone looked, and the line that fits a glance.

use std::collections::BTreeMap;

use assay_catalogue::Method;
use assay_verdict::Assessment;

use super::{Detail, Pen};
use crate::{
    figures::{Figures, Next, way},
    paint::Ink,
    text::{and, count, indented},
};

/// Set aside, coverage, summary.
pub(super) fn tail(pen: &Pen<'_>, assessment: &Assessment) -> String {
    let figures = Figures::of(assessment);
    let mut out = String::from("\n");
    let aside: Vec<String> = [
        (figures.waived, "waived"),
        (figures.suppressed, "suppressed in the source"),
        (figures.baseline, "in the baseline"),
        (figures.outside, "outside the change"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, words)| format!("{number} {words}"))
    .collect();
    if !aside.is_empty() {
        out.push_str(&indented(&format!("Set aside: {}.", and(&aside)), 0, pen.width));
    }
    if pen.detail > Detail::Quiet {
        out.push_str(&indented(&coverage(assessment, &figures), 0, pen.width));
    }
    let parts: Vec<String> = figures
        .parts()
        .into_iter()
        .map(|(number, words)| pen.ink(ink(number, words), &format!("{number} {words}")))
        .collect();
    out.push_str(&parts.join(" · "));
    out.push('\n');
    out
}

/// “31 of 97 duties were looked at; nobody looked at 66. Next: `assay probe <url>` for 9 requirements.”
pub(crate) fn coverage(assessment: &Assessment, figures: &Figures) -> String {
    let mut by_way: BTreeMap<Method, usize> = BTreeMap::new();
    let mut nothing = 0;
    for row in assessment.rows.iter().filter(|row| row.is_open()) {
        let next = Next::of(row, assessment);
        next.methods.iter().for_each(|method| *by_way.entry(*method).or_default() += 1);
        nothing += usize::from(next.nothing && next.unserved);
    }
    let duties = count(figures.duties, "duty", "duties");
    let mut line = format!("Looked at {} of {duties}", figures.looked_at);
    match figures.duties - figures.looked_at {
        0 => line.push('.'),
        left => line.push_str(&format!("; nobody looked at the other {left}.")),
    }
    let steps: Vec<String> = by_way
        .iter()
        .map(|(method, rows)| format!("{} for {}", way(*method), count(*rows, "requirement", "requirements")))
        .collect();
    if !steps.is_empty() {
        line.push_str(&format!(" Next: {}.", and(&steps)));
    }
    if nothing > 0 {
        let rows = count(nothing, "requirement", "requirements");
        line.push_str(&format!(" Nothing in this build looks at {rows} yet."));
    }
    line
}

fn ink(number: usize, words: &str) -> Ink {
    match words {
        "fail" if number == 0 => Ink::Good,
        "fail" | "error" => Ink::Bad,
        "advice" | "to review" => Ink::Amber,
        "unknown" | "not checked" => Ink::Open,
        "not applicable" => Ink::Faint,
        _ => Ink::Good,
    }
}
