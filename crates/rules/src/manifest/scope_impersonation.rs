use assay_app::{
    cards::{InvokedBy, ScopeClass},
    manifest::{Manifest, Module},
};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::declared_scopes::{applies, declared_scopes};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "scope-impersonation",
    title: "permission to act as a user who is not there",
    claims: &["scopes/impersonation-needed"],
    topic: Topic::Scopes,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    applies,
    examine,
    page: include_str!("scope_impersonation.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    let scopes = declared_scopes(case);
    look.looked_at(scopes.len());
    for scope in &scopes {
        if scope.card.is_some_and(|card| card.class == ScopeClass::Impersonate) {
            let name = &scope.name;
            let found = Found::new(
                "scopes/impersonation-needed",
                scope.identity(),
                format!("`{name}` lets the app act as any user, whether that user is there or not"),
            );
            look.against(
                found.at(scope.place.clone()).help("keep it only if the app acts for users who are away"),
            );
        }
    }
    let Some(manifest) = case.manifest() else { return };
    let alone = runs_without_users(manifest);
    for scope in &manifest.permissions.scopes {
        let Some(allowed) = scope.allow_impersonation.filter(|allowed| allowed.value) else { continue };
        let name = &scope.name;
        let (statement, confidence) = if alone {
            (format!("`{name}` may be used as a user who is away"), Confidence::Low)
        } else {
            let statement = format!(
                "`{name}` may be used as a user who is away, and nothing of the app runs without a user"
            );
            (statement, Confidence::Medium)
        };
        let identity = format!("permissions.scopes: {name}: allowImpersonation");
        let found = Found::new("scopes/impersonation-needed", identity, statement)
            .at(manifest.place(allowed.span))
            .help("allow it only for scopes that a trigger, a schedule or a queue uses for users; whoever is there is acted for without it")
            .confidence(confidence);
        look.against(found);
    }
}

/// True where something of the app may run while no user is there.
fn runs_without_users(manifest: &Manifest) -> bool {
    use InvokedBy as By;
    let by_itself = |module: &Module| {
        match module.card {
        Some(card) => card.invoked_by.iter().any(|by| {
            !matches!(by, By::AnyUser | By::Admin | By::ProjectAdmin | By::SpaceAdmin | By::Customer | By::Agent)
                // Pages that anybody may open are not run by that; web triggers are.
                && (*by != By::AnonymousWeb || !card.renders_ui)
        }),
        None => true,
    }
    };
    !manifest.remotes.is_empty() || manifest.modules.iter().any(by_itself)
}
