//! The last lines: what was set aside, how far anyone looked, and the line that fits a glance.

use assay_verdict::Assessment;

use super::{Detail, Pen};
use crate::{
    figures::Figures,
    next::coverage_line,
    paint::Ink,
    text::{and, indented},
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
        out.push_str(&indented(&coverage_line(assessment, &figures), 0, pen.width));
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
