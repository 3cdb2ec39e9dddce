use assay_app::{Manifest, cards::InvokedBy, manifest::Module};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Step, Topic};

use super::code_text::CodeText;
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "admin-function-shared",
    title: "a function for administrators that others can call",
    claims: &["authz/admin-functions-apart"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("admin_function_shared.md"),
};

/// Words without which no code asks the product whether somebody may administer something.
///
/// Source: the permission checks of the REST APIs of Jira and Confluence, and of the platform's own library.
const ASKS: [&str; 12] = [
    "ermissions/check",
    "permission/check",
    "mypermissions",
    "authorize(",
    "ADMINISTER",
    "administer",
    "dmin(",
    "Admin:",
    "isAdmin",
    "/user/groups",
    "/user/memberof",
    "projectrole",
];

/// Words without which a function has nothing to protect.
const REACHES: [&str; 8] =
    ["asApp", "storage", "kvs", "@forge/sql", "requestJira", "requestConfluence", "fetch(", "process.env"];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.functions.len() + manifest.endpoints.len());
    let functions = manifest.functions.iter().filter_map(|function| function.key.as_ref());
    let endpoints = manifest.endpoints.iter().filter_map(|endpoint| endpoint.key.as_ref());
    let keys = functions.map(|key| ("function", key)).chain(endpoints.map(|key| ("endpoint", key)));
    let mut code = None;
    for (noun, key) in keys {
        let callers = |wanted: fn(&Module) -> bool| {
            let calls = move |module: &&Module| {
                let named = if noun == "function" { &module.functions } else { &module.endpoints };
                named.iter().any(|named| named.value == key.value)
            };
            manifest.modules.iter().filter(calls).filter(move |module| wanted(module))
        };
        let Some(admin) = callers(is_for_admins).next() else { continue };
        let others: Vec<&Module> = callers(is_for_others).collect();
        let Some(other) = others.first() else { continue };
        let more = match others.len() - 1 {
            0 => String::new(),
            1 => " and one more module".to_owned(),
            more => format!(" and {more} more modules"),
        };
        let code = code.get_or_insert_with(|| CodeText::of(case.app));
        // What an endpoint's server does is not here to be seen.
        let is_bare = noun == "function" && code.has_any(&REACHES) && !code.has_any(&ASKS);
        let (confidence, code_says) = if is_bare {
            (Confidence::Medium, ", and no code asks whether somebody is an administrator")
        } else {
            (Confidence::Low, "")
        };
        look.against(
            Found::new(
                "authz/admin-functions-apart",
                format!("modules.{noun}.{key}"),
                format!(
                    "the {noun} `{key}` serves {} for administrators and also {}{more}: who can use that can call all of it{code_says}",
                    name(admin),
                    name(other),
                ),
            )
            .at(manifest.place(key.span))
            .confidence(confidence)
            .path(vec![step(manifest, admin, "for administrators"), step(manifest, other, "for others")])
            .help(
                "give the administrators' surface a function of its own, and check in it that the caller is an administrator",
            ),
        );
    }
}

fn is_for_admins(module: &Module) -> bool {
    module.card.is_some_and(|card| card.is_for_admins())
}

/// True for modules through which people who need be no administrators choose what is called.
fn is_for_others(module: &Module) -> bool {
    use InvokedBy as By;
    module.card.is_some_and(|card| {
        let by_people = |by: &By| matches!(by, By::AnyUser | By::Customer | By::Agent);
        card.invoked_by.iter().any(by_people)
    })
}

fn name(module: &Module) -> String {
    format!("the `{}` `{}`", module.kind, module.name())
}

fn step(manifest: &Manifest, module: &Module, whom: &str) -> Step {
    let span = module.key.as_ref().map_or(module.span(), |key| key.span);
    Step { place: manifest.place(span), text: format!("{}, {whom}", name(module)) }
}
