use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{Action, Audience, Entry, Event, Invocation, Reach, model::Effect};
use assay_evidence::{Confidence, Step, Topic};
use assay_source::RelPath;

use super::authority::{self, Authority};
use super::product::{self, Access};
use super::{flow, reach::blind_spots_on_platform};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "admin-resolver-open",
    title: "a resolver of administrators that any user can call",
    claims: &["authz/admin-functions-apart"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("admin_resolver_open.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(1 + code.entries.len());
    // One finding for each file that registers such functions: they are parted together.
    let mut files: BTreeMap<&RelPath, Vec<(&Entry, &Event)>> = BTreeMap::new();
    for entry in
        code.entries.iter().filter(|entry| entry.invocation == Invocation::Resolver && serves_both(entry))
    {
        let mut events = code.events_of(entry.id).filter(|event| event.reach == Reach::Entry);
        if let Some(event) = events.find(|event| is_for_admins(event) && is_unguarded(event)) {
            files.entry(&entry.declared_at.file).or_default().push((entry, event));
        }
    }
    for (file, open) in files {
        let Some((first, event)) = open.iter().min_by_key(|(entry, _)| entry.declared_at.line()) else {
            continue;
        };
        let mut names: Vec<String> = open.iter().map(|(entry, _)| format!("`{}`", short(entry))).collect();
        names.sort();
        names.dedup();
        let shown = match names.len() {
            0..=3 => names.join(", "),
            more => format!("{} and {} more", names[..3].join(", "), more - 3),
        };
        let surfaces = |wanted: fn(Audience) -> bool| {
            first
                .audiences
                .iter()
                .find(|(audience, _)| wanted(*audience))
                .map_or("", |(_, surface)| surface.as_str())
        };
        let found = Found::new(
            "authz/admin-functions-apart",
            format!("resolver in {file}"),
            format!(
                "what all users share is changed by {shown}, defined with a resolver that serves `{}` for administrators and \
                 `{}` for everybody",
                surfaces(|audience| audience == Audience::Admin),
                surfaces(|audience| audience <= Audience::AnyUser),
            ),
        )
        .at(first.declared_at.clone())
        .help("define them with a resolver of the administrators' surface alone, and check in each that the user is one")
        .path(with_surfaces(flow::steps(code, event, "this is left to every user"), first));
        look.against(found);
    }
}

fn with_surfaces(mut steps: Vec<Step>, entry: &Entry) -> Vec<Step> {
    if let Some(first) = steps.first_mut() {
        first.text = format!("`{}` is registered for administrators and for everybody", entry.name);
    }
    steps
}

fn short(entry: &Entry) -> &str {
    entry.name.rsplit('/').next().unwrap_or(&entry.name)
}

fn serves_both(entry: &Entry) -> bool {
    let admins = entry.audiences.iter().any(|(audience, _)| *audience == Audience::Admin);
    admins
        && entry.audiences.iter().any(|(audience, _)| matches!(audience, Audience::AnyUser | Audience::Agent))
}

/// What all users share: the app's secrets, its records under fixed keys, the product as the app.
pub(crate) fn is_for_admins(event: &Event) -> bool {
    let Action::Call(call) = &event.action else { return false };
    match call.effect() {
        Some(Effect::SecretWrite | Effect::SecretDelete) => true,
        Some(Effect::StorageWrite | Effect::StorageDelete) => {
            call.role(assay_code::model::Role::Key).is_constant()
        }
        _ => product::as_somebody(event, call).is_some_and(|product| {
            product.identity() == Some(assay_code::model::Identity::App) && product.access == Access::Write
        }),
    }
}

pub(crate) fn is_unguarded(event: &Event) -> bool {
    matches!(authority::over(&event.guards, &[]), Authority::Nothing)
}
