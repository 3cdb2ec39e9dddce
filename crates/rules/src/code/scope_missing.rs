use std::collections::BTreeSet;

use assay_app::{App, AppType, cards::ScopeCard};
use assay_catalogue::Severity;
use assay_code::{
    Reach, Value,
    model::{Effect, Role},
};
use assay_evidence::{Applicability, Confidence, Topic};

use super::{
    flow,
    needed_scopes::Needed,
    product::ProductCall,
    reach::{blind_spots, blind_spots_on_platform},
};
use crate::{Case, Found, Look, Rule, manifest::declared_scopes::declared_scopes};

pub(crate) const RULE: Rule = Rule {
    id: "scope-missing",
    title: "a call that no scope asked for allows",
    claims: &["scopes/sufficient"],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("scope_missing.md"),
};

fn applies(app: &App) -> Applicability {
    if app.manifest.is_some() || app.may_be(AppType::OAuth) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply {
            because: "the app has no Forge manifest and asks no user for access".to_owned(),
        }
    }
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    if case.app.is_forge() {
        blind_spots_on_platform(case, look)
    } else {
        blind_spots(case, look)
    }
    let mut declared = declared_scopes(case);
    declared.retain(|scope| scope.of_users != case.app.is_forge());
    look.looked_at(1);
    // Without a manifest, and with no list of scopes in sight, nothing is known to be too little.
    if declared.is_empty() && !case.app.is_forge() {
        return;
    }
    let names: BTreeSet<&str> = declared.iter().map(|scope| scope.name.as_str()).collect();
    let needed = Needed::of(case);
    look.looked_at(needed.calls.len());
    let mut told = BTreeSet::new();
    let by_connect = names.iter().any(|name| name.contains(":connect-"));
    for (call, operations) in &needed.calls {
        // What the Connect half of an app does is for the scopes of Connect.
        if by_connect && call.call.model.is_some_and(|model| model.product.as_deref() == Some("connect")) {
            continue;
        }
        // A request with a token of its own is allowed what that token is; a manifest's scopes are the platform's calls'.
        if case.app.is_forge() && call.call.effect() == Some(Effect::Egress) {
            continue;
        }
        // A route can name several operations, of which the app calls one: enough for any of them is enough.
        let allowed = operations.iter().any(|operation| {
            operation.alternatives().any(|set| set.iter().all(|scope| is_covered(scope, &names)))
                || operation.alternatives().next().is_none()
        });
        let counts = call.event.reach != Reach::Orphan && (case.app.is_forge() || is_for_a_user(call));
        let Some(operation) = operations.first().filter(|_| !allowed && counts) else { continue };
        let Some(set) = operation.alternatives().next() else { continue };
        let missing: Vec<&str> = set.iter().copied().filter(|scope| !is_covered(scope, &names)).collect();
        // Source: developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-custom-field-values--apps-/ (read
        // 2026-11-23): these scopes are optional, and calls without them go on working.
        let is_optional = |scope: &&str| scope.ends_with(":app-data:jira");
        if missing.iter().all(is_optional) {
            continue;
        }
        let missing = missing.join("`, `");
        if !told.insert((operation.method, operation.path)) {
            continue;
        }
        let not_asked =
            if case.app.is_forge() { "the manifest does not ask for" } else { "users are not asked for" };
        let statement = format!("{} needs `{missing}`, which {not_asked}", call.operation());
        let found = Found::new(
            "scopes/sufficient",
            format!("{} {}: {missing}", operation.method, operation.path),
            statement,
        )
        .at(case.code.place(call.written_at(case.code)))
        .by_absence()
        .help("ask for the scope, or take the call out: the platform refuses it")
        .path(flow::steps(case.code, call.event, "the product is called"));
        let granular = |scope: &&&str| {
            ScopeCard::of(scope).is_some_and(|card| card.kind == "granular" && card.product == "confluence")
        };
        match names.iter().find(granular).filter(|_| operation.may_take_granular()) {
            Some(scope) => look.unsure(
                found.confidence(Confidence::Low),
                format!("`{scope}` or another granular scope may do: which ones this operation takes is not known here"),
            ),
            None => look.against(found),
        }
    }
}

/// True where it goes by the gateway that takes what users granted: `https://api.atlassian.com/ex/jira/…`.
fn is_for_a_user(call: &ProductCall<'_>) -> bool {
    let addresses = call.call.role_all(Role::Url);
    addresses.iter().flat_map(Value::texts).any(|text| text.prefix().contains("//api.atlassian.com/ex/"))
}

fn is_covered(scope: &str, names: &BTreeSet<&str>) -> bool {
    names.contains(scope)
        || ScopeCard::of(scope).is_some_and(|card| card.covered_by.iter().any(|wider| names.contains(wider)))
}
