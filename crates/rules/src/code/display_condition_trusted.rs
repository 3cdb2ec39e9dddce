use std::collections::BTreeMap;

use assay_app::{document, manifest::Module};
use assay_catalogue::Severity;
use assay_code::{Audience, Entry, Event, Reach};
use assay_evidence::{Confidence, Topic};

use super::admin_resolver_open::{is_for_admins, is_unguarded};
use super::{flow, reach::blind_spots_on_platform};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "display-condition-trusted",
    title: "a module that only a display condition keeps for administrators",
    claims: &["functions/caller-authorized"],
    topic: Topic::Authz,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("display_condition_trusted.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let (code, Some(manifest)) = (case.code, case.manifest()) else { return };
    look.looked_at(1 + manifest.modules.len());
    // Modules that share a resolver are told once, at the first.
    let mut told: BTreeMap<&str, (&Module, &Entry, &Event)> = BTreeMap::new();
    for module in &manifest.modules {
        let Some(condition) = condition(module) else { continue };
        for entry in code.entries.iter().filter(|entry| is_open_to_users(entry, module.name())) {
            let mut events = code.events_of(entry.id).filter(|event| event.reach == Reach::Entry);
            if let Some(event) = events.find(|event| is_for_admins(event) && is_unguarded(event)) {
                told.entry(condition).or_insert((module, entry, event));
            }
        }
    }
    for (condition, (module, entry, event)) in told {
        let found = Found::new(
            "functions/caller-authorized",
            format!("{} by {condition}", module.name()),
            format!(
                "`{condition}` hides `{}` in the browser and protects nothing: any user can call `{}`, which changes what all share",
                module.name(),
                entry.name
            ),
        )
        .at(manifest.place(module.node.get("displayConditions").map_or(module.span(), document::Node::site)))
        .help("check in the function itself that the user is an administrator; the condition decides what is shown, no more")
        .path(flow::steps(code, event, "this is left to every user"));
        look.against(found);
    }
}

/// The name of the condition that shows a module to administrators only.
fn condition(module: &Module) -> Option<&str> {
    module.node.get("displayConditions").and_then(admins_only)
}

/// What is asked of everybody who is to see it, not what is denied: `not` is left out.
fn admins_only(node: &document::Node) -> Option<&str> {
    let asked = node.entries().iter().find_map(|entry| {
        let name = entry.key.text.as_str();
        let is_admin = name.to_ascii_lowercase().contains("admin") && entry.value.as_bool() == Some(true);
        match name {
            _ if is_admin => Some(name),
            "not" | "or" => None,
            _ => admins_only(&entry.value),
        }
    });
    asked.or_else(|| node.items().iter().find_map(admins_only))
}

/// Called by this module, and by none for administrators alone.
fn is_open_to_users(entry: &Entry, module: &str) -> bool {
    entry.audiences.iter().any(|(audience, surface)| {
        surface == module && matches!(audience, Audience::AnyUser | Audience::Agent)
    })
}
