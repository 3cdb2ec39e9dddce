use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "connect-scope-in-forge-app",
    title: "a scope of Connect in an app without Connect modules",
    claims: &["scopes/connect-needed"],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("connect_scope_in_forge_app.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    if !manifest.is_complete() {
        // The Connect modules may stand in what could not be read.
        return look.skip("the scopes", "the manifest could not be read whole", Some(manifest.head()));
    }
    let scopes = &manifest.permissions.scopes;
    look.looked_at(1 + scopes.len());
    let has_connect_part = manifest.app.connect.is_some() || !manifest.connect_modules.is_empty();
    for scope in scopes {
        let name = &scope.name;
        let (statement, help) = match scope.card.map(|card| card.kind) {
            Some("connect") if !has_connect_part => (
                format!("`{name}` is for Connect modules, and the app has none"),
                "leave out the scopes of Connect once the last Connect module is gone",
            ),
            Some("connect-only") => (
                format!("`{name}` is a scope of Connect descriptors and means nothing in a manifest"),
                "name the Forge scopes that the calls need",
            ),
            _ => continue,
        };
        let found = Found::new("scopes/connect-needed", format!("permissions.scopes: {name}"), statement);
        look.against(found.at(manifest.place(name.span)).help(help));
    }
}
