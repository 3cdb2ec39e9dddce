use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::Reach;
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    product_call::{ProductCall, product_calls},
    reach::blind_spots_on_platform,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "identity-changed",
    title: "a call that changes who may do what, or who somebody is",
    claims: &["identity/no-identity-changes"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("identity_changed.md"),
};

/// Paths of operations that change users, groups, roles and permissions, as routes with `{}` for a value, and the methods
/// by which they do. A path covers those below it.
///
/// Source: published OpenAPI documents of Jira and Confluence; developer.atlassian.com/cloud/admin, read 2026-11.
const CHANGES: [(&str, &str); 17] = [
    ("/rest/api/{}/user", "a user"),
    ("/rest/api/{}/group/user", "who is in a group"),
    ("/rest/api/{}/group", "a group"),
    ("/rest/api/{}/permissionscheme", "a permission scheme"),
    ("/rest/api/{}/project/{}/permissionscheme", "which permission scheme a project has"),
    ("/rest/api/{}/project/{}/role", "who has a role in a project"),
    ("/rest/api/{}/role", "a project role"),
    ("/rest/api/{}/issuesecurityschemes", "an issue security scheme"),
    ("/rest/api/{}/applicationrole", "an application role"),
    ("/wiki/rest/api/group", "a group"),
    ("/wiki/rest/api/user", "a user"),
    ("/wiki/rest/api/space/{}/permission", "permissions of a space"),
    ("/wiki/api/v2/spaces/{}/permissions", "permissions of a space"),
    ("/wiki/api/v2/spaces/{}/role-assignments", "who has a role in a space"),
    ("/admin", "an organisation"),
    ("/scim/directory", "a directory"),
    ("/users/{}/manage", "an account"),
];

/// Below those paths, what only keeps data beside a user or asks something.
const HARMLESS: [&str; 5] = ["/properties", "/watch", "/label", "/content/watch", "/columns"];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    look.looked_at(case.code.entries.len());
    let mut seen = BTreeSet::new();
    for call in product_calls(case.code) {
        look.looked_at(1);
        let Some(what) = changed(&call) else { continue };
        if !seen.insert(call.event.site) {
            continue;
        }
        let found = Found::new("identity/no-identity-changes", call.words(), format!("{} changes {what}", call.words()))
            .at(case.code.place(call.event.site))
            .help("leave users, groups and permissions to administrators; where the app is made for that, it needs Atlassian's agreement")
            .path(flow::steps(case.code, call.event, "the product is called"));
        match (call.event.reach, &call.method) {
            (Reach::Orphan, _) => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            (_, None) => {
                look.unsure(found.confidence(Confidence::Low), "the method of the call is not known")
            }
            _ => look.against(found),
        }
    }
}

fn changed(call: &ProductCall<'_>) -> Option<&'static str> {
    if matches!(call.method.as_deref(), Some("GET" | "HEAD" | "OPTIONS")) {
        return None;
    }
    call.routes.iter().find_map(|route| {
        let path = route.to_string();
        if HARMLESS.iter().any(|part| path.contains(part)) {
            return None;
        }
        CHANGES.iter().find(|(form, _)| begins(&path, form)).map(|(_, what)| *what)
    })
}

/// Whether a path begins with these segments; `{}` in the form goes with any.
fn begins(path: &str, form: &str) -> bool {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    form.split('/')
        .filter(|segment| !segment.is_empty())
        .all(|wanted| segments.next().is_some_and(|segment| wanted == "{}" || wanted == segment))
}
