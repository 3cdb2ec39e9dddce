use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::declared_scopes::{DeclaredScope, applies, declared_scopes};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "scope-duplicated",
    title: "a scope asked for twice, or beside a wider one that includes it",
    claims: &["scopes/not-duplicated"],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("scope_duplicated.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    let scopes = declared_scopes(case);
    look.looked_at(scopes.len());
    let mut seen = BTreeSet::new();
    for scope in &scopes {
        let name = &scope.name;
        // A Forge manifest and a Connect descriptor of one app may well ask for the same.
        if !seen.insert((&scope.place.file, name)) {
            let found = Found::new(
                "scopes/not-duplicated",
                format!("permissions.scopes: {name} again"),
                format!("`{name}` is asked for twice"),
            );
            look.against(found.at(scope.place.clone()).help("ask for it once"));
        } else if let Some(wider) = wider(scope, &scopes) {
            let found = Found::new(
                "scopes/not-duplicated",
                format!("permissions.scopes: {name} within {wider}"),
                format!("`{name}` is asked for beside `{wider}`, which includes it"),
            );
            let found = found
                .at(scope.place.clone())
                .help(format!("ask for one of them: for `{wider}` where the app needs more of it, else for the narrower scopes alone"));
            // Which of the two is too much shows only in the calls.
            look.against(found.confidence(Confidence::Low));
        }
    }
}

/// The first declared scope that includes this one.
///
/// Connect's ladder (`READ`, `WRITE`, `ADMIN`) is left out: descriptors list the lower steps by convention.
fn wider<'a>(scope: &DeclaredScope, all: &'a [DeclaredScope]) -> Option<&'a str> {
    let card = scope.card.filter(|card| card.kind != "connect-only")?;
    let declared = |name: &&str| all.iter().any(|other| other.name == **name);
    let wider = card.covered_by.iter().copied().find(declared)?;
    all.iter().map(|other| other.name.as_str()).find(|name| *name == wider)
}
