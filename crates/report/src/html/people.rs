//! What people say: who vouches for what and until when, and what they decided to live with.

use assay_verdict::{Attestation, Standing, Waiver};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{
    addresses::link,
    mark::Mark,
    pen::Pen,
    words::{day, plain, prose, sentence},
};
use crate::text::count;

/// The section.
pub(super) fn people(pen: &Pen<'_>) -> Markup {
    let content = html! {
        p.intro {
            "An attestation counts only where nothing else could show a thing, while it is unexpired, and not if it is older "
            "than the revision that changed its row. A waiver stands beside a finding; it never changes an outcome."
        }
        (attestations(pen))
        (waivers(pen))
        (suppressed(pen))
    };
    pen.section("people", "What people say", content)
}

fn attestations(pen: &Pen<'_>) -> Markup {
    let attestations = &pen.assessment.statements.attestations;
    html! {
        (pen.heading(2, Some("attestations"), html! { "Attestations" span.small { " " (attestations.len()) } }))
        @if attestations.is_empty() {
            p { "Nobody vouches for anything." }
        } @else {
            table.stack role="table" {
                caption { "Who vouches for what, since when and until when" }
                thead role="rowgroup" { tr role="row" {
                    th scope="col" role="columnheader" { "About" }
                    th scope="col" role="columnheader" { "Statement" }
                    th scope="col" role="columnheader" { "Owner" }
                    th scope="col" role="columnheader" { "Made" }
                    th scope="col" role="columnheader" { "Until" }
                    th scope="col" role="columnheader" { "Counts" }
                } }
                tbody role="rowgroup" { @for attestation in attestations { (attested(pen, attestation)) } }
            }
        }
    }
}

fn attested(pen: &Pen<'_>, attestation: &Attestation) -> Markup {
    let id = attestation.about.requirement();
    let (mark, word) = standing(pen, attestation);
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                a.id href={ "#" (pen.anchor("row-")) (id) } { (attestation.about) }
                " " span.title { (prose(pen.title(id))) }
            }
            td role="cell" data-label="Statement" {
                p { (sentence(&attestation.statement)) }
                @if let Some(address) = &attestation.link { p.small { "More at " (link(address, None)) } }
            }
            td role="cell" data-label="Owner" { (plain(&attestation.owner)) }
            td role="cell" data-label="Made" { (day(attestation.date)) }
            td role="cell" data-label="Until" { (day(attestation.expires)) }
            td role="cell" data-label="Counts" { span.badge.(mark.class()) { (mark.shape()) (word) } }
        }
    }
}

fn standing(pen: &Pen<'_>, attestation: &Attestation) -> (Mark, &'static str) {
    let requirement = pen.report.catalogue.requirement(attestation.about.requirement());
    let changed = requirement.map_or(Date::MIN, |requirement| requirement.changed);
    match attestation.standing(pen.assessment.today, changed) {
        Standing::Current => (Mark::Attested, "yes"),
        Standing::Expired => (Mark::Fail, "no: expired"),
        Standing::OlderThanRow => (Mark::Fail, "no: the row changed since"),
        Standing::NotYetMade => (Mark::Fail, "no: dated after today"),
    }
}

fn waivers(pen: &Pen<'_>) -> Markup {
    let waivers = &pen.assessment.statements.waivers;
    html! {
        (pen.heading(2, Some("waivers"), html! { "Waivers" span.small { " " (waivers.len()) } }))
        @if waivers.is_empty() {
            p { "No finding is waived." }
        } @else {
            table.stack role="table" {
                caption { "Findings somebody decided to live with, and why" }
                thead role="rowgroup" { tr role="row" {
                    th scope="col" role="columnheader" { "Rule" }
                    th scope="col" role="columnheader" { "Reason" }
                    th scope="col" role="columnheader" { "Until" }
                    th scope="col" role="columnheader" { "Counts" }
                    th scope="col" role="columnheader" { "Covers" }
                } }
                tbody role="rowgroup" { @for (index, waiver) in waivers.iter().enumerate() { (waived(pen, index, waiver)) } }
            }
        }
    }
}

fn waived(pen: &Pen<'_>, index: usize, waiver: &Waiver) -> Markup {
    let covered: Vec<_> =
        pen.assessment.findings.iter().filter(|finding| finding.waiver == Some(index)).collect();
    let counts = waiver.counts_on(pen.assessment.today);
    let (mark, word) = if counts { (Mark::Attested, "yes") } else { (Mark::Fail, "no: expired") };
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                code { (plain(waiver.rule.as_str())) }
                @if let Some(path) = &waiver.path { " " span.title { "in " code { (plain(path)) } } }
                @if let Some(fingerprint) = &waiver.fingerprint { " " span.title { "finding " code { (plain(&fingerprint.0)) } } }
            }
            td role="cell" data-label="Reason" { (sentence(&waiver.reason)) }
            td role="cell" data-label="Until" { (day(waiver.expires)) }
            td role="cell" data-label="Counts" { span.badge.(mark.class()) { (mark.shape()) (word) } }
            td role="cell" data-label="Covers" {
                @if covered.is_empty() { "Nothing that was found" }
                @for (number, finding) in covered.iter().enumerate() {
                    @if number > 0 { ", " }
                    a href={ "#" (pen.finding_anchor(finding)) } { "finding " (pen.number(finding)) }
                }
            }
        }
    }
}

/// Findings that a comment in the source sets aside.
fn suppressed(pen: &Pen<'_>) -> Markup {
    let suppressed: Vec<_> = pen
        .assessment
        .findings
        .iter()
        .filter_map(|finding| Some((finding, pen.assessment.evidence(finding).suppressed.as_deref()?)))
        .collect();
    html! {
        @if !suppressed.is_empty() {
            (pen.heading(2, None, html! { "Suppressed in the source" span.small { " " (suppressed.len()) } }))
            p { (count(suppressed.len(), "finding has", "findings have")) " a comment beside the line that says why it is none:" }
            ul {
                @for (finding, reason) in suppressed {
                    li { a href={ "#" (pen.finding_anchor(finding)) } { "Finding " (pen.number(finding)) } ": " (sentence(reason)) }
                }
            }
        }
    }
}
