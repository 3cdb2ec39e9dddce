use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Call, Decision, Found, Look, Observer, Request, Scene};

const CHECKED: &str = "authz/checked-before-as-app";

pub(crate) const OBSERVER: Observer = Observer {
    id: "user-served-as-app",
    title: "a call a user caused, made as the app, before anything was asked as the user",
    claims: &[CHECKED],
    topic: Topic::Authz,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    watch,
    page: include_str!("user_served_as_app.md"),
};

fn watch(scene: &Scene<'_>, look: &mut Look<'_>) {
    let by_users = |way: &crate::Way| scene.of_users().any(|(call, _)| way.is_taken_by(call));
    let is_caused_by_users = |way: &crate::Way| by_users(way) || is_called_by_a_page(scene, way);
    look.ways(is_caused_by_users);
    let mut identities: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for (call, who) in scene.of_users() {
        for asked in call.requests.iter().filter(|it| is_answered_by_a_product(it)) {
            let count = identities.entry(call.what()).or_default();
            match asked.identity.as_deref() {
                Some("user") => count[0] += 1,
                Some("app") => count[1] += 1,
                _ => count[2] += 1,
            }
        }
        if let Some(asked) = unchecked(call) {
            let found = Found::new(
                CHECKED,
                format!("{}: {}", call.what(), asked.subject),
                format!(
                    "`{}` did {} as the app for a {who}, and had asked nothing as the {who} before",
                    call.what(),
                    asked.subject
                ),
                scene.place(&call.function),
            );
            look.against(
                found.help("ask as the user, or ask first whether this user may, and stop where not"),
            );
        }
    }
    for (what, [user, app, nobody]) in identities {
        let function = what.split('/').next().unwrap_or_default().to_owned();
        let statement = format!(
            "of what users had `{what}` ask of products, {user} were asked as the user, {app} as the app, {nobody} as nobody"
        );
        let identity = format!("{what}: identities");
        if app == 0 {
            look.in_favour(Found::new(CHECKED, identity, statement, scene.place(&function)));
        }
    }
}

/// The first thing that was had as the app, before anything was had as the user.
fn unchecked(call: &Call) -> Option<&Request> {
    let first = call.requests.iter().find(|it| is_answered_by_a_product(it))?;
    (first.identity.as_deref() == Some("app") && first.status < 400).then_some(first)
}

fn is_answered_by_a_product(asked: &Request) -> bool {
    asked.kind == "product" && asked.decision == Decision::Allow
}

/// Modules with a page have a resolver; what else a user causes shows only once somebody does it.
fn is_called_by_a_page(scene: &Scene<'_>, way: &crate::Way) -> bool {
    way.name.is_some()
        || scene.manifest.callers(&way.function).any(|module| module.node.get("resolver").is_some())
}
