use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Entry, Event, Guard, GuardKind, Invocation, Origin, Reach, Resolution, Source,
    model::{CheckKind, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::authority::{Known, caller_is_known, known_by};
use super::literal_secret::is_always_written_out;
use super::{authorization_request, flow, product, reach::blind_spots_on_platform, reads_code, sensitive};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "web-trigger-unauthenticated",
    title: "a web trigger whose code asks no caller for proof",
    claims: &["web-trigger/authenticated", "web-trigger/checked-before-effect"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("web_trigger_unauthenticated.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(1);
    for entry in code.entries.iter().filter(|entry| entry.invocation == Invocation::WebTrigger) {
        look.looked_at(1);
        if is_open_on_purpose(case, entry)
            || is_signed(case, entry)
            || matches!(entry.resolution, Resolution::Unresolved { .. })
        {
            continue;
        }
        let events: Vec<&Event> =
            code.events_of(entry.id).filter(|event| event.reach == Reach::Entry).collect();
        // What is proved only where nothing happens protects nothing.
        let matters = |event: &&&Event| weight(event).is_some_and(|weight| weight >= Weight::Reads);
        let all = events.iter().map(|event| caller_is_known(&event.guards)).max().unwrap_or(Known::No);
        let protected =
            events.iter().filter(matters).map(|event| caller_is_known(&event.guards)).max().unwrap_or(all);
        match protected {
            Known::Perhaps | Known::Yes if let Some(guard) = only_a_literal(&events) => {
                known_to_readers(code, look, entry, &events, guard);
            }
            Known::No => nobody_asked(case, look, entry, &events),
            Known::Perhaps | Known::Yes => too_late(code, look, entry, &events),
        }
    }
}

/// No proof is asked for anywhere.
fn nobody_asked(case: &Case<'_>, look: &mut Look<'_>, entry: &Entry, events: &[&Event]) {
    let code = case.code;
    let worst = events
        .iter()
        .filter_map(|event| Some((weight(event)?, *event)))
        .max_by_key(|(weight, event)| (*weight, std::cmp::Reverse(event.site)));
    let first = worst.map(|(_, event)| event).or_else(|| events.first().copied());
    let does = worst.map_or_else(String::new, |(_, event)| format!(", and {}", deed(event)));
    let found = Found::new(
        "web-trigger/authenticated",
        entry.name.to_string(),
        format!("anyone on the web can call the web trigger `{}`: its code asks for no proof{does}", entry.name),
    )
    .at(first.map_or_else(|| entry.declared_at.clone(), |event| code.place(event.site)))
    .severity(if worst.is_some() { Severity::High } else { Severity::Medium })
    .help(
        "have the platform ask for a signature (`request.authentication: hmacSharedSecret`), or compare a secret of the request \
         in constant time before anything else",
    )
    .path(first.map_or_else(Vec::new, |event| flow::steps(code, event, "this happens for any caller")));
    look.against(found);
}

/// The test of a text that stands in the code, where no event is proved by anything else.
fn only_a_literal<'a>(events: &[&'a Event]) -> Option<&'a Guard> {
    let mut found = None;
    for guard in events.iter().flat_map(|event| event.guards.iter()) {
        if is_by_literal(guard, events) {
            found = found.or(Some(guard));
        } else if known_by(guard) != Known::No && !compares_nothing_kept(guard) {
            return None;
        }
    }
    found
}

/// What is compared with the request is a text of the code, or a digest that such a text is the key of.
fn is_by_literal(guard: &Guard, events: &[&Event]) -> bool {
    let about = |is: fn(&Origin) -> bool| guard.about.iter().any(|value| value.deep_origins().iter().any(is));
    match guard.kind {
        GuardKind::ConstantCompared => about(is_shown) && guard.about.iter().any(is_always_written_out),
        GuardKind::Check(CheckKind::SecretCompared) if about(is_kept) => false,
        GuardKind::Check(CheckKind::SecretCompared) => {
            about(is_shown) && guard.about.iter().any(is_always_written_out)
                || events.iter().any(|event| digests_by_literal(event))
        }
        _ => false,
    }
}

/// Lengths, the form of a signature: it proves nothing by itself.
fn compares_nothing_kept(guard: &Guard) -> bool {
    let kept = guard.about.iter().any(|value| value.deep_origins().iter().any(is_kept));
    matches!(guard.kind, GuardKind::Compared | GuardKind::ConstantCompared | GuardKind::Member) && !kept
}

/// What a caller shows to prove who they are.
fn is_shown(origin: &Origin) -> bool {
    let name = origin.field.trim_end_matches("[]").trim_end_matches('.');
    let name = name.rsplit('.').next().unwrap_or_default();
    let is_key = || words(name).last().is_some_and(|word| matches!(word.as_str(), "key" | "signature"));
    matches!(origin.source, Source::Caller(_))
        && (sensitive::is_secret_name(name) || name.eq_ignore_ascii_case("authorization") || is_key())
}

fn is_kept(origin: &Origin) -> bool {
    matches!(origin.source, Source::Secret(..) | Source::Environment(_) | Source::Stored(_))
}

fn digests_by_literal(event: &Event) -> bool {
    let Action::Call(call) = &event.action else { return false };
    call.effect() == Some(Effect::Mac) && is_always_written_out(&call.role(Role::Secret))
}

