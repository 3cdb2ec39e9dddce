use std::collections::BTreeSet;

use assay_app::{
    cards::{ScopeCard, ScopeClass},
    operations::Operation,
};
use assay_catalogue::Severity;
use assay_code::{Value, model::Effect};
use assay_evidence::{Confidence, Topic};
use assay_source::Place;

use super::{
    asked_scopes,
    authorization_request::redeemed,
    needed_scopes::Needed,
    product::ProductCall,
    reach::{blind_spots, blind_spots_on_platform, unseen},
};
use crate::{
    Case, Found, Look, Rule,
    manifest::declared_scopes::{DeclaredScope, applies, declared_scopes},
};

pub(crate) const RULE: Rule = Rule {
    id: "scope-unused",
    title: "a scope that no call needs",
    claims: &["scopes/used-by-calls"],
    topic: Topic::Scopes,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("scope_unused.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    // On the platform rights are used by functions and pages; what remotes do by tokens is weighed below.
    if case.app.is_forge() {
        blind_spots_on_platform(case, look)
    } else {
        blind_spots(case, look)
    }
    let scopes = declared_scopes(case);
    look.looked_at(scopes.len());
    if let Some(place) = asked_scopes::asked_out_of_sight(case) {
        look.skip("the scopes that users are asked for", "no list of them is followed to there", Some(place));
    }
    let needed = Needed::of(case);
    for scope in &scopes {
        let name = scope.name.as_str();
        let use_seen = scope.of_users.then(|| asked_scopes::identity_need(case.code, name)).flatten();
        if needed.is_for(name) || use_seen.unwrap_or(is_elsewhere(name)) {
            continue;
        }
        if scope.card.is_none() {
            look.skip(
                format!("the scope `{name}`"),
                "nothing is documented of it",
                Some(scope.place.clone()),
            );
            continue;
        }
        let found = Found::new(
            "scopes/used-by-calls",
            scope.identity(),
            match use_seen {
                Some(_) => format!("`{name}` is asked for, and nothing {}", use_of(name)),
                None => statement(name, &needed),
            },
        )
        .at(scope.place.clone())
        .path(scope.path())
        .by_absence()
        .help("take the scope out, or keep it until somebody has shown what needs it");
        let doubt_of = if use_seen.is_some() { identity_doubt } else { doubt };
        match doubt_of(case, look, scope, &needed) {
            None => look.against(found),
            Some(because) => look.unsure(found.confidence(Confidence::Low), because),
        }
    }
}

/// Scopes that rules of their own weigh: tokens for remotes, and those of Connect.
fn is_elsewhere(name: &str) -> bool {
    matches!(
        name,
        "read:app-system-token" | "read:app-user-token" | "report:personal-data" | "offline_access"
    ) || name.contains(":connect-")
        || !name.contains(':')
}

/// What a scope about the user's identity is for.
fn use_of(name: &str) -> &'static str {
    if name == "offline_access" { "redeems a refresh token" } else { "asks for the user's profile" }
}

/// Why an identity scope may be used after all.
fn identity_doubt(
    case: &Case<'_>,
    look: &Look<'_>,
    _: &DeclaredScope,
    needed: &Needed<'_>,
) -> Option<String> {
    let redeems = || case.code.calls().any(|(_, call)| redeemed(call).is_some());
    asked_scopes::doubt(case, &needed.all_calls()).or_else(|| unseen(case, look)).or_else(|| {
        (!redeems()).then(|| "what redeems the code that users bring back is not in this code".to_owned())
    })
}

fn statement(name: &str, needed: &Needed<'_>) -> String {
    let sites: BTreeSet<_> = needed.all_calls().iter().map(|call| call.event.site).collect();
    let calls = sites.len();
    match calls {
        0 => format!("nothing in the code needs `{name}`: no call of a product was found"),
        1 => format!(
            "nothing in the code needs `{name}`: the one call of a product that was found takes others"
        ),
        _ => format!(
            "nothing in the code needs `{name}`: the {calls} calls of products that were found take others"
        ),
    }
}

/// Why it may be needed after all.
pub(crate) fn doubt(
    case: &Case<'_>,
    look: &Look<'_>,
    scope: &DeclaredScope,
    needed: &Needed<'_>,
) -> Option<String> {
    let Some(card) = scope.card else { return Some("nothing is documented of this scope".to_owned()) };
    if card.kind == "forge" && card.scope != "storage:app" || card.kind == "platform" {
        return Some("which functions of the platform need this scope is not known".to_owned());
    }
    let of_product = card.scope != "storage:app";
    let may_be_for = needed.may_be_for(card.scope, card.product, card.class == ScopeClass::Read);
    if let Some(call) = may_be_for.filter(|_| of_product) {
        let place = case.code.place(call.event.site);
        return Some(format!("{} in {}:{} may need it", call.operation(), place.file, place.line()));
    }
    let is_granular = card.kind == "granular" && card.product == "confluence";
    let takes_granular = |known: &&(ProductCall<'_>, Vec<&'static Operation>)| {
        known.1.iter().any(|operation| operation.may_take_granular())
    };
    if let Some((call, _)) = needed.calls.iter().find(takes_granular).filter(|_| is_granular) {
        let place = case.code.place(call.event.site);
        return Some(format!("{} in {}:{} may need it", call.operation(), place.file, place.line()));
    }
    if let Some(event) = needed.graph.first().filter(|_| of_product) {
        let place = case.code.place(event.site);
        return Some(format!("the question to the graph in {}:{} may need it", place.file, place.line()));
    }
    if scope.of_users
        && let Some(doubt) = asked_scopes::doubt(case, &needed.all_calls())
    {
        return Some(doubt);
    }
    if let Some(place) = handed_to_unknown_code(case) {
        return Some(format!(
            "in {}:{} code that is made at run time gets the product's API",
            place.file,
            place.line()
        ));
    }
    if remote_may_call(case, card) {
        return Some(
            "a remote is sent tokens of the app, and what it does with them is not in this code".to_owned(),
        );
    }
    unseen(case, look)
}

/// Where text is run that is given what calls products: `vm.runInContext(script, { api })`.
fn handed_to_unknown_code(case: &Case<'_>) -> Option<Place> {
    let is_api =
        |value: &Value| value.as_external().is_some_and(|external| external.path.starts_with("@forge/api"));
    let holds = |value: &Value| is_api(value) || value.fields().values().any(is_api);
    let mut calls = case.code.calls_with(Effect::Evaluate);
    let (event, _) = calls.find(|(_, call)| call.arguments.iter().any(holds))?;
    Some(case.code.place(event.site))
}

/// A remote that is sent tokens may call a product in the app's name.
fn remote_may_call(case: &Case<'_>, card: &ScopeCard) -> bool {
    let Some(manifest) = case.manifest().filter(|_| card.scope != "storage:app") else { return false };
    let on = |token: &Option<assay_app::Spanned<bool>>| token.as_ref().is_some_and(|token| token.value);
    let remotes =
        manifest.remotes.iter().any(|remote| on(&remote.app_user_token) || on(&remote.app_system_token));
    remotes
        || manifest
            .endpoints
            .iter()
            .any(|endpoint| on(&endpoint.app_user_token) || on(&endpoint.app_system_token))
}
