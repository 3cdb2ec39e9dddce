use std::collections::BTreeSet;

use assay_app::operations::OperationClass;
use assay_catalogue::Severity;
use assay_code::{
    Audience, Guard, GuardKind, Reach,
    model::{CheckKind, Identity},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, product, reach::blind_spots_on_platform};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "agent-admin-action-unchecked",
    title: "an administrator's work that an agent does for anybody",
    claims: &["rovo/admin-actions-checked"],
    topic: Topic::Rovo,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("agent_admin_action_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    for call in product::rest_calls(code) {
        let Some(entry) = code.entry_of(call.event).filter(|entry| entry.audience == Audience::Agent) else {
            continue;
        };
        if call.event.reach != Reach::Entry || call.class() != OperationClass::Administer {
            continue;
        }
        let checked = call.event.guards.surely(&|guard: &Guard| {
            matches!(
                guard.kind,
                GuardKind::Check(CheckKind::AdminPermission | CheckKind::Permission)
                    | GuardKind::PermissionAsked
            )
        });
        if checked || !seen.insert(call.written_at(code)) {
            continue;
        }
        let as_user = call.identity() == Some(Identity::User);
        let statement = format!(
            "{} does an administrator's work for `{}` without a check of the app's own",
            call.operation(),
            entry.name
        );
        let found = Found::new(
            "rovo/admin-actions-checked",
            format!("{}: {}", entry.name, call.operation()),
            statement,
        )
        .at(code.place(call.written_at(code)))
        .help(
            "ask the product first whether the user administers what the action is about, and stop where not",
        )
        .path(flow::steps(code, call.event, "the product is called"));
        // The product refuses who may not; what is left is an administrator whom a text has talked into it.
        look.against(if as_user {
            found.severity(Severity::Medium).confidence(Confidence::Medium)
        } else {
            found
        });
    }
}
