use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Event, Origin, Shape, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::callers::{self, Stranger, caused_by_strangers};
use super::{flow, reach::blind_spots_on_platform, reads_code};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "author-from-payload",
    title: "an author that the caller names",
    claims: &["authz/author-from-context"],
    topic: Topic::Authz,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("author_from_payload.md"),
};

/// How deep a record may lie in what is stored: a list of records, a record's list of remarks.
const DEEPEST: u8 = 6;

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, entry, stranger) in caused_by_strangers(code) {
        if !matches!(stranger, Stranger::User | Stranger::ProjectAdmin | Stranger::Agent) {
            continue;
        }
        let Some(value) = stored(event) else { continue };
        look.looked_at(1);
        let Some((author, origin)) = claimed_author(&value) else { continue };
        // Somebody compared it with the account of the context, or asked about it.
        if event.guards.iter().any(|guard| guard.covers(&author)) || !seen.insert((event.site, entry.id)) {
            continue;
        }
        let what = flow::origin_words(&origin);
        let found = Found::new(
            "authz/author-from-context",
            format!("{what} from {}", entry.name),
            format!(
                "{} can name anybody in {what} as the author of what `{}` keeps",
                callers::words(stranger),
                entry.name
            ),
        )
        .at(code.place(event.site))
        .help("take the account from the invocation's context (`context.accountId`), which the platform vouches for")
        .path(flow::steps_from(code, event, &origin, "it is kept as the author"));
        look.against(found);
    }
}

fn stored(event: &Event) -> Option<Value> {
    let Action::Call(call) = &event.action else { return None };
    (call.effect()? == Effect::StorageWrite).then(|| call.role(Role::Value))
}

/// The author of a record in a value, where the caller named them.
fn claimed_author(value: &Value) -> Option<(Value, Origin)> {
    let mut found = None;
    let mut see = |record: &Value| {
        if found.is_none() && matches!(record.shape(), Shape::Object(_)) {
            found = author_of(record);
        }
    };
    see(value);
    value.visit(&mut see, DEEPEST);
    found
}

fn author_of(record: &Value) -> Option<(Value, Origin)> {
    let fields = record.fields();
    let is_remark = || {
        let mut texts = fields.iter().filter(|(name, value)| is_text(name) && chosen(value).is_some());
        let mut times = fields.iter().filter(|(name, value)| is_time(name, value));
        texts.next().is_some() && times.next().is_some()
    };
    let named = |(name, value): (&assay_code::ir::Name, &Value)| {
        let counts = is_author(name) || is_user(name) && is_remark();
        counts.then(|| chosen(value)).flatten().map(|origin| (value.clone(), origin))
    };
    fields.iter().find_map(named)
}

/// The origin by which the caller chose a value.
fn chosen(value: &Value) -> Option<Origin> {
    let origins = value.deep_origins();
    let is_chosen = |origin: &&Origin| {
        matches!(origin.source, Source::Caller(_) | Source::Agent)
            && !origin.field.is_empty()
            && !origin.cleansed.is_summed_up()
            && !origin.cleansed.is_through_unknown()
    };
    origins.iter().find(is_chosen).cloned()
}

/// `author`, `createdBy`, `creatorId`: it says who did it, and nothing else.
fn is_author(name: &str) -> bool {
    const DONE: [&str; 8] =
        ["created", "posted", "written", "submitted", "updated", "voted", "added", "changed"];
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [who] | [who, "id" | "name"] | [who, "account", "id"] => {
            matches!(*who, "author" | "creator" | "commenter" | "voter" | "poster")
        }
        [done, "by"] | [done, "by", "id" | "name"] => DONE.contains(done),
        _ => false,
    }
}

/// A person, who may be somebody else on purpose: a member of a list.
fn is_user(name: &str) -> bool {
    matches!(
        name,
        "accountId"
            | "userId"
            | "userAccountId"
            | "account_id"
            | "user_id"
            | "user"
            | "userName"
            | "username"
    )
}

fn is_text(name: &str) -> bool {
    const WRITTEN: [&str; 12] = [
        "text", "comment", "message", "body", "content", "note", "remark", "vote", "rating", "answer",
        "feedback", "reply",
    ];
    words(name).iter().any(|word| WRITTEN.contains(&word.as_str()))
}

fn is_time(name: &str, value: &Value) -> bool {
    let words = words(name);
    let last = words.last().map_or("", String::as_str);
    matches!(last, "at" | "time" | "date" | "timestamp" | "created" | "on")
        || value.deep_origins().iter().any(|origin| matches!(origin.source, Source::Clock))
}
