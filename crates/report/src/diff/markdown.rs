//! For a pull request: what an admin would be asked, short enough for a comment.

use assay_policy::{Answer, AppDiff, Certainty, Change, Standing};
use assay_source::Place;

use super::{DiffReport, answer_in_words, caveat, figures, why_open};
use crate::{
    markdown::{code, escaped, inline},
    text::{capital, sentence},
};

/// Changes told one by one, of one list; a comment has 65,536 characters (GitHub, read 2026-11-22).
const TOLD: usize = 40;

/// A comparison as Markdown (GitHub's flavour). Nothing an app wrote can mention, link or format by itself.
pub fn diff_markdown(report: &DiffReport<'_>) -> String {
    let mut out = format!("## {}: consent of admins\n", escaped(&report.tool.name));
    for diff in report.apps {
        out.push_str(&app(report, diff));
    }
    out
}

fn app(report: &DiffReport<'_>, diff: &AppDiff) -> String {
    let mut out = String::new();
    if report.apps.len() > 1 {
        out.push_str(&format!("\n### {}\n", code(diff.manifest.as_str())));
    }
    let answer = diff.answer();
    let mark = match answer {
        Answer::NotNeeded => "",
        Answer::CannotTell | Answer::Needed => "**",
    };
    out.push_str(&format!(
        "\n{mark}{}{mark} (compared with {}): {}.\n",
        answer_in_words(diff),
        code(report.old),
        figures(diff)
    ));
    let Standing::Compared(comparison) = &diff.standing else { return out };
    out.push_str(&list("Needs approval", &comparison.causes));
    out.push_str(&list("Cannot be told", &comparison.open));
    if !comparison.free.is_empty() {
        let items = items(&comparison.free);
        out.push_str(&format!("\n<details><summary>Without approval</summary>\n\n{items}\n</details>\n"));
    }
    for note in &comparison.caveats {
        out.push_str(&format!("\n> {}\n", inline(&caveat(note))));
    }
    out
}

fn list(heading: &str, changes: &[Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    format!("\n#### {heading}\n\n{}", items(changes))
}

fn items(changes: &[Change]) -> String {
    let mut out: String = changes.iter().take(TOLD).map(item).collect();
    if let Some(more) = changes.len().checked_sub(TOLD).filter(|more| *more > 0) {
        out.push_str(&format!("- and {more} more\n"));
    }
    out
}

fn item(change: &Change) -> String {
    let at = |place: &Place| code(&format!("{}:{}", place.file, place.line()));
    let place = match (&change.after, &change.before) {
        (Some(after), Some(before)) => format!("{}, was {}", at(after), at(before)),
        (Some(after), None) => at(after),
        (None, Some(before)) => format!("was {}", at(before)),
        (None, None) => String::new(),
    };
    let mut out = format!("- {} ({place})", inline(&capital(&change.what)));
    if let Some(gives) = &change.gives {
        let perhaps = if matches!(change.certainty, Certainty::Open(_)) { "perhaps: " } else { "" };
        out.push_str(&format!("  \n  → {perhaps}{}", inline(&sentence(gives))));
    }
    match (&change.certainty, why_open(change)) {
        (_, Some((why, help))) => {
            out.push_str(&format!("  \n  {}", inline(&sentence(&format!("{why}; {help}")))))
        }
        (Certainty::Assumed, None) => out.push_str(" *(assumed: no published page says so)*"),
        _ => {}
    }
    out.push('\n');
    out
}
