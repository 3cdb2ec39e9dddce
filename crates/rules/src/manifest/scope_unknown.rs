use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::declared_scopes::{applies, declared_scopes};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "scope-unknown",
    title: "a scope that no public page documents",
    claims: &["scopes/known"],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::Low,
    applies,
    examine,
    page: include_str!("scope_unknown.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    let scopes = declared_scopes(case);
    look.looked_at(scopes.len());
    for scope in scopes {
        // Apps define scopes of their own, which end so.
        if scope.card.is_some() || scope.name.ends_with(":custom") {
            continue;
        }
        let name = &scope.name;
        let found = Found::new(
            "scopes/known",
            scope.identity(),
            format!("`{name}` is not among the scopes that are publicly documented"),
        );
        let found =
            found.at(scope.place).help("compare its spelling with the scope reference of its product");
        look.unsure(found, "the list of documented scopes does not have it, and that list is not complete");
    }
}
