use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::actions::action_name;
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "action-input-undescribed",
    title: "an action's input that nobody describes",
    claims: &["rovo/inputs-described"],
    topic: Topic::Rovo,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("action_input_undescribed.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for action in &manifest.actions {
        look.looked_at(action.inputs.len());
        for input in &action.inputs {
            let described = input.description.as_ref().is_some_and(|text| !text.value.trim().is_empty());
            if described {
                continue;
            }
            let (action, name) = (action_name(action), &input.name);
            let found = Found::new(
                "rovo/inputs-described",
                format!("modules.action: {action}.inputs.{name}"),
                format!("the input `{name}` of the action `{action}` has no description"),
            );
            let found = found
                .at(manifest.place(name.span))
                .help("say what the input is and which form it has, so that the model does not fill it with what it finds");
            look.against(found);
        }
    }
}
