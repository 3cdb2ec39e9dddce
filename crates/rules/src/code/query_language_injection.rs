use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Part, Reach, Text, Value,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    reach::blind_spots,
    reads_code,
    sink::{chosen, is_sure, opened},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "query-language-injection",
    title: "a JQL or CQL query that input is glued into",
    claims: &["injection/query-language"],
    topic: Topic::Injection,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("query_language_injection.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        if !matches!(call.effect(), Some(Effect::ProductCall | Effect::Egress)) || seen.contains(&event.site)
        {
            continue;
        }
        let Some((language, origin)) = queries(call)
            .into_iter()
            .find_map(|(language, query)| glued(&query, event).map(|origin| (language, origin)))
        else {
            continue;
        };
        seen.insert(event.site);
        let what = flow::origin_words(&origin);
        let from = code.entry_of(event).map_or_else(String::new, |entry| format!(" from `{}`", entry.name));
        let found = Found::new(
            "injection/query-language",
            format!("{language} <- {what}{from}"),
            format!("{what}{from} is glued into a {language} query"),
        )
        .at(code.place(event.site))
        .help("let only the form you expect through (a key: `/^[A-Z][A-Z0-9_]+-\\d+$/`), or quote it and escape quotes and backslashes")
        .path(flow::steps_from(code, event, &origin, "the query is sent"));
        if is_sure(&origin) && event.reach == Reach::Entry {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "what happens to the value on its way is not known",
            );
        }
    }
    look.looked_at(seen.len());
}

/// The query texts of a call: those behind `jql=` and `cql=` in its address, and those in its body.
pub(crate) fn queries(call: &Call) -> Vec<(&'static str, Vec<Part>)> {
    let mut found = Vec::new();
    for role in [Role::Route, Role::Url] {
        for value in call.role_all(role) {
            found.extend(value.texts().filter_map(in_address));
        }
    }
    let bodies = [Role::Body, Role::Options].into_iter().flat_map(|role| call.role_all(role));
    let bodies = bodies.flat_map(|body| [body.field("body"), body.field("params"), body.field("data"), body]);
    for body in bodies.flat_map(|body| opened(&body)) {
        for (name, language) in [("jql", "JQL"), ("cql", "CQL")] {
            let query = body.fields().remove(name);
            let texts = query.iter().flat_map(Value::texts);
            found.extend(texts.map(|text| (language, text.parts().to_vec())));
        }
    }
    found
}

/// What stands between `jql=` or `cql=` and the next parameter.
fn in_address(text: &Text) -> Option<(&'static str, Vec<Part>)> {
    let mut query: Option<(&'static str, Vec<Part>)> = None;
    for part in text.parts() {
        match (part, &mut query) {
            (Part::Literal(literal), None) => {
                let last = literal.rsplit(['?', '&']).next().unwrap_or_default();
                let lower = last.to_ascii_lowercase();
                let language =
                    [("jql=", "JQL"), ("cql=", "CQL")].into_iter().find(|(name, _)| lower.starts_with(name));
                let begun = language.map(|(name, language)| (language, &last[name.len()..]));
                query = begun.map(|(language, head)| (language, literals(head)));
            }
            (Part::Literal(literal), Some((_, parts))) => match literal.split_once('&') {
                Some((tail, _)) => {
                    parts.extend(literals(tail));
                    return query;
                }
                None => parts.extend(literals(literal)),
            },
            (Part::Hole(_), Some((_, parts))) => parts.push(part.clone()),
            (Part::Hole(_), None) => {}
        }
    }
    query
}

fn literals(text: &str) -> Vec<Part> {
    if text.is_empty() { Vec::new() } else { vec![Part::Literal(text.into())] }
}

/// The origin of a part of a query that somebody outside chose; a query that is theirs whole is a feature, since the
/// product reads it with the rights of whoever asks.
fn glued(query: &[Part], event: &Event) -> Option<assay_code::Origin> {
    const CHECKED: [Cleansing; 1] = [Cleansing::Schema];
    let holes = query.iter().filter(|_| query.len() > 1).filter_map(|part| match part {
        Part::Hole(value) => Some(value),
        Part::Literal(_) => None,
    });
    holes.filter_map(|hole| chosen(hole, &CHECKED, event)).next()
}
