use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Reach, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    reach::blind_spots,
    sensitive::{self, Sensitive},
    trello::power_up,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "trello-shared-data-sensitive",
    title: "a secret that everybody who sees the board can read",
    claims: &["trello/shared-data-clean"],
    topic: Topic::TrelloShared,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: power_up,
    examine,
    page: include_str!("trello_shared_data_sensitive.md"),
};

const HELP: &str = "keep secrets with `t.storeSecret`, what is one member's own with `private` visibility, and the rest on a server";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls().filter(|(_, call)| is_shared(call)) {
        look.looked_at(1);
        if seen.contains(&event.site) {
            continue;
        }
        let writes = call.effect() == Some(Effect::SharedStorageWrite);
        let held = if writes { written(call) } else { read(call) };
        let Some(held) = held else { continue };
        seen.insert(event.site);
        tell(case, look, event, call, &held);
    }
}

struct Held {
    words: String,
    kind: Sensitive,
    sure: bool,
    origin: Option<assay_code::Origin>,
}

fn tell(case: &Case<'_>, look: &mut Look<'_>, event: &Event, call: &Call, held: &Held) {
    let writes = call.effect() == Some(Effect::SharedStorageWrite);
    let does = if writes { "is kept as shared" } else { "is looked for in shared data" };
    let end = if writes { "it is kept" } else { "it is read" };
    let path = match &held.origin {
        Some(origin) => flow::steps_from(case.code, event, origin, end),
        None => flow::steps(case.code, event, end),
    };
    let found = Found::new(
        "trello/shared-data-clean",
        format!("{} {does}", held.words),
        format!(
            "{} {does}: everybody who can see the board can read it, on a public board everybody",
            held.words
        ),
    )
    .at(case.code.place(event.site))
    .help(HELP)
    .path(path);
    match held.kind {
        Sensitive::Content => look.unsure(
            found.confidence(Confidence::Low),
            "whether everybody who sees the board may read it is the app's to say",
        ),
        _ if !held.sure || event.reach == Reach::Orphan && !writes => {
            look.unsure(found.confidence(Confidence::Low), "whether it is a secret is not known");
        }
        Sensitive::Secret => look.against(found),
        Sensitive::Personal => look.against(found.severity(Severity::Medium).confidence(Confidence::Medium)),
    }
}

/// `t.set('board', 'shared', …)`, and a `get` of the same.
fn is_shared(call: &Call) -> bool {
    let stored = matches!(call.effect(), Some(Effect::SharedStorageWrite | Effect::SharedStorageRead));
    let of_trello = call.model.and_then(|model| model.product.as_deref()) == Some("trello");
    stored && of_trello && call.role(Role::Visibility).constants().any(|visibility| visibility == "shared")
}

/// What is sensitive in what is kept.
fn written(call: &Call) -> Option<Held> {
    let value = call.role(Role::Value);
    if is_nothing(&value) {
        return None;
    }
    if let Some(exposed) = sensitive::worst(&value) {
        let sure = exposed.sure;
        return Some(Held { words: exposed.words, kind: exposed.kind, sure, origin: Some(exposed.origin) });
    }
    let mut named = names(&call.role(Role::Key));
    named.extend(
        value.fields().iter().filter(|(_, value)| !is_nothing(value)).map(|(name, _)| name.to_string()),
    );
    let name = named.into_iter().find(|name| sensitive::is_secret_name(name))?;
    Some(Held { words: format!("`{name}`"), kind: Sensitive::Secret, sure: true, origin: None })
}

/// A secret that is looked for there: by its name alone.
fn read(call: &Call) -> Option<Held> {
    let name = names(&call.role(Role::Key)).into_iter().find(|name| sensitive::is_secret_name(name))?;
    Some(Held { words: format!("`{name}`"), kind: Sensitive::Secret, sure: true, origin: None })
}

fn names(key: &Value) -> Vec<String> {
    key.constants().map(str::to_owned).collect()
}

/// Flags, and what takes a value away: an empty text, nothing.
fn is_nothing(value: &Value) -> bool {
    value.is_constant() && value.fields().is_empty() && value.constants().all(|text| text.len() < 8)
}
