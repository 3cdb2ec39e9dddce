use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "web-trigger-old-address",
    title: "a web trigger with addresses of the old form",
    claims: &["wiring/current-forms"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("web_trigger_old_address.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.web_triggers.len());
    for trigger in &manifest.web_triggers {
        let Some(format) = trigger.url_format.as_ref().filter(|format| format.value == "v1") else {
            continue;
        };
        let key = trigger.key.as_ref().map_or("?", |key| key.as_str());
        look.against(
            Found::new(
                "wiring/current-forms",
                format!("modules.webtrigger.{key}.urlFormat"),
                format!("the web trigger `{key}` asks for addresses of the old form, on a host that all apps share"),
            )
            .at(manifest.place(format.span))
            .help("use `urlFormat: v2`, and give its address to those who call the old one"),
        );
    }
}
