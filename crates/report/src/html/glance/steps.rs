//! What to do next, in the order in which it helps most.

use std::collections::BTreeMap;

use assay_catalogue::{Method, RequirementId};
use assay_verdict::{Disposition, Standing};
use jiff::{ToSpan as _, civil::Date};
use maud::{Markup, html};

use super::{
    super::{finding::ShelfKind, pen::Pen, words::plain},
    card,
};
use crate::{
    next::{Next, way},
    text::{capital, count},
};

/// Days before its end at which a statement is worth a reminder.
const REMIND_DAYS: i64 = 30;
/// Kinds of findings that are named.
const RULES_NAMED: usize = 5;

/// The card.
pub(super) fn steps(pen: &Pen<'_>) -> Markup {
    let assessment = pen.assessment;
    let counting = |disposition: Disposition| {
        let open = assessment.findings.iter().filter(|finding| assessment.is_open(finding));
        open.filter(|finding| finding.disposition == disposition).count()
    };
    let (mend, heed) = (counting(Disposition::Fail), counting(Disposition::Advice));
    let (ways, unserved) = waiting(pen);
    let renew = renewals(pen);
    let nothing_left = mend + heed == 0 && ways.is_empty() && unserved.is_empty() && renew.is_empty();
    let content = html! {
        ol.steps {
            @if mend > 0 {
                li {
                    strong { "Mend " a href={ "#" (pen.anchor("findings")) } { (count(mend, "finding", "findings")) } }
                    " that break requirements; each says what would be right."
                    (gravest(pen))
                }
            }
            @if heed > 0 {
                li { strong { "Consider " a href={ "#" (pen.anchor("shelf-advice")) } { (count(heed, "piece", "pieces")) " of advice" } } "." }
            }
            @for (method, rows) in &ways {
                li {
                    strong { (what(*method)) }
                    " for " (count(rows.len(), "requirement", "requirements")) (typed(*method)) "."
                    (which(pen, rows))
                }
            }
            @if !renew.is_empty() {
                li {
                    strong { "Renew " a href={ "#" (pen.anchor("people")) } { (count(renew.len(), "statement", "statements")) } }
                    " that ended, or will within " (REMIND_DAYS) " days: " (renew.join(", ")) "."
                }
            }
            @if !unserved.is_empty() {
                li {
                    strong { "Have a person review" }
                    " " (count(unserved.len(), "requirement", "requirements")) " that nothing in this build looks at yet."
                    (which(pen, &unserved))
                }
            }
            @if nothing_left { li { "Nothing is left to do today. Look again at the next release." } }
        }
    };
    card(pen, "next", "What to do next", content)
}

/// The rules behind the first findings, each with how many there are.
fn gravest(pen: &Pen<'_>) -> Markup {
    let groups =
        || pen.shelves.iter().filter(|shelf| shelf.kind == ShelfKind::Fail).flat_map(|shelf| &shelf.groups);
    html! {
        ul.small {
            @for group in groups().take(RULES_NAMED) {
                @let first = group.findings.first().map_or_else(String::new, |(_, finding)| pen.finding_anchor(finding));
                li {
                    a href={ "#" (first) } { (plain(&capital(pen.rule_title(group.rule)))) }
                    @if group.findings.len() > 1 { ", " (group.findings.len()) " times" }
                }
            }
            @if groups().count() > RULES_NAMED { li { "and " (groups().count() - RULES_NAMED) " more kinds" } }
        }
    }
}

/// What to type, or to write.
fn typed(method: Method) -> Markup {
    match method {
        Method::Examine => html! {},
        Method::Interview => html! { ": " (way(method)) },
        Method::Test | Method::Observe => html! { ": " code { (way(method)) } },
    }
}

fn what(method: Method) -> &'static str {
    match method {
        Method::Examine => "Clear up what the look at the source left out",
        Method::Test => "Test the running app",
        Method::Observe => "Watch it run in the sandbox",
        Method::Interview => "Let somebody who knows attest",
    }
}

/// Open rows by what would settle them, and those for which there is nothing.
fn waiting<'a>(pen: &Pen<'a>) -> (BTreeMap<Method, Vec<&'a RequirementId>>, Vec<&'a RequirementId>) {
    let mut ways: BTreeMap<Method, Vec<&RequirementId>> = BTreeMap::new();
    let mut unserved = Vec::new();
    for row in pen.assessment.rows.iter().filter(|row| row.is_open()) {
        let next = Next::of(row, pen.assessment);
        next.methods.iter().for_each(|method| ways.entry(*method).or_default().push(&row.requirement));
        if next.nothing && next.unserved {
            unserved.push(&row.requirement);
        }
    }
    (ways, unserved)
}

fn which(pen: &Pen<'_>, rows: &[&RequirementId]) -> Markup {
    html! {
        details.which {
            summary { "Which" }
            p { (pen.rows(rows.iter().copied())) }
        }
    }
}

/// What people said that no longer counts, or soon will not.
fn renewals(pen: &Pen<'_>) -> Vec<String> {
    let today = pen.assessment.today;
    let soon = today.checked_add(REMIND_DAYS.days()).unwrap_or(Date::MAX);
    let statements = &pen.assessment.statements;
    let attested = statements.attestations.iter().filter(|attestation| {
        let changed =
            pen.report.catalogue.requirement(attestation.about.requirement()).map(|row| row.changed);
        let standing = attestation.standing(today, changed.unwrap_or(Date::MIN));
        standing != Standing::Current || attestation.expires <= soon
    });
    let attested = attested.map(|attestation| attestation.about.to_string());
    let waived = statements.waivers.iter().filter(|waiver| waiver.expires <= soon);
    let mut renew: Vec<String> =
        attested.chain(waived.map(|waiver| format!("the waiver of {}", waiver.rule))).collect();
    renew.dedup();
    renew
}
