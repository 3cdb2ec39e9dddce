use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Audience, Entry, EntryId, Event, Guard, GuardKind, Reach, Side, Source, Value,
    model::{CheckKind, Effect},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, product_call::ProductCall, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "server-route-open",
    title: "a route that answers anybody",
    claims: &["fit/required", "endpoints/authenticated"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("server_route_open.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let remote = case.manifest().is_some_and(|manifest| !manifest.remotes.is_empty());
    let claim = if remote { "fit/required" } else { "endpoints/authenticated" };
    let routes = code.entries.iter().filter(|entry| {
        entry.side == Side::Server && matches!(entry.audience, Audience::Anonymous | Audience::Remote)
    });
    let routes: Vec<&Entry> = routes.collect();
    look.looked_at(routes.len() + 1);
    let mut worst: BTreeMap<EntryId, (u8, &Event, String)> = BTreeMap::new();
    let mut doubtful: BTreeMap<EntryId, (&Event, String, String)> = BTreeMap::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let Some(entry) = event.entry.filter(|id| routes.iter().any(|route| route.id == *id)) else {
            continue;
        };
        let mut asked = event.guards.iter().filter(|guard| asks_who(guard)).peekable();
        let Some((weight, what)) = matters(event) else { continue };
        if asked.peek().is_some() {
            let unknown = asked.map(unknown_filter).collect::<Option<Vec<_>>>();
            if let Some(name) = unknown.and_then(|names| names.into_iter().next()) {
                doubtful.entry(entry).or_insert_with(|| (event, what, name));
            }
            continue;
        }
        if worst.get(&entry).is_none_or(|(known, ..)| weight > *known) {
            worst.insert(entry, (weight, event, what));
        }
    }
    doubtful.retain(|id, _| !worst.contains_key(id));
    for (id, (event, what, filter)) in doubtful {
        let entry = code.entry(id);
        let statement = format!("`{}` {what}, and what `{filter}` asks before it is not known", entry.name);
        let found = Found::new(claim, format!("{}: {what} behind {filter}", entry.name), statement)
            .at(entry.declared_at.clone())
            .help("say in `assay.toml` what it asks, or verify the caller's token in code that is here")
            .path(flow::steps(code, event, &what))
            .confidence(Confidence::Low);
        look.unsure(found, "it comes from code that is not here");
    }
    for (id, (_, event, what)) in worst {
        let entry = code.entry(id);
        if entry.audience == Audience::Anonymous && is_meant_open(case, entry) {
            continue;
        }
        let found = Found::new(
            claim,
            format!("{}: {what}", entry.name),
            format!("`{}` {what} without asking who calls", entry.name),
        )
        .at(entry.declared_at.clone())
        .help(if remote {
            "verify the platform's invocation token before anything else is done"
        } else {
            "verify the caller's token before anything else is done"
        })
        .path(flow::steps(code, event, &what));
        look.against(found);
    }
}

/// The name of a filter of which nothing is known: it may ask who calls, or not.
fn unknown_filter(guard: &Guard) -> Option<String> {
    match &guard.kind {
        GuardKind::UnknownTested(name) if !guard.certain && guard.about.is_empty() => Some(name.to_string()),
        _ => None,
    }
}

/// A fact that says the caller is somebody.
fn asks_who(guard: &Guard) -> bool {
    match &guard.kind {
        GuardKind::Check(kind) => !matches!(kind, CheckKind::Schema | CheckKind::Shape),
        GuardKind::SecretCompared { .. }
        | GuardKind::UserRead
        | GuardKind::PermissionAsked
        | GuardKind::AccountCompared => true,
        // Something of another package, or of a store, was asked about the request.
        GuardKind::UnknownTested(_) | GuardKind::StoreTested | GuardKind::Compared => true,
        GuardKind::AppRead
        | GuardKind::Member
        | GuardKind::ConstantCompared
        | GuardKind::Present
        | GuardKind::TimeCompared
        | GuardKind::TypeTested => false,
    }
}

/// What an anonymous caller should not cause or see, and how much it matters.
fn matters(event: &Event) -> Option<(u8, String)> {
    let told = |value: &Value| {
        value.deep_origins().iter().any(|origin| {
            matches!(origin.source, Source::Stored(_) | Source::Response(_) | Source::Secret(..))
                && !origin.cleansed.is_summed_up()
        })
    };
    match &event.action {
        Action::Respond(value) => told(value).then(|| (2, "answers with stored data".to_owned())),
        Action::Call(call) => match call.effect()? {
            Effect::StorageWrite | Effect::StorageDelete | Effect::SecretWrite | Effect::SecretDelete => {
                Some((3, "writes to a store".to_owned()))
            }
            Effect::Sql | Effect::Nosql => Some((3, "works on a database".to_owned())),
            Effect::ProductCall => Some((4, "calls a product".to_owned())),
            Effect::Egress => ProductCall::of(event, call).map(|_| (4, "calls a product".to_owned())),
            Effect::ModelPrompt => Some((2, "sends prompts to a language model".to_owned())),
            Effect::MailSend => Some((3, "sends mail".to_owned())),
            Effect::Respond => call
                .role(assay_code::model::Role::Value)
                .deep_origins()
                .iter()
                .any(|origin| {
                    matches!(origin.source, Source::Stored(_) | Source::Secret(..))
                        && !origin.cleansed.is_summed_up()
                })
                .then(|| (2, "answers with stored data".to_owned())),
            _ => None,
        },
        _ => None,
    }
}

/// `assay.toml` says so, with the reason.
fn is_meant_open(case: &Case<'_>, entry: &Entry) -> bool {
    case.settings.anonymous.iter().any(|open| entry.name.ends_with(open.endpoint.as_str()))
}
