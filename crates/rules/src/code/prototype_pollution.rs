use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Event, Origin, Reach, Side, Site, Target, Value,
    ir::Language,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::sink::{chosen, is_sure};
use super::{flow, reach::blind_spots, reads_code, refused_names::RefusedNames};
use crate::{Case, Found, Look, Rule, words::is_of_name};

pub(crate) const RULE: Rule = Rule {
    id: "prototype-pollution",
    title: "a caller who can write to the prototype of all objects",
    claims: &["injection/deserialisation", "tenant/no-module-state"],
    topic: Topic::Tenant,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("prototype_pollution.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let refused = RefusedNames::default();
    let mut places: BTreeMap<Site, (&Event, Origin, &'static str)> = BTreeMap::new();
    for event in &code.events {
        // In a browser it is the page of the one who does it.
        if code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd) {
            continue;
        }
        // Objects of other languages have no prototype that all share.
        if code.language(event.site) != Language::JavaScript {
            continue;
        }
        let Some((value, how, certain)) = written_by_name(code, event) else { continue };
        look.looked_at(1);
        let Some(origin) = chosen(&value, &[Cleansing::Schema, Cleansing::Url], event) else { continue };
        if !certain || event.reach != Reach::Entry || refused.are_refused(case, event) {
            continue;
        }
        places.entry(event.site).or_insert((event, origin, how));
    }
    for (event, origin, how) in places.into_values() {
        let words = flow::origin_words(&origin);
        let found = Found::new(
            "injection/deserialisation",
            format!("{how} <- {words}"),
            format!("{words} {how}: with `__proto__` for a name every object of the process changes, for every customer it serves"),
        )
        .at(code.place(event.site))
        .help("copy the fields you know by name, into an object without a prototype; refuse `__proto__`, `constructor` and `prototype`")
        .path(flow::steps_from(code, event, &origin, "properties are written by names the caller chose"));
        if is_sure(&origin) {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "what becomes of the names on their way is not known",
            );
        }
    }
}

/// What is written by a name somebody may have chosen, and whether a prototype is in reach of it.
fn written_by_name(code: &Analysis, event: &Event) -> Option<(Value, &'static str, bool)> {
    match &event.action {
        Action::Assign(assign) if assign.target == Target::Computed => Some((
            assign.key.clone()?,
            "names the properties that are written, at any depth",
            is_deep(code, event),
        )),
        Action::Call(call) if call.effect() == Some(Effect::DeepMerge) => {
            let by_path = call.model.is_some_and(|model| model.product.as_deref() == Some("by-path"));
            let role = if by_path { Role::Path } else { Role::From };
            Some((Value::join_all(call.role_all(role)), "is merged into another object, at any depth", true))
        }
        _ => None,
    }
}

/// Whether the write can land below the object itself: two names in a row, a function that calls itself with what lies
/// below a name, or one that goes down name by name. One name alone changes only the object it is written to.
fn is_deep(code: &Analysis, event: &Event) -> bool {
    let text = code.text(event.site).as_str();
    let written = text.get(event.site.span.start..event.site.span.end).unwrap_or_default();
    let target = written.split('=').next().unwrap_or_default();
    if target.contains("][") {
        return true;
    }
    let Some(function) = code.function_around(event.site) else { return false };
    let body = code.text_around(event.site);
    let called = event.hops.last().map(|hop| hop.function.as_str());
    let mut names =
        called.into_iter().chain(name_before(text, function.span.start)).filter(|it| !it.is_empty());
    goes_down(body) || names.any(|name| calls_itself_below(body, name))
}

/// The name of a function that begins here: `function merge(`, `const merge = (`, `merge: (`, `merge(`.
fn name_before(text: &str, start: usize) -> Option<&str> {
    let (before, after) = (text.get(..start)?, text.get(start..)?);
    let after =
        after.trim_start_matches("async ").trim_start_matches("function").trim_start_matches(['*', ' ']);
    let own = after.find(|letter| !is_of_name(letter)).map_or("", |end| &after[..end]);
    if !own.is_empty() {
        return Some(own);
    }
    let before = before.trim_end().strip_suffix(['=', ':'])?.trim_end();
    let begin = before.rfind(|letter| !is_of_name(letter)).map_or(0, |at| at + 1);
    before.get(begin..).filter(|name| !name.is_empty())
}

/// `node = node[part]`, `node = node[part] ??= {}`: what is written to next lies one name deeper.
fn goes_down(body: &str) -> bool {
    body.match_indices(" = ").any(|(at, _)| {
        let begin = body[..at].rfind(|letter| !is_of_name(letter)).map_or(0, |found| found + 1);
        let (name, rest) = (&body[begin..at], &body[at + 3..]);
        let below = rest.trim_start_matches('(').strip_prefix(name).is_some_and(|rest| rest.starts_with('['));
        !name.is_empty() && below
    })
}

/// `merge(target[key], …)` in the body of `merge`; `fill({}, key, …)` begins with an object that nobody else has.
fn calls_itself_below(body: &str, name: &str) -> bool {
    let call = format!("{name}(");
    // Behind the head, whose own parameters are no arguments.
    let body = body.split_once('{').map_or(body, |(_, body)| body);
    let mut arguments = body.split(call.as_str()).skip(1).map(|rest| {
        let mut open = 1;
        let end = rest.find(|letter| {
            match letter {
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            open == 0
        });
        &rest[..end.unwrap_or(rest.len())]
    });
    arguments.any(|arguments| arguments.contains('['))
}
