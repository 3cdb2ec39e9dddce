use assay_catalogue::Severity;
use assay_code::{
    Audience, Entry, Event, Guard, GuardKind, Origin, Resolution, Side, Source, Value,
    model::{Effect, Part},
};
use assay_evidence::{Confidence, Topic};

use super::{
    callers_token::is_as_the_caller,
    connect_lifecycle_unverified, connect_route_unverified,
    descriptor_urls::{Caller, caller},
    flow,
    reach::blind_spots,
    reads_code, server_route_open,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "token-presence-only",
    title: "a token that is asked for and not looked at",
    claims: &["fit/required", "endpoints/authenticated"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("token_presence_only.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let remote = case.manifest().is_some_and(|manifest| !manifest.remotes.is_empty());
    let claim = if remote { "fit/required" } else { "endpoints/authenticated" };
    look.looked_at(code.entries.len() + 1);
    // What these rules tell of a route holds whether a token was asked for or not.
    let mut told = connect_lifecycle_unverified::routes(case);
    told.extend(connect_route_unverified::routes(case));
    for entry in code.entries.iter().filter(|entry| is_open(case, entry)) {
        if told.iter().any(|route| route.id == entry.id) {
            continue;
        }
        look.looked_at(1);
        let Some((event, guard)) = asked(case, entry) else { continue };
        let found = Found::new(
            claim,
            format!("{}: only whether a token came", entry.name),
            format!("`{}` asks whether a token came, and answers without verifying it", entry.name),
        )
        .at(code.place(guard.site))
        .help("verify the token's signature, audience and time before anything else is done, and refuse what fails")
        .path(flow::steps(code, event, "it answers"));
        look.against(found);
    }
}

/// A route that anybody reaches, that verifies nothing as far as can be told, and of which no other rule speaks.
fn is_open(case: &Case<'_>, entry: &Entry) -> bool {
    entry.side == Side::Server
        && matches!(entry.audience, Audience::Anonymous | Audience::Remote)
        && entry.resolution == Resolution::Resolved
        && !server_route_open::is_meant_open(case, entry)
        && caller(case, entry) == Caller::Anybody
        && server_route_open::open_effect(case, entry).is_none()
        && server_route_open::behind_unknown(case, entry).is_none()
}

/// An answer behind the question whether the header of a token is there, or begins as it should; none where the token
/// is handed on to something that may verify it.
fn asked<'a>(case: &Case<'a>, entry: &Entry) -> Option<(&'a Event, &'a Guard)> {
    let mut events = case.code.events_of(entry.id);
    if case.code.events_of(entry.id).any(|event| is_handed_on(case, entry, event)) {
        return None;
    }
    events.find_map(|event| {
        let answers = connect_route_unverified::answers(event);
        let guard = event.guards.iter().find(|guard| is_presence(guard)).filter(|_| answers)?;
        Some((event, guard))
    })
}

fn is_presence(guard: &Guard) -> bool {
    matches!(guard.kind, GuardKind::Present | GuardKind::TypeTested | GuardKind::ConstantCompared)
        && guard.about.iter().any(holds_token)
}

fn is_handed_on(case: &Case<'_>, entry: &Entry, event: &Event) -> bool {
    let assay_code::Action::Call(call) = &event.action else { return false };
    call.effect() != Some(Effect::Log)
        && (call.arguments.iter().chain([&call.receiver]).any(holds_token)
            || is_as_the_caller(case.code, Some(entry), call))
}

fn holds_token(value: &Value) -> bool {
    value.deep_origins().iter().any(is_token)
}

/// The `Authorization` header.
fn is_token(origin: &Origin) -> bool {
    let is_header = matches!(origin.source, Source::Caller(Part::Headers));
    is_header && origin.field.to_ascii_lowercase().contains("authorization")
}
