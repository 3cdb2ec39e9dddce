use assay_catalogue::Severity;
use assay_code::{Event, GuardKind, Source};
use assay_evidence::{Confidence, Topic};

use super::{authorization_request::redemptions, flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "oauth-state-reusable",
    title: "a state that stays good",
    claims: &["oauth/state-single-use"],
    topic: Topic::OauthState,
    severity: Severity::Low,
    confidence: Confidence::Low,
    applies: reads_code,
    examine,
    page: include_str!("oauth_state_reusable.md"),
};

/// Words of code that takes a value away, in any of the languages that are read.
const SPENT: [&str; 23] = [
    "delete",
    "Delete",
    "MaxAge: -1",
    "remove",
    "clear",
    "destroy",
    "= null",
    "= undefined",
    "= None",
    "Remove(",
    "consume",
    "unset",
    "pop(",
    "pull(",
    "forget(",
    "take(",
    "DELETE FROM",
    "usedAt",
    "used_at",
    "getdel",
    "maxAge: 0",
    "regenerate",
    "expire",
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    for redemption in redemptions(code) {
        look.looked_at(1);
        let event = redemption.event;
        if !is_compared(event) || is_spent(case, event) {
            continue;
        }
        let found = Found::new(
            "oauth/state-single-use",
            "state: kept",
            "the `state` is compared before the code is redeemed, and nothing here takes it away: it stays good for another time",
        )
        .at(code.place(redemption.site))
        .help("take the kept `state` away as soon as it is read, whether or not it fits")
        .path(flow::steps(code, event, "the code is redeemed"));
        look.unsure(found, "it may be taken away elsewhere, or end by itself");
    }
}

fn is_compared(event: &Event) -> bool {
    event.guards.iter().any(|guard| {
        matches!(
            guard.kind,
            GuardKind::Compared
                | GuardKind::StoreTested
                | GuardKind::Member
                | GuardKind::SecretCompared { .. }
        ) && guard.about.iter().any(|value| {
            value.deep_origins().iter().any(|origin| {
                matches!(origin.source, Source::Caller(_) | Source::UserInput)
                    && origin.last_field().to_ascii_lowercase().contains("state")
            })
        })
    })
}

/// Some word in the files on the way takes something away.
fn is_spent(case: &Case<'_>, event: &Event) -> bool {
    let sites = event.hops.iter().flat_map(|hop| [hop.site, hop.callee]).chain([event.site]);
    let guards = event.guards.iter().map(|guard| guard.site);
    sites.chain(guards).any(|site| {
        let text = case.code.text(site);
        // A test for nothing takes nothing away.
        let text = text.as_str().replace("== null", "").replace("!= null", "").replace("== undefined", "");
        SPENT.iter().any(|word| text.contains(word))
    })
}
