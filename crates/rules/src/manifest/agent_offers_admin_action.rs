use assay_app::manifest::{Action, Agent, Manifest};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::actions::{action_name, action_place};
use crate::{Case, Found, Look, Rule, case, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "agent-offers-admin-action",
    title: "an action that sounds like administration, open to every user",
    claims: &["rovo/admin-actions-not-offered"],
    topic: Topic::Rovo,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("agent_offers_admin_action.md"),
};

/// What administrators change.
const ADMINISTERED: [&str; 18] = [
    "access",
    "admin",
    "administrator",
    "administrators",
    "admins",
    "group",
    "groups",
    "licence",
    "license",
    "member",
    "members",
    "permission",
    "permissions",
    "role",
    "roles",
    "scheme",
    "workflow",
    "workflows",
];
/// What they do with it.
const CHANGES: [&str; 25] = [
    "add", "adds", "assign", "assigns", "change", "changes", "create", "creates", "delete", "deletes",
    "disable", "enable", "grant", "grants", "modify", "remove", "removes", "reset", "restore", "restores",
    "revoke", "revokes", "set", "update", "updates",
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    look.looked_at(manifest.actions.len());
    for action in &manifest.actions {
        let Some((does, what)) = administers(action) else { continue };
        let name = action_name(action);
        let offered = match offering(manifest, action) {
            Some(agent) => format!("the agent `{agent}`"),
            // Any agent of the site can be given it.
            None => "any agent that is given it".to_owned(),
        };
        let found = Found::new(
            "rovo/admin-actions-not-offered",
            format!("modules.action: {name}"),
            format!(
                "the action `{name}` speaks of `{does}` and `{what}`, and {offered} takes it for every user"
            ),
        );
        let found = found
            .at(action_place(manifest, action))
            .help("check in the action's code that its user is an administrator; the platform lets every user talk to an agent");
        look.against(found);
    }
}

/// The words by which an action sounds like administration. Reading is none.
fn administers(action: &Action) -> Option<(String, String)> {
    if action.verb.as_ref().is_some_and(|verb| verb.value == "GET") {
        return None;
    }
    let names =
        [&action.key, &action.name, &action.title].into_iter().flatten().flat_map(|name| words(&name.value));
    // The first sentence says what it does, the rest how to use it.
    let told =
        action.description.as_ref().map(|text| text.value.split(['.', '\n']).next().unwrap_or_default());
    let all: Vec<String> = names.chain(told.into_iter().flat_map(words)).collect();
    let find = |list: &[&str]| all.iter().find(|word| list.contains(&word.as_str())).cloned();
    Some((find(&CHANGES)?, find(&ADMINISTERED)?))
}

/// The first agent of the app that takes the action.
fn offering<'a>(manifest: &'a Manifest, action: &Action) -> Option<&'a str> {
    let key = action.key.as_ref()?;
    let takes = |agent: &&Agent| agent.actions.iter().any(|taken| taken.value == key.value);
    let agent = manifest.agents.iter().find(takes)?;
    agent.name.as_ref().or(agent.key.as_ref()).map(|name| name.as_str())
}
