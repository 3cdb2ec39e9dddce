use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::declared_scopes::{applies, declared_scopes};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "scope-deprecated",
    title: "a scope that is deprecated",
    claims: &["scopes/not-deprecated"],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("scope_deprecated.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    let scopes = declared_scopes(case);
    look.looked_at(scopes.len());
    for scope in scopes {
        let Some(instead) = scope.card.and_then(|card| card.deprecated) else { continue };
        let name = &scope.name;
        let identity = scope.identity();
        let found = Found::new("scopes/not-deprecated", identity, format!("`{name}` is deprecated"));
        let path = scope.path();
        look.against(
            found
                .at(scope.place)
                .path(path)
                .help(format!("ask for `{instead}` instead, or for less where that does")),
        );
    }
}
