use std::collections::BTreeSet;

use assay_app::cards::ScopeCard;
use assay_catalogue::Severity;
use assay_code::Reach;
use assay_evidence::{Confidence, Topic};

use super::{flow, needed_scopes::Needed, reach::blind_spots_on_platform};
use crate::{Case, Found, Look, Rule, case, manifest::declared_scopes::declared_scopes};

pub(crate) const RULE: Rule = Rule {
    id: "scope-missing",
    title: "a call that no scope asked for allows",
    claims: &["scopes/sufficient"],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("scope_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let declared = declared_scopes(case);
    let names: BTreeSet<&str> = declared.iter().map(|scope| scope.name.value.as_str()).collect();
    let needed = Needed::of(case);
    look.looked_at(needed.calls.len() + 1);
    let mut told = BTreeSet::new();
    for (call, operations) in &needed.calls {
        // A route can name several operations, of which the app calls one: enough for any of them is enough.
        let allowed = operations.iter().any(|operation| {
            operation.alternatives().any(|set| set.iter().all(|scope| is_covered(scope, &names)))
                || operation.alternatives().next().is_none()
        });
        let Some(operation) = operations.first().filter(|_| !allowed && call.event.reach != Reach::Orphan)
        else {
            continue;
        };
        let Some(set) = operation.alternatives().next() else { continue };
        let missing: Vec<&str> = set.iter().copied().filter(|scope| !is_covered(scope, &names)).collect();
        let missing = missing.join("`, `");
        if !told.insert((operation.method, operation.path)) {
            continue;
        }
        let statement =
            format!("{} needs `{missing}`, which the manifest does not ask for", call.operation());
        look.against(
            Found::new(
                "scopes/sufficient",
                format!("{} {}: {missing}", operation.method, operation.path),
                statement,
            )
            .at(case.code.place(call.event.site))
            .by_absence()
            .help("ask for the scope, or take the call out: the platform refuses it")
            .path(flow::steps(case.code, call.event, "the product is called")),
        );
    }
}

fn is_covered(scope: &str, names: &BTreeSet<&str>) -> bool {
    names.contains(scope)
        || ScopeCard::of(scope).is_some_and(|card| card.covered_by.iter().any(|wider| names.contains(wider)))
}
