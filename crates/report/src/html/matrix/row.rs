//! One row of a table, with its duties folded beneath its reason.

use assay_catalogue::{Force, Requirement, Responsible};
use assay_verdict::{DutyVerdict, RowVerdict};
use maud::{Markup, html};

use super::super::{
    addresses::link,
    mark::Mark,
    pen::Pen,
    words::{list, plain, prose},
};
use super::reason;
use crate::{human::findings_of, text::count};

/// A line of the table.
pub(super) fn row(pen: &Pen<'_>, row: &RowVerdict) -> Markup {
    let mark = Mark::of_row(row);
    let id = &row.requirement;
    html! {
        tr.(mark.class()) id={ (pen.anchor("row-")) (id) } role="row" {
            th scope="row" role="rowheader" { span.id { (id) } " " span.title { (prose(pen.title(id))) } }
            td role="cell" { (mark.badge()) }
            td role="cell" {
                p { (reason::of_row(pen, row)) (found(pen, row)) }
                (more(pen, row))
            }
        }
    }
}

/// Links to the findings a row fails by.
fn found(pen: &Pen<'_>, row: &RowVerdict) -> Markup {
    let findings = match row.outcome {
        assay_verdict::Outcome::Fail => findings_of(pen.assessment, row),
        _ => Vec::new(),
    };
    let links = findings.iter().map(|finding| {
        html! { a href={ "#" (pen.finding_anchor(finding)) } { (pen.number(finding)) } }
    });
    html! {
        @if !findings.is_empty() {
            " " span.small { (if findings.len() == 1 { "Finding " } else { "Findings " }) (list(links)) "." }
        }
    }
}

/// What the row asks, duty by duty, and where that is written.
fn more(pen: &Pen<'_>, row: &RowVerdict) -> Markup {
    let Some(requirement) = pen.report.catalogue.requirement(&row.requirement) else { return html! {} };
    html! {
        details.duties {
            summary { "What it asks: " (count(row.duties.len(), "duty", "duties")) span.unseen { " of " (row.requirement) } }
            p { (prose(&requirement.text)) }
            ul { @for verdict in &row.duties { (duty(pen, row, verdict)) } }
            @if !row.twins.is_empty() {
                p.small { "Asked again by " (pen.rows(row.twins.iter().map(|twin| &twin.requirement))) "." }
            }
            p.small { (written(requirement)) }
        }
    }
}

fn duty(pen: &Pen<'_>, row: &RowVerdict, verdict: &DutyVerdict) -> Markup {
    let text = pen.report.catalogue.duty(&verdict.duty).map_or("", |duty| duty.text.as_str());
    let mark = Mark::of(verdict.outcome, verdict.is_advice());
    html! {
        li {
            (mark.badge()) " " span.id { (verdict.duty) } " " (prose(text))
            @if verdict.force == Force::Should { " " span.small { "Recommended." } }
            @if !verdict.because.is_empty() && (verdict.because != row.because || !verdict.needs.is_empty()) {
                span.because { (reason::of_duty(pen, verdict)) }
            }
            @if !verdict.enforced_by.is_empty() {
                span.because {
                    "Can be enforced by "
                    (list(verdict.enforced_by.iter().map(|control| html! { code { (plain(control.as_str())) } }))) "."
                }
            }
        }
    }
}

fn written(requirement: &Requirement) -> Markup {
    let who = match requirement.responsible {
        Responsible::Platform => "the platform",
        Responsible::App => "the app’s developer",
        Responsible::Shared => "the platform and the app’s developer",
    };
    html! {
        "To be seen to by " (who) ". Severity where it is missed: " (requirement.severity) "."
        @if let Some(source) = requirement.sources.first() {
            " Written at "
            @match &source.address {
                Some(address) => (link(address, Some(&source.title))),
                None => (plain(&source.title)),
            }
            ", read " (super::super::words::day(source.read)) "."
        }
    }
}
