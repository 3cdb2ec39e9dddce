use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    reach::blind_spots,
    trello::{asked, power_up},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "trello-token-long-lived",
    title: "a Trello token that never ends",
    claims: &["trello/token-lifetime-short"],
    topic: Topic::Scopes,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: power_up,
    examine,
    page: include_str!("trello_token_long_lived.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1);
    let mut seen = BTreeSet::new();
    for event in &code.events {
        let Some(asked) = asked(event) else { continue };
        look.looked_at(1);
        if !asked.never || !seen.insert(event.site) {
            continue;
        }
        let with = if asked.scopes.is_empty() {
            String::new()
        } else {
            format!(", with the scope `{}`", asked.scopes.join(","))
        };
        look.against(
            Found::new(
                "trello/token-lifetime-short",
                format!("expiration: never{with}"),
                format!("members are asked for a token that never ends{with}"),
            )
            .at(code.place(event.site))
            .help("ask for the shortest `expiration` that will do (`1hour`, `1day`, `30days`), and anew when it has passed")
            .path(flow::steps(code, event, "members are asked")),
        );
    }
}
