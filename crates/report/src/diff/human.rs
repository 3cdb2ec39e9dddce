//! For the terminal: each cause with the lines that show it, then what is free, what to know, and one line that
//! fits a glance.

use assay_policy::{Answer, AppDiff, Caveat, Certainty, Change, Source, Standing};
use assay_source::Place;

use super::{DiffReport, answer_in_words, caveat, figures, why_open};
use crate::{
    frame::{Frame, Tone},
    paint::{Ink, Paint},
    text::{count, indented, neutral},
};

/// Tells a comparison to a person at a terminal. Every line ends in `\n`; the last is the summary.
///
/// Whatever the app's text holds, no control character but line ends, and the colours asked for, is sent.
pub fn diff_human(report: &DiffReport<'_>, color: bool, width: usize) -> String {
    let pen = Pen { report, paint: Paint { color }, width: width.clamp(40, 160) };
    let mut out = String::new();
    for diff in report.apps {
        out.push_str(&pen.app(diff));
    }
    if report.apps.len() > 1 {
        let needing = report.apps.iter().filter(|diff| diff.answer() == Answer::Needed).count();
        let apps = count(report.apps.len(), "app", "apps");
        out.push_str(&format!("\n{apps}, {needing} with a version that needs approval.\n"));
    }
    out
}

/// What stands beside a cause of which no page says so.
const ASSUMED: &str = "no published page says so; a person is asked to be on the safe side";

struct Pen<'a> {
    report: &'a DiffReport<'a>,
    paint: Paint,
    width: usize,
}

impl Pen<'_> {
    fn app(&self, diff: &AppDiff) -> String {
        let mut out = String::new();
        if self.report.apps.len() > 1 {
            let name = neutral(diff.manifest.as_str()).into_owned();
            out.push_str(&format!("\n{}\n", self.paint.ink(Ink::Strong, &name)));
        }
        if let Standing::Compared(comparison) = &diff.standing {
            for cause in comparison.causes.iter().chain(&comparison.open) {
                out.push_str(&self.frame(cause));
                out.push('\n');
            }
            if !comparison.free.is_empty() {
                out.push_str(&self.free(&comparison.free));
            }
            out.push_str(&self.sources(&comparison.causes));
            for note in &comparison.caveats {
                out.push_str(&self.note(note));
            }
        }
        out.push_str(&self.summary(diff));
        out
    }

    fn frame(&self, change: &Change) -> String {
        let before = format!("before, in {}", self.report.old);
        let mut places: Vec<(&Place, &str)> = Vec::new();
        places.extend(change.after.as_ref().map(|place| (place, "")));
        places.extend(change.before.as_ref().map(|place| (place, before.as_str())));
        let mut footers = Vec::new();
        let open = why_open(change);
        if let Some(gives) = &change.gives {
            let word = if open.is_none() { "newly gives" } else { "may newly give" };
            footers.push((Tone::Note, word, gives.clone()));
        }
        let (tone, word) = match open {
            Some((why, help)) => {
                footers.push((Tone::Note, "because", why));
                footers.push((Tone::Warning, "help", help.to_owned()));
                (Tone::Note, "cannot be told")
            }
            None => (Tone::Warning, "needs approval"),
        };
        if change.certainty == Certainty::Assumed {
            footers.push((Tone::Note, "assumed", ASSUMED.to_owned()));
        }
        let frame =
            Frame { tone, word, id: change.kind.id(), title: &change.what, places, origin: None, footers };
        frame.draw(self.paint.color, self.width)
    }

    fn free(&self, free: &[Change]) -> String {
        let heading = format!("{} without approval:", count(free.len(), "change", "changes"));
        let mut out = format!("{}\n", self.paint.ink(Ink::Strong, &heading));
        for change in free {
            let at = match (&change.after, &change.before) {
                (Some(place), _) => neutral(&place.to_string()).into_owned(),
                (None, Some(place)) => format!("{} before", neutral(&place.to_string())),
                (None, None) => String::new(),
            };
            let assumed = if change.certainty == Certainty::Assumed { " (assumed)" } else { "" };
            let text = format!("{}{assumed} ({at})", neutral(&change.what));
            out.push_str(&indented(&text, 2, self.width));
        }
        out.push('\n');
        out
    }

    /// The pages that say so, each once.
    fn sources(&self, causes: &[Change]) -> String {
        let mut sources: Vec<Source> = causes.iter().filter_map(|cause| cause.kind.source()).collect();
        sources.sort();
        sources.dedup();
        let lines = sources.iter().map(|Source { title, address, read }| {
            format!("  {title}: {}\n", self.paint.ink(Ink::Faint, &format!("{address} (read {read})")))
        });
        let lines: String = lines.collect();
        if lines.is_empty() { lines } else { format!("What the vendor's pages say:\n{lines}\n") }
    }

    fn note(&self, note: &Caveat) -> String {
        let text = neutral(&caveat(note)).into_owned();
        let lines = indented(&text, 6, self.width);
        format!("{} {}\n", self.paint.ink(Ink::Amber, "note:"), lines.trim_start())
    }

    fn summary(&self, diff: &AppDiff) -> String {
        let answer = diff.answer();
        let ink = match answer {
            Answer::Needed => Ink::Bad,
            Answer::CannotTell => Ink::Open,
            Answer::NotNeeded => Ink::Good,
        };
        let compared = format!("compared with {}", neutral(self.report.old));
        let words = self.paint.ink(ink, answer_in_words(diff));
        format!("{words} ({compared}): {}.\n", figures(diff))
    }
}
