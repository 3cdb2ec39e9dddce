use assay_app::cards::ScopeClass;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    declared_scopes::declared_scopes,
    products::{Products, family},
};
use crate::{
    Case, Found, Look, Rule, case,
    code::{needed_scopes::Needed, scope_unused},
};

pub(crate) const RULE: Rule = Rule {
    id: "scope-admin-class",
    title: "a scope to administer, with nothing in the manifest that administers",
    claims: &["scopes/admin-class-needed"],
    topic: Topic::Scopes,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("scope_admin_class.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let scopes = declared_scopes(case);
    look.looked_at(scopes.len());
    let products = Products::of(manifest);
    let needed = Needed::of(case);
    for scope in scopes {
        // What the code tells for sure needs no guess: a call needs it, or `scope-unused` says that none does.
        let name = scope.name.as_str();
        if needed.is_for(name) || scope_unused::doubt(case, look, &scope, &needed).is_none() {
            continue;
        }
        let Some(card) =
            scope.card.filter(|card| matches!(card.class, ScopeClass::Admin | ScopeClass::Manage))
        else {
            continue;
        };
        let family = family(card.product);
        if products.administered.contains(family) {
            continue;
        }
        let name = &scope.name;
        let does = if card.class == ScopeClass::Admin { "administer" } else { "manage" };
        let identity = scope.identity();
        let absent = products.is_absent(family);
        let statement = if absent {
            format!(
                "`{name}` lets the app {does} {family}, and no module, event or product entry of the app belongs to {family}"
            )
        } else {
            format!(
                "`{name}` lets the app {does} {family}, and no module of the app is for administrators of it"
            )
        };
        let found = Found::new("scopes/admin-class-needed", identity, statement)
            .at(scope.place)
            .by_absence()
            .help("keep the scope only if a call of the app needs it; most apps get by with a read or write scope");
        look.against(found.confidence(if absent { Confidence::Medium } else { Confidence::Low }));
    }
}
