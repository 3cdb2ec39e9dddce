use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::actions::{action_name, action_place};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "action-verb-missing",
    title: "an action that does not say whether it reads or changes",
    claims: &["rovo/action-verb-declared"],
    topic: Topic::Rovo,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("action_verb_missing.md"),
};

/// What an action may declare.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference/modules/rovo-action, read 2026-11.
const VERBS: [&str; 5] = ["GET", "CREATE", "UPDATE", "DELETE", "TRIGGER"];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    look.looked_at(manifest.actions.len());
    for action in &manifest.actions {
        let name = action_name(action);
        let identity = format!("modules.action: {name}: actionVerb");
        let found = |statement: String| {
            Found::new("rovo/action-verb-declared", identity.clone(), statement)
                .help("declare `actionVerb`: `GET` where it only reads, else `CREATE`, `UPDATE`, `DELETE` or `TRIGGER`")
        };
        match (&action.verb, &action.kind) {
            (None, None) => {
                let found = found(format!("the action `{name}` declares no `actionVerb`"));
                look.against(found.at(action_place(manifest, action)));
            }
            (None, Some(kind)) => {
                let found = found(format!(
                    "the action `{name}` declares `actionType`, the form that came before `actionVerb`"
                ));
                look.against(found.at(manifest.place(kind.span)));
            }
            (Some(verb), _) if verb.is_certain() && !VERBS.contains(&verb.value.as_str()) => {
                let found = found(format!("the action `{name}` declares the verb `{verb}`"));
                look.unsure(
                    found.at(manifest.place(verb.span)),
                    "that verb is not among the documented ones",
                );
            }
            (Some(_), _) => {}
        }
    }
}
