//! What nobody has answered yet, claim by claim, under what could answer it.

use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::{ClaimId, Method, RequirementId};
use assay_verdict::Outcome;
use maud::{Markup, html};

use super::super::{
    pen::Pen,
    words::{plain, sentence},
};
use crate::text::{capital, count};

/// How a claim could be known, and whether anything in this build could. What can be done comes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    unserved: bool,
    methods: BTreeSet<Method>,
}

/// Folded: the list is long while the build is young, and every row says its part already.
pub(super) fn gaps(pen: &Pen<'_>) -> Markup {
    let gaps = collect(pen);
    let all: usize = gaps.values().map(BTreeMap::len).sum();
    html! {
        @if all > 0 {
            details.folded {
                summary { (count(all, "claim", "claims")) " that nobody has answered yet" }
                @for (way, claims) in &gaps {
                    p.way { strong { (capital(&words(way))) } span.small { " " (claims.len()) } }
                    ul.claims {
                        @for (claim, rows) in claims {
                            li {
                                @match pen.report.catalogue.claim(claim) {
                                    Some(card) => (sentence(&card.text)),
                                    None => code { (plain(claim.as_str())) },
                                }
                                " " span.small { (pen.rows(rows.iter().copied())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Claims that open duties wait for, each with the rows of those duties.
type Gaps<'a> = BTreeMap<Way, BTreeMap<&'a ClaimId, BTreeSet<&'a RequirementId>>>;

fn collect<'a>(pen: &Pen<'a>) -> Gaps<'a> {
    let mut claims: BTreeMap<&ClaimId, (BTreeMap<Method, bool>, BTreeSet<&RequirementId>)> = BTreeMap::new();
    for row in pen.assessment.rows.iter().filter(|row| row.outcome != Outcome::NotApplicable) {
        for need in row.duties.iter().filter(|duty| duty.outcome.is_open()).flat_map(|duty| &duty.needs) {
            let (methods, rows) = claims.entry(&need.claim).or_default();
            *methods.entry(need.method).or_default() |= need.served;
            rows.insert(&row.requirement);
        }
    }
    let mut gaps = Gaps::new();
    for (claim, (methods, rows)) in claims {
        let served: BTreeSet<Method> =
            methods.iter().filter(|(_, served)| **served).map(|(method, _)| *method).collect();
        let unserved = served.is_empty();
        let methods = if unserved { methods.into_keys().collect() } else { served };
        gaps.entry(Way { unserved, methods }).or_default().insert(claim, rows);
    }
    gaps
}

fn words(way: &Way) -> String {
    let methods: Vec<&str> = way
        .methods
        .iter()
        .map(|method| match method {
            Method::Examine => "reading the source",
            Method::Test => "a test of the running app",
            Method::Observe => "watching it run",
            Method::Interview => "an attestation of somebody who knows",
        })
        .collect();
    let later = if way.unserved { "; nothing in this build does so yet" } else { "" };
    format!("{}{later}", methods.join(", or "))
}
