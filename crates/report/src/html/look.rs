//! Who looked at what, what they left out, what could not be read, and what nobody looked at.

mod gaps;

use std::collections::BTreeSet;

use assay_evidence::{Applicability, Completion, InstrumentCard, Skip, Sweep};
use assay_source::{Diagnostic, Level};
use maud::{Markup, html};

use self::gaps::gaps;
use super::{
    frame::frame,
    mark::Mark,
    pen::Pen,
    words::{plain, prose, sentence},
};
use crate::text::{capital, count};

/// Things left out that are named before the rest is folded.
const SKIPS_SHOWN: usize = 3;

/// The section.
pub(super) fn look(pen: &Pen<'_>) -> Markup {
    let content = html! {
        p.intro { (summary(pen)) }
        (looks(pen))
        (gaps(pen))
        (idle(pen))
        (unreadable(pen))
        (unlisted(pen))
    };
    pen.section("looked", "What was looked at", content)
}

fn summary(pen: &Pen<'_>) -> String {
    let sweeps = &pen.assessment.dossier.sweeps;
    let who: BTreeSet<_> = sweeps.iter().map(|sweep| &sweep.by).collect();
    let whole = sweeps.iter().filter(|sweep| sweep.is_whole()).count();
    match who.len() {
        0 => "Nobody looked at this app yet.".to_owned(),
        number => format!(
            "{} looked, at {}; {whole} of these looks left nothing out.",
            count(number, "instrument", "instruments"),
            count(sweeps.len(), "claim", "claims"),
        ),
    }
}

/// A line a look: what was to be shown, how much there was, what was left out, what was seen.
fn looks(pen: &Pen<'_>) -> Markup {
    let sweeps = &pen.assessment.dossier.sweeps;
    let (whole, short): (Vec<&Sweep>, Vec<&Sweep>) = sweeps.iter().partition(|sweep| sweep.is_whole());
    html! {
        @if !short.is_empty() { (table(pen, "Looks that left something out, broke, or had nothing to look at", &short)) }
        @if !whole.is_empty() {
            details.folded {
                summary { (count(whole.len(), "look", "looks")) " that left nothing out" }
                (table(pen, "Looks that came to their end and left nothing out", &whole))
            }
        }
    }
}

fn table(pen: &Pen<'_>, caption: &str, sweeps: &[&Sweep]) -> Markup {
    html! {
        table.stack role="table" {
            caption { (caption) }
            thead role="rowgroup" { tr role="row" {
                th scope="col" role="columnheader" { "What should be the case" }
                th scope="col" role="columnheader" { "Who looked" }
                th scope="col" role="columnheader" { "Looked at" }
                th scope="col" role="columnheader" { "Left out" }
                th scope="col" role="columnheader" { "Seen" }
            } }
            tbody role="rowgroup" { @for sweep in sweeps { (line(pen, sweep)) } }
        }
    }
}

fn line(pen: &Pen<'_>, sweep: &Sweep) -> Markup {
    let claim = pen.report.catalogue.claim(&sweep.about);
    let against = pen
        .assessment
        .findings
        .iter()
        .map(|finding| pen.assessment.evidence(finding))
        .filter(|evidence| evidence.by == sweep.by && evidence.about == sweep.about)
        .count();
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                @match claim {
                    Some(claim) => (sentence(&claim.text)),
                    None => code { (plain(sweep.about.as_str())) },
                }
            }
            td role="cell" data-label="Who looked" { code { (plain(sweep.by.as_str())) } }
            td role="cell" data-label="Looked at" {
                @match &sweep.completion {
                    Completion::Broke { because } => { (Mark::Error.badge()) " " (sentence(because)) }
                    Completion::Completed if sweep.population == 0 => "there was nothing to look at",
                    Completion::Completed => { (sweep.examined) " of " (sweep.population) }
                }
            }
            td role="cell" data-label="Left out" { (left_out(&sweep.skipped)) }
            td role="cell" data-label="Seen" {
                @match against { 0 => "nothing against it", number => (count(number, "finding", "findings")) }
            }
        }
    }
}

fn left_out(skipped: &[Skip]) -> Markup {
    let (first, rest) = skipped.split_at(skipped.len().min(SKIPS_SHOWN));
    html! {
        @if skipped.is_empty() { "nothing" }
        @for skip in first { (left(skip)) }
        @if !rest.is_empty() {
            details { summary { (rest.len()) " more" } @for skip in rest { (left(skip)) } }
        }
    }
}

fn left(skip: &Skip) -> Markup {
    html! {
        p {
            (prose(&skip.what)) ": " (sentence(&skip.because))
            @if let Some(place) = &skip.place { " " code { (plain(&place.to_string())) } }
        }
    }
}

/// Instruments that found nothing to do here, with the reason.
fn idle(pen: &Pen<'_>) -> Markup {
    let idle: Vec<(&InstrumentCard, &str)> = pen
        .assessment
        .dossier
        .instruments
        .iter()
        .filter_map(|card| match &card.applicability {
            Applicability::Applies => None,
            Applicability::DoesNotApply { because } => Some((card, because.as_str())),
        })
        .collect();
    html! {
        @if !idle.is_empty() {
            details.folded {
                summary { (count(idle.len(), "instrument has", "instruments have")) " nothing to look at in this app" }
                ul { @for (card, because) in idle { li { code { (plain(card.id.as_str())) } ": " (sentence(because)) } } }
            }
        }
    }
}

/// What was wrong with the input.
fn unreadable(pen: &Pen<'_>) -> Markup {
    let diagnostics = &pen.assessment.dossier.diagnostics;
    html! {
        @if !diagnostics.is_empty() {
            (pen.heading(2, None, html! { "What could not be read as it stands" span.small { " " (diagnostics.len()) } }))
            @for diagnostic in diagnostics { (trouble(diagnostic)) }
        }
    }
}

fn trouble(diagnostic: &Diagnostic) -> Markup {
    let level = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    html! {
        div.trouble {
            p { span.severity { (level) } " " (sentence(&diagnostic.message)) " " code.small { (plain(&diagnostic.code.0)) } }
            @for label in &diagnostic.labels {
                (frame(&label.place))
                @if !label.text.is_empty() { p.small { (sentence(&label.text)) } }
            }
            @if let Some(help) = &diagnostic.help { p.help { strong { "Instead: " } (sentence(help)) } }
        }
    }
}

/// Names the bundled lists do not have.
fn unlisted(pen: &Pen<'_>) -> Markup {
    let names = &pen.assessment.dossier.unlisted;
    html! {
        @if !names.is_empty() {
            (pen.heading(2, None, html! { "Names that no public list has" span.small { " " (names.len()) } }))
            p { "They were accepted and judged neither way." }
            ul {
                @for name in names {
                    li { (plain(&capital(&name.what))) " " code { (plain(&name.name)) } " at " code { (plain(&name.place.to_string())) } }
                }
            }
        }
    }
}
