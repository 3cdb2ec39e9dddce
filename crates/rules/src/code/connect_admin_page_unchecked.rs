use assay_catalogue::Severity;
use assay_code::{
    Action, Entry, Event, GuardKind, Resolution, Source, Value,
    model::{CheckKind, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    descriptor_urls::{Caller, caller, connect, descriptor_urls},
    flow,
    reach::blind_spots,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-admin-page-unchecked",
    title: "a page for administrators that every user gets",
    claims: &["connect/admin-surfaces-checked"],
    topic: Topic::Authz,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: connect,
    examine,
    page: include_str!("connect_admin_page_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    look.looked_at(1);
    for url in descriptor_urls(case).into_iter().filter(|url| url.is_for_admins()) {
        for entry in &url.routes {
            look.looked_at(1);
            // A route without a token is another rule's.
            if entry.resolution != Resolution::Resolved
                || caller(case, entry) != Caller::Verified
                || is_checked(case, entry)
            {
                continue;
            }
            let Some((event, says)) = answer(case, entry) else { continue };
            let found = Found::new(
                "connect/admin-surfaces-checked",
                format!("{}: {}", url.name(), entry.name),
                format!("`{}` shows the {}, which is for administrators, to every user with a token", entry.name, url.name()),
            )
            .at(entry.declared_at.clone())
            .help("ask the product whether the token's user is an administrator (`addon.authorizeJira({ global: ['ADMINISTER'] })`); the module's condition only hides the link")
            .path(flow::steps(case.code, event, "it answers"));
            match says {
                Says::OfOthers => look.against(found),
                Says::Nothing => look.unsure(
                    found.confidence(Confidence::Low),
                    "whether the page holds anything that is not everybody's is not known",
                ),
            }
        }
    }
}

/// Something on the way asks for a permission.
fn is_checked(case: &Case<'_>, entry: &Entry) -> bool {
    let by_framework =
        entry.handlers.iter().flat_map(|handler| handler.alternatives().to_vec()).any(|handler| {
            let made_by = handler.as_external().and_then(|external| external.made_by.clone());
            made_by
                .and_then(|call| call.model?.check.as_ref().map(|check| check.kind))
                .is_some_and(is_permission)
        });
    by_framework
        || case.code.events_of(entry.id).flat_map(|event| event.guards.iter()).any(|guard| match guard.kind {
            GuardKind::Check(kind) => is_permission(kind),
            GuardKind::PermissionAsked
            | GuardKind::UserRead
            | GuardKind::AccountCompared
            | GuardKind::Member
            | GuardKind::UnknownTested(_) => true,
            _ => false,
        })
}

fn is_permission(kind: CheckKind) -> bool {
    matches!(kind, CheckKind::Permission | CheckKind::AdminPermission)
}

enum Says {
    /// Something that is kept, or that a product was asked for.
    OfOthers,
    /// Nothing of that, as far as seen.
    Nothing,
}

/// The answer of a route that tells most.
fn answer<'a>(case: &Case<'a>, entry: &Entry) -> Option<(&'a Event, Says)> {
    let answers = case.code.events_of(entry.id).filter_map(|event| Some((event, answered(event)?)));
    let answers: Vec<(&Event, Value)> = answers.collect();
    let of_others = |value: &Value| {
        value.deep_origins().iter().any(|origin| {
            let kept = matches!(origin.source, Source::Stored(_) | Source::Response(_) | Source::Secret(..));
            kept && !origin.cleansed.is_summed_up()
        })
    };
    let telling =
        answers.iter().find(|(_, value)| of_others(value)).map(|(event, _)| (*event, Says::OfOthers));
    telling.or_else(|| answers.first().map(|(event, _)| (*event, Says::Nothing)))
}

fn answered(event: &Event) -> Option<Value> {
    match &event.action {
        Action::Respond(value) if !value.is_undefined() => Some(value.clone()),
        Action::Call(call) if call.effect() == Some(Effect::Respond) => Some(call.role(Role::Value)),
        _ => None,
    }
}
