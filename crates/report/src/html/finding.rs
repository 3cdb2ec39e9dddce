//! What was found: by how it counts, then by the rule that saw it, each with its lines, its way, its remedy.

mod live;
mod shelf;

use assay_catalogue::Method;
use assay_evidence::{Bearing, Evidence};
use assay_verdict::{BaselineState, Disposition, Finding};
use maud::{Markup, html};

use self::shelf::Group;
pub(super) use self::shelf::{Shelf, ShelfKind, shelves};
use super::{
    frame::frame,
    pen::{Pen, severity},
    words::{day, plain, prose, sentence},
};
use crate::{
    due::due,
    page::first_paragraph,
    text::{capital, count},
};

/// Findings of one rule shown before the rest is folded.
const SHOWN_A_RULE: usize = 4;

/// The section.
pub(super) fn findings(pen: &Pen<'_>) -> Markup {
    let content = html! {
        @if pen.shelves.is_empty() {
            p { "Nothing speaks against the app in what was looked at. What was not looked at stands under "
                a href={ "#" (pen.anchor("looked")) } { "What was looked at" } "." }
        }
        @for shelf in &pen.shelves { (shelf_of(pen, shelf)) }
    };
    pen.section("findings", "Findings", content)
}

fn shelf_of(pen: &Pen<'_>, shelf: &Shelf<'_>) -> Markup {
    let number: usize = shelf.groups.iter().map(|group| group.findings.len()).sum();
    let title = html! { (shelf.kind.mark().shape()) " " (shelf.kind.title()) span.small { " " (number) } };
    html! {
        div.shelf.(shelf.kind.mark().class()) {
            (pen.heading(2, Some(shelf.kind.anchor()), title))
            p.intro { (shelf.kind.intro()) }
            @for group in &shelf.groups { (group_of(pen, shelf.kind, group)) }
        }
    }
}

fn group_of(pen: &Pen<'_>, kind: ShelfKind, group: &Group<'_>) -> Markup {
    let title = capital(pen.rule_title(group.rule));
    let why = pen.report.pages.page(group.rule).and_then(why_it_matters);
    let (first, rest) = group.findings.split_at(group.findings.len().min(SHOWN_A_RULE));
    html! {
        section.rule {
            (pen.heading(3, None, html! { (prose(&title)) " " code.rule-id { (plain(group.rule.as_str())) } }))
            @if let Some(why) = why { p.why { (prose(&why)) } }
            @for (number, finding) in first { (told(pen, kind, *number, finding)) }
            @if !rest.is_empty() {
                details.rest {
                    summary { (count(rest.len(), "more of the same kind", "more of the same kind")) }
                    @for (number, finding) in rest { (told(pen, kind, *number, finding)) }
                }
            }
        }
    }
}

/// The first paragraph under “Why it matters” of a rule's page.
fn why_it_matters(page: &str) -> Option<String> {
    let (_, section) = page.split_once("## Why it matters")?;
    first_paragraph(section.split("\n## ").next().unwrap_or_default())
}

/// One finding.
fn told(pen: &Pen<'_>, kind: ShelfKind, number: usize, finding: &Finding) -> Markup {
    let evidence = pen.assessment.evidence(finding);
    html! {
        article.finding id=(pen.finding_anchor(finding)) {
            p.statement {
                span.number { (number) }
                span { (severity(finding.severity)) " " (sentence(&evidence.statement)) }
            }
            @match &evidence.place {
                Some(place) => (frame(place)),
                None => (live::seen_at(&evidence.subject)),
            }
            (way(evidence))
            @if let Some(proof) = &evidence.live { (live::proof(proof)) }
            @if let Some(help) = &evidence.help {
                p.help { strong { "Instead: " } (sentence(help)) }
            }
            (doubt(evidence))
            @if let Some(due) = due(pen.assessment, finding) {
                p.small { strong { "Clock: " } (plain(&due)) }
            }
            (aside(pen, kind, finding))
            p.small.facts {
                @if finding.requirements.is_empty() { "Beyond the tables" }
                @else { "Counts against " (pen.rows(&finding.requirements)) }
                " · confidence " (evidence.confidence) " · " (seen(evidence.method))
                " · fingerprint " code { (plain(&finding.fingerprint.0)) }
            }
        }
    }
}

/// How it was seen.
fn seen(method: Method) -> &'static str {
    match method {
        Method::Examine => "seen in the source",
        Method::Test => "seen in a test of the running app",
        Method::Observe => "seen while the app ran",
        Method::Interview => "said by people",
    }
}

/// From cause to effect: the stops in one line, then each with its lines, along a rail.
fn way(evidence: &Evidence) -> Markup {
    let last = evidence.path.len().saturating_sub(1);
    html! {
        @if !evidence.path.is_empty() {
            details.way open {
                summary { "How it gets there: " (count(evidence.path.len(), "step", "steps")) }
                p.strip {
                    @for (number, step) in evidence.path.iter().enumerate() {
                        @if number > 0 { span.onward { " → " } }
                        code { (plain(step.place.file.file_name())) ":" (step.place.line()) }
                    }
                }
                ol.route {
                    @for (number, step) in evidence.path.iter().enumerate() {
                        li.stop.end[number == last] { (sentence(&step.text)) (frame(&step.place)) }
                    }
                }
            }
        }
    }
}

fn doubt(evidence: &Evidence) -> Markup {
    html! {
        @if let Bearing::Inconclusive { because } = &evidence.bearing {
            p.doubt { strong { "In doubt: " } (sentence(because)) }
        }
    }
}

/// Why it does not count today.
fn aside(pen: &Pen<'_>, kind: ShelfKind, finding: &Finding) -> Markup {
    let evidence = pen.assessment.evidence(finding);
    let waiver = finding.waiver.and_then(|index| pen.assessment.statements.waivers.get(index));
    html! {
        @if let Some(waiver) = waiver {
            p.set-aside { strong { "Waived until " (day(waiver.expires)) ": " } (sentence(&waiver.reason)) }
        }
        @if let Some(reason) = &evidence.suppressed {
            p.set-aside { strong { "Suppressed in the source: " } (sentence(reason)) }
        }
        @if finding.baseline == Some(BaselineState::Unchanged) { p.set-aside { "The earlier report has it already." } }
        @if finding.baseline == Some(BaselineState::New) { p.small.facts { "New since the earlier report." } }
        @if finding.outside_change { p.set-aside { "It lies outside the change under review." } }
        @if kind == ShelfKind::Aside {
            p.small.facts {
                "Without that it would stand under " (match finding.disposition {
                    Disposition::Fail => "what requirements fail by",
                    Disposition::Advice => "advice",
                    Disposition::Review => "what a person should look at",
                }) ". The outcomes of requirements take no notice of it."
            }
        }
    }
}
