use assay_app::operations::OperationClass;
use assay_catalogue::Severity;
use assay_code::{
    Action, Call, EntryId, Event, Invocation, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    product::{self, ProductCall},
    reach::blind_spots_on_platform,
};
use crate::{
    Case, Found, Look, Rule, case,
    manifest::actions::{action_name, action_place},
    words::words,
};

pub(crate) const RULE: Rule = Rule {
    id: "action-verb-contradicted",
    title: "an action that changes more than its verb says",
    claims: &["rovo/action-verb-matches-effects"],
    topic: Topic::Rovo,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("action_verb_contradicted.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.actions.len());
    for action in &manifest.actions {
        let Some(verb) = action
            .verb
            .as_ref()
            .or(action.kind.as_ref())
            .filter(|verb| verb.value.eq_ignore_ascii_case("get"))
        else {
            continue;
        };
        let name = action_name(action);
        let entries = case.code.entries.iter().filter(|entry| {
            entry.invocation == Invocation::Action && entry.surfaces.iter().any(|surface| surface == name)
        });
        let worst = entries.filter_map(|entry| change(case, entry.id)).max_by_key(|(certain, ..)| *certain);
        let Some((certain, event, what)) = worst else { continue };
        let found = Found::new(
            "rovo/action-verb-matches-effects",
            format!("action.{name}: {what}"),
            format!("the action `{name}` says `{}`, and {what}", verb.value),
        )
        .at(action_place(manifest, action))
        .help("name the verb for what the action does: CREATE, UPDATE, DELETE or TRIGGER; the agent then asks the user first")
        .path(flow::steps(case.code, event, "something is changed"));
        if certain {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "whether that changes anything for anybody is not known",
            );
        }
    }
}

/// The change that is surest, if an entry leads to one: whether it is sure, where, and what it is.
fn change<'a>(case: &Case<'a>, entry: EntryId) -> Option<(bool, &'a Event, String)> {
    let calls = case.code.events_of(entry).filter_map(|event| match &event.action {
        Action::Call(call) => Some((event, call)),
        _ => None,
    });
    let changes = calls
        .filter_map(|(event, call)| what(case, event, call).map(|(certain, what)| (certain, event, what)));
    // Of several the first of the surest.
    changes.fold(None, |best, next| match &best {
        Some((certain, ..)) if *certain >= next.0 => best,
        _ => Some(next),
    })
}

fn what(case: &Case<'_>, event: &Event, call: &Call) -> Option<(bool, String)> {
    match call.effect()? {
        Effect::ProductCall => {
            let call = ProductCall::of(event, call)?;
            let changes = call.class() != OperationClass::Read;
            changes.then(|| (call.method.is_some(), format!("{} changes something", call.operation())))
        }
        Effect::StorageDelete | Effect::SecretDelete => {
            Some((true, "it takes something out of the app's store".to_owned()))
        }
        // It may be a cache.
        Effect::StorageWrite | Effect::SecretWrite => {
            Some((false, "it writes to the app's store".to_owned()))
        }
        Effect::QueuePush | Effect::EventPublish | Effect::MailSend | Effect::IdentityWrite => {
            Some((true, format!("`{}` sets something in motion", call.path)))
        }
        Effect::Egress => {
            let method = product::method(call)?.to_ascii_uppercase();
            let says =
                |certain: bool| Some((certain, format!("it sends a {method} request to another host")));
            match method.as_str() {
                "PUT" | "PATCH" | "DELETE" => says(true),
                // Of a question somebody wants the answer.
                "POST" if asks(call) => None,
                "POST" => says(!call.used || !is_read(case, event, call)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether the address of a request says that it is a question, which interfaces send by `POST` too: a search, a query, tokens, what
/// a language model is asked.
fn asks(call: &Call) -> bool {
    const QUESTIONS: [&str; 22] = [
        "search",
        "query",
        "graphql",
        "find",
        "lookup",
        "list",
        "filter",
        "completions",
        "completion",
        "messages",
        "responses",
        "generate",
        "embeddings",
        "chat",
        "translate",
        "analyze",
        "analyse",
        "summarize",
        "token",
        "oauth",
        "predict",
        "classify",
    ];
    const DEEDS: [&str; 6] = ["post", "send", "create", "update", "delete", "start"];
    let addresses = call.role_all(Role::Url);
    let said: Vec<String> =
        addresses.iter().flat_map(Value::texts).flat_map(|url| words(&url.template())).collect();
    let has = |of: &[&str]| said.iter().any(|word| of.contains(&word.as_str()));
    has(&QUESTIONS) && !has(&DEEDS)
}

/// Whether anything of an answer is used but that there was one.
fn is_read(case: &Case<'_>, event: &Event, call: &Call) -> bool {
    let of_answer = |value: &Value| {
        value.deep_origins().iter().any(|origin| {
            let is_its =
                matches!(&origin.source, Source::Response(fetched) if fetched.call.site == call.site);
            is_its
                && !matches!(origin.last_field(), "ok" | "status" | "statusText")
                && !origin.cleansed.is_summed_up()
        })
    };
    let Some(entry) = event.entry else { return true };
    case.code.events_of(entry).any(|event| match &event.action {
        Action::Respond(value) => of_answer(value),
        Action::Call(call) => call.arguments.iter().any(of_answer),
        _ => false,
    })
}
