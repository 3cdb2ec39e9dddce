use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Event, Invocation,
    model::{Effect, Identity},
};
use assay_evidence::{Confidence, Topic};

use super::authority::{self, Authority};
use super::product::{self, Access};
use super::{flow, reach::blind_spots_on_platform, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "agent-effect-unchecked",
    title: "something sensitive an agent does for anybody",
    claims: &["rovo/permission-checked"],
    topic: Topic::Rovo,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("agent_effect_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(1);
    let mut seen = BTreeSet::new();
    for event in &code.events {
        let Some(entry) = code.entry_of(event).filter(|entry| entry.invocation == Invocation::Action) else {
            continue;
        };
        let Some(what) = sensitive_effect(event) else { continue };
        look.looked_at(1);
        let doubtful = match authority::over(&event.guards, &[]) {
            Authority::Nothing => false,
            Authority::Doubtful(_) => true,
            _ => continue,
        };
        if !seen.insert((event.site, entry.id)) {
            continue;
        }
        let found = Found::new(
            "rovo/permission-checked",
            format!("{what} in {}", entry.name),
            format!("the action `{}` can cause {what} for any user who talks to the agent, without a check of what they may do", entry.name),
        )
        .at(code.place(event.site))
        .help("check the permission of the user in the action's context first, or act as that user (`asUser`)")
        .path(flow::steps(code, event, "the action does this"));
        if doubtful {
            look.unsure(found.confidence(Confidence::Low), "something is tested before that may be a check");
        } else {
            look.against(found);
        }
    }
}

/// What is sensitive about an event: a change as the app, or of its secrets. Changes as the user are the user's.
fn sensitive_effect(event: &Event) -> Option<String> {
    let Action::Call(call) = &event.action else { return None };
    if let Some(product) = product::as_somebody(event, call) {
        let as_app = product.identity() == Some(Identity::App);
        let counts = as_app && product.access == Access::Write && !product::is_own_data(&product.path);
        return counts.then(|| format!("`{}`", product.operation()));
    }
    let counts = matches!(
        call.effect()?,
        Effect::SecretWrite | Effect::SecretDelete | Effect::StorageDelete | Effect::IdentityWrite
    );
    counts.then(|| format!("`{}`", call.path))
}
