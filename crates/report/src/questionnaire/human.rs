//! The draft on a terminal: every prompt on a line, what it rests on below.

use assay_catalogue::Truth;
use assay_verdict::questionnaire::{Answer, Certainty, ExhibitKind, Reply};

use super::{Draft, condition, reply, shown, summary::Summary, weight};
use crate::{
    paint::{Ink, Paint},
    text::{indented, neutral},
};

/// Drafts, one below the other.
pub fn questionnaire_human(drafts: &[Draft<'_>], color: bool, width: usize) -> String {
    let paint = Paint { color };
    let mut parts = Vec::new();
    for draft in drafts {
        let app = &draft.assessment.dossier.app;
        let name = neutral(&app.name);
        let mut out =
            format!("{}\n\n", paint.ink(Ink::Strong, &format!("Security questionnaire, draft: {name}")));
        for answer in draft.answers {
            out.push_str(&one(answer, paint, width));
        }
        out.push_str(&tail(draft, paint, width));
        parts.push(out);
    }
    parts.join("\n")
}

fn one(answer: &Answer<'_>, paint: Paint, width: usize) -> String {
    let ink = match (&answer.reply, answer.certainty) {
        _ if answer.asked == Truth::No => Ink::Faint,
        _ if answer.is_blocking() => Ink::Bad,
        _ if answer.is_warning() => Ink::Amber,
        (Reply::Blank, _) => Ink::Open,
        (_, Certainty::Likely) => Ink::Next,
        _ => Ink::Good,
    };
    let said = match &answer.reply {
        Reply::Text(text) => format!("“{}”", neutral(text)),
        _ => reply(answer),
    };
    let mut marks = Vec::new();
    if answer.certainty != Certainty::Unknown {
        marks.push(answer.certainty.to_string());
    }
    marks.extend(weight(answer));
    marks.extend(condition(answer));
    let marks = if marks.is_empty() { String::new() } else { format!(" · {}", marks.join(" · ")) };
    let mut out = format!("{:>6}  {}\n", answer.prompt.id, paint.ink(Ink::Strong, &answer.prompt.text));
    if answer.asked == Truth::No {
        out.push_str(&format!("        {}\n", paint.ink(ink, &format!("{said}: {}", answer.because))));
        return out;
    }
    out.push_str(&format!("        {}{marks}\n", paint.ink(ink, &said)));
    if answer.reply == Reply::Blank {
        out.push_str(&indented(&neutral(&answer.because), 8, width));
    }
    let (exhibits, more) = shown(answer);
    for exhibit in exhibits {
        let place = exhibit.place.as_ref().map_or_else(String::new, |place| format!("{place}: "));
        let lead = if exhibit.kind == ExhibitKind::Doubt { "look at " } else { "" };
        let note = exhibit.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
        let text = format!("- {lead}{place}{}{note}", exhibit.statement);
        out.push_str(&indented(&neutral(&text), 8, width));
    }
    if more > 0 {
        out.push_str(&format!("        - and {more} more\n"));
    }
    if let Some(how) = &answer.what_would_answer_it {
        out.push_str(&paint.ink(Ink::Faint, indented(&format!("→ {how}"), 8, width).trim_end()));
        out.push('\n');
    }
    out
}

fn tail(draft: &Draft<'_>, paint: Paint, width: usize) -> String {
    let Summary { drafted, blank, not_asked, blocking, warning, may_block } = Summary::of(draft.answers);
    let mut out = String::from("\n");
    let mut line = |ink: Ink, lead: &str, ids: &[&str]| {
        if !ids.is_empty() {
            let text = format!("{lead}: {}", ids.join(", "));
            out.push_str(&paint.ink(ink, indented(&text, 0, width).trim_end()));
            out.push('\n');
        }
    };
    line(Ink::Bad, "blocks the listing as drafted", &blocking);
    line(Ink::Amber, "brings a warning as drafted", &warning);
    line(Ink::Open, "blank, and one answer would block", &may_block);
    let (drafted, blank, not_asked) = (drafted.len(), blank.len(), not_asked.len());
    out.push_str(&format!(
        "{drafted} drafted · {blank} blank · {not_asked} not asked; a draft helps to answer, and does not answer for you\n"
    ));
    out
}
