use assay_app::manifest::WebTrigger;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case, code::web_trigger_unauthenticated::was_seen};

pub(crate) const RULE: Rule = Rule {
    id: "web-trigger-anonymous",
    title: "a web trigger that the platform lets anyone call",
    claims: &["web-trigger/authenticated"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("web_trigger_anonymous.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    look.looked_at(manifest.web_triggers.len());
    for trigger in manifest.web_triggers.iter().filter(|trigger| trigger.is_dynamic()) {
        let key = trigger.key.as_ref().map_or("?", |key| key.as_str());
        let is_meant = case.settings.anonymous.iter().any(|named| named.endpoint == key);
        // Where the code was followed, the rule on code says what it asks.
        let is_known = was_seen(case.code, key);
        let Some(caller) = caller(trigger).filter(|_| !is_meant && !is_known) else { continue };
        let called = match (&trigger.function, &trigger.endpoint) {
            (Some(function), _) => format!("the function `{function}`"),
            (None, Some(endpoint)) => format!("the endpoint `{endpoint}`"),
            (None, None) => "what it calls".to_owned(),
        };
        let span = trigger.key.as_ref().map_or(trigger.span, |key| key.span);
        look.unsure(
            Found::new(
                "web-trigger/authenticated",
                format!("modules.webtrigger.{key}"),
                format!("{caller} web trigger `{key}`; whether {called} asks who is calling is not in the manifest"),
            )
            .at(manifest.place(span))
            .help(
                "have the platform ask for a signature (`request.authentication: hmacSharedSecret`) or check one in the \
                 code, with a time stamp and in constant time",
            )
            .by_absence(),
            "the platform asks no caller who they are, and the manifest does not show what the code asks",
        );
    }
}

/// Who gets through to the code; none where the platform checks a signature.
fn caller(trigger: &WebTrigger) -> Option<&'static str> {
    match trigger.authentication.as_ref() {
        None => Some("anyone who has its address can call the"),
        Some(given) if given.value == "none" => Some("anyone who has its address can call the"),
        Some(given) if given.value == "hmacSharedSecret" => None,
        Some(_) => Some("it cannot be told who can call the"),
    }
}