/// Proof is asked for that everybody has who reads the code.
fn known_to_readers(code: &Analysis, look: &mut Look<'_>, entry: &Entry, events: &[&Event], guard: &Guard) {
    let behind = events.iter().find(|event| event.guards.iter().any(|held| held.site == guard.site));
    let found = Found::new(
        "web-trigger/authenticated",
        entry.name.to_string(),
        format!("whoever has read the code can call the web trigger `{}`: what it asks for stands there", entry.name),
    )
    .at(code.place(guard.site))
    .severity(Severity::High)
    .help("keep the secret in an encrypted variable or the secret store, give each installation its own, and replace this one")
    .path(behind.map_or_else(Vec::new, |event| flow::steps(code, event, "this happens for whoever has the text")));
    look.against(found);
}

/// Proof is asked for, and something happens before or beside it.
fn too_late(code: &Analysis, look: &mut Look<'_>, entry: &Entry, events: &[&Event]) {
    let mut places: BTreeMap<_, &Event> = BTreeMap::new();
    for event in events {
        if changes(event) && !uses_up(events, event) && caller_is_known(&event.guards) == Known::No {
            places.entry(event.site).or_insert(event);
        }
    }
    // The first is enough to see where the check has to go.
    if let Some(event) = places.into_values().next() {
        let found = Found::new(
            "web-trigger/checked-before-effect",
            format!("{} in {}", deed(event), entry.name),
            format!("the web trigger `{}` {} before it knows who calls", entry.name, deed(event)),
        )
        .at(code.place(event.site))
        .help("ask for proof first, and stop where it is missing")
        .path(flow::steps(code, event, "this happens without proof"));
        look.against(found);
    }
}

/// Whether a record is taken away that was read under the same key, by the `state` or code that came back: good for one time,
/// whatever is asked of it afterwards.
fn uses_up(events: &[&Event], event: &Event) -> bool {
    let Action::Call(call) = &event.action else { return false };
    if call.effect() != Some(Effect::StorageDelete) {
        return false;
    }
    let key = call.role(Role::Key);
    let by_state = key.deep_origins().iter().any(authorization_request::is_state);
    by_state
        && events.iter().any(|other| match &other.action {
            Action::Call(read) => {
                read.effect() == Some(Effect::StorageRead) && read.role(Role::Key).names_same(&key)
            }
            _ => false,
        })
}

/// How much it matters that a stranger can cause it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Tells,
    Reads,
    Changes,
}

fn weight(event: &Event) -> Option<Weight> {
    match &event.action {
        Action::Call(call) => match call.effect()? {
            Effect::ProductCall | Effect::ProductQuery => match product::as_somebody(event, call)?.access {
                product::Access::Read => Some(Weight::Reads),
                _ => Some(Weight::Changes),
            },
            Effect::Sql | Effect::Nosql | Effect::RemoteCall | Effect::Execute | Effect::ModelPrompt => {
                Some(Weight::Changes)
            }
            effect if effect.writes() => Some(Weight::Changes),
            // What is read to check the caller has to be read before.
            Effect::StorageQuery => Some(Weight::Reads),
            _ => None,
        },
        Action::Respond(value) => {
            let tells = value.deep_origins().iter().any(|origin| {
                matches!(
                    origin.source,
                    Source::Stored(_) | Source::Response(_) | Source::Environment(_) | Source::Secret(..)
                ) && !origin.cleansed.is_summed_up()
            });
            tells.then_some(Weight::Tells)
        }
        _ => None,
    }
}

/// Whether an event changes something.
pub(crate) fn changes(event: &Event) -> bool {
    weight(event).is_some_and(|weight| weight >= Weight::Changes)
}

/// What an event does, after “the web trigger”.
pub(crate) fn deed(event: &Event) -> String {
    match &event.action {
        Action::Call(call) => match product::as_somebody(event, call) {
            Some(product) => format!("calls `{}`", product.operation()),
            None => format!("calls `{}`", call.path),
        },
        _ => "answers with what the app holds".to_owned(),
    }
}

fn is_open_on_purpose(case: &Case<'_>, entry: &Entry) -> bool {
    let named = |name: &str| case.settings.anonymous.iter().any(|open| open.endpoint == name);
    named(&entry.name) || entry.surfaces.iter().any(|surface| named(surface))
}

/// The platform checks a signature before the code runs.
fn is_signed(case: &Case<'_>, entry: &Entry) -> bool {
    let Some(manifest) = case.manifest() else { return false };
    manifest.web_triggers.iter().any(|trigger| {
        let is_it = trigger.key.as_ref().is_some_and(|key| {
            entry.surfaces.iter().any(|surface| surface.as_str() == key.as_str())
                || entry.name.as_str() == key.as_str()
        });
        is_it && trigger.authentication.as_ref().is_some_and(|given| given.value == "hmacSharedSecret")
    })
}

/// Whether the code of a web trigger was seen: then this rule says whether it asks for proof, and nobody else has to.
pub(crate) fn was_seen(code: &Analysis, trigger: &str) -> bool {
    code.entries.iter().any(|entry| {
        let is_it = entry.name == trigger || entry.surfaces.iter().any(|surface| surface == trigger);
        is_it && entry.resolution == Resolution::Resolved
    })
}
