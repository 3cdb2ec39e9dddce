use assay_app::manifest::{Manifest, Module};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Step, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "web-trigger-function-shared",
    title: "a function behind a web trigger that others call without proof",
    claims: &["web-trigger/function-apart"],
    topic: Topic::Authz,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("web_trigger_function_shared.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.web_triggers.len());
    for trigger in &manifest.web_triggers {
        let key = trigger.key.as_ref().map_or("without a key", |key| key.as_str());
        // The platform checks a signature before the function runs; and what is open on purpose is no question.
        let is_guarded = trigger.authentication.as_ref().is_some_and(|given| given.value != "none");
        let is_meant = case.settings.anonymous.iter().any(|named| named.endpoint == key);
        let Some(function) = trigger.function.as_ref().filter(|_| !is_guarded && !is_meant) else { continue };
        let Some(other) = other_caller(manifest, &function.value) else { continue };
        let (kind, name) = (&other.kind, other.name());
        let found = Found::new(
            "web-trigger/function-apart",
            format!("modules.webtrigger.{key}: {function}"),
            format!(
                "`{function}` is called by the web trigger `{key}` and by the {kind} `{name}`, so it cannot ask every caller for proof"
            ),
        );
        let step =
            Step { place: manifest.place(other.span()), text: format!("`{kind}` calls `{function}` too") };
        let found = found
            .at(manifest.place(function.span))
            .path(vec![step])
            .help("give the web trigger a function of its own that checks its caller and then calls the shared code");
        look.against(found);
    }
}

/// The first module that calls the function for somebody else than the web or administrators
/// (`admin-function-shared` speaks of those).
fn other_caller<'a>(manifest: &'a Manifest, function: &'a str) -> Option<&'a Module> {
    manifest.callers(function).find(|module| {
        !module.is("webtrigger")
            && module.card.is_some_and(|card| !card.invoked_by.is_empty() && !card.is_for_admins())
    })
}
