use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Event, Origin, Reach, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{authorization_request::redeemed, flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "session-id-guessable",
    title: "a session whose id can be guessed",
    claims: &["endpoints/authenticated"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("session_id_guessable.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let Some(entry) = code.entry_of(event) else { continue };
        let Some(origin) = filed_under_weak(event) else { continue };
        look.looked_at(1);
        if !seen.insert((event.site, entry.id)) {
            continue;
        }
        let found = Found::new(
            "endpoints/authenticated",
            format!("{}: tokens under a guessable id", entry.name),
            format!("`{}` keeps a user's tokens under an id that can be guessed", entry.name),
        )
        .at(code.place(event.site))
        .help("draw the id from a cryptographic source: `crypto.randomUUID()`, `crypto.randomBytes(32)`")
        .path(flow::steps_from(code, event, &origin, "the tokens are kept"));
        look.against(found);
    }
}

/// Where what a code was redeemed for is kept: what it is filed under, if that comes from a source that can be predicted.
fn filed_under_weak(event: &Event) -> Option<Origin> {
    let (keys, kept): (Vec<Value>, Vec<Value>) = match &event.action {
        Action::Assign(assign) => (assign.key.iter().cloned().collect(), vec![assign.value.clone()]),
        Action::Call(call) if matches!(call.effect(), Some(Effect::StorageWrite | Effect::SecretWrite)) => {
            let mut keys = vec![call.role(Role::Key)];
            keys.extend(call.arguments.iter().flat_map(named_as_ids));
            (keys, call.arguments.clone())
        }
        _ => return None,
    };
    let holds_tokens = kept.iter().any(|value| value.deep_origins().iter().any(is_of_redemption));
    keys.iter().filter(|_| holds_tokens).find_map(weak)
}

/// Values of fields that say they are what a record is found by, one level down too: `create({ data: { id: … } })`.
fn named_as_ids(value: &Value) -> Vec<Value> {
    const NAMES: [&str; 6] = ["id", "sid", "key", "session", "token", "hash"];
    let is_id = |name: &str| words(name).last().is_some_and(|last| NAMES.contains(&last.as_str()));
    let fields = value.fields();
    let below = fields.values().flat_map(|inner| {
        inner.fields().into_iter().filter(|(name, _)| is_id(name)).map(|(_, value)| value).collect::<Vec<_>>()
    });
    let below: Vec<Value> = below.collect();
    fields.into_iter().filter(|(name, _)| is_id(name)).map(|(_, value)| value).chain(below).collect()
}

fn weak(key: &Value) -> Option<Origin> {
    let origins = key.deep_origins();
    let is_strong = |origin: &Origin| matches!(origin.source, Source::Random(true));
    let is_weak = |origin: &&Origin| matches!(origin.source, Source::Random(false));
    (!origins.iter().any(is_strong)).then(|| origins.iter().find(is_weak).cloned()).flatten()
}

fn is_of_redemption(origin: &Origin) -> bool {
    match &origin.source {
        Source::Response(fetched) => redeemed(&fetched.call).is_some() && !origin.cleansed.is_summed_up(),
        _ => false,
    }
}
