//! How to read the page, and what it rests on.

use assay_evidence::Subject;
use maud::{Markup, html};

use super::{
    mark::Mark,
    pen::Pen,
    words::{day, plain, sentence},
};
use crate::Report;

/// The section: outcomes, the subject, the facts that decided what applies.
pub(super) fn about(pen: &Pen<'_>) -> Markup {
    let dossier = &pen.assessment.dossier;
    let content = html! {
        (pen.heading(2, Some("outcomes"), html! { "What the outcomes mean" }))
        dl.outcomes {
            @for mark in Mark::OF_ROWS.into_iter().chain([Mark::Review]) {
                div { dt { (mark.badge()) } dd { (mark.meaning()) } }
            }
        }
        (pen.heading(2, None, html! { "What was examined" }))
        p {
            @if dossier.app.path.is_root() { "The directory that was named" }
            @else { "The folder " code { (plain(dossier.app.path.as_str())) } }
            ", recognised by " code { (plain(dossier.app.main_file.as_str())) }
            @if let Some(id) = &dossier.app.id { "; its id is " code { (plain(id)) } }
            "."
        }
        (subject(&dossier.subject))
        details.folded.screen {
            summary { "Facts that decided which requirements apply" }
            table.stack role="table" {
                caption { "What is known of the app, and what decided it" }
                thead role="rowgroup" { tr role="row" {
                    th scope="col" role="columnheader" { "Fact" }
                    th scope="col" role="columnheader" { "So" }
                    th scope="col" role="columnheader" { "Because" }
                } }
                tbody role="rowgroup" {
                    @for (id, fact) in dossier.facts.iter() {
                        tr role="row" {
                            th scope="row" role="rowheader" { code { (plain(id.as_str())) } }
                            td role="cell" data-label="So" { (truth(fact.truth)) }
                            td role="cell" data-label="Because" { (sentence(&fact.because)) }
                        }
                    }
                }
            }
        }
    };
    pen.section("about", "About this report", content)
}

fn truth(truth: assay_catalogue::Truth) -> &'static str {
    match truth {
        assay_catalogue::Truth::Yes => "yes",
        assay_catalogue::Truth::No => "no",
        assay_catalogue::Truth::Unknown => "unknown",
    }
}

fn subject(subject: &Subject) -> Markup {
    match subject {
        Subject::Source { digest } => html! {
            p {
                "Its source, by the SHA-256 digest of the paths and contents of every file: "
                code.digest { (digest) } ". Another digest is another release, and this report says little about it."
            }
        },
        Subject::Deployment { url, release } => html! {
            p {
                "The running app at " code { (plain(url)) }
                @if let Some(release) = release { ", release " code { (plain(release)) } }
                "."
            }
        },
    }
}

/// What the short name of a subject is called.
pub(super) fn subject_word(subject: &Subject) -> &'static str {
    match subject {
        Subject::Source { .. } => "Source digest",
        Subject::Deployment { .. } => "Running at",
    }
}

/// A subject in a few characters.
pub(super) fn subject_short(subject: &Subject) -> Markup {
    match subject {
        Subject::Source { digest } => html! { (digest.short()) "…" },
        Subject::Deployment { url, .. } => plain(url),
    }
}

/// Who made the page, with which data.
pub(super) fn colophon(report: &Report<'_>) -> Markup {
    html! {
        p {
            "Made by " (report.tool.name) " " (report.tool.version)
            @if let Some(first) = report.assessments.first() {
                " for " (day(first.today))
                @if let Some(revision) = first.revision { ", by the requirements of " (day(revision)) }
            }
            ". This page is complete in itself: it loads nothing and runs no script."
        }
        @if !report.tool.data.is_empty() {
            p {
                "Data of this build: "
                @for (number, data) in report.tool.data.iter().enumerate() {
                    @if number > 0 { "; " }
                    (data.name) " of " (day(data.as_of))
                }
                "."
            }
        }
        p.paper { "On paper the duties of each row and the facts about the app are left out; on a screen the page has them." }
        p { "The report says how the app stood on that day, as far as it was looked at. It is no certificate, and not Atlassian’s word." }
    }
}
