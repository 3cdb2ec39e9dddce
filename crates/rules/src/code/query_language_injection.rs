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
pub(crate) fn queries(call: &Call) -> Vec<(&'static str, Value)> {
    let mut found = Vec::new();
    for role in [Role::Route, Role::Url] {
        for value in call.role_all(role) {
            for text in value.texts() {
                found.extend(in_address(text));
            }
        }
    }
    let bodies = [Role::Body, Role::Options].into_iter().flat_map(|role| call.role_all(role));
    let bodies = bodies.flat_map(|body| [body.field("body"), body.field("params"), body.field("data"), body]);
    for body in bodies.flat_map(|body| opened(&body)) {
        for (name, language) in [("jql", "JQL"), ("cql", "CQL")] {
            let query = body.fields().remove(name);
            found.extend(query.map(|query| (language, query)));
        }
    }
    found
}

fn in_address(text: &Text) -> Vec<(&'static str, Value)> {
    let mut found = Vec::new();
    let mut open: Option<&'static str> = None;
    for part in text.parts() {
        match part {
            Part::Literal(literal) => {
                let last = literal.rsplit(['?', '&']).next().unwrap_or_default();
                let begins = |name: &str| last.to_ascii_lowercase().starts_with(name);
                open = match () {
                    () if begins("jql=") => Some("JQL"),
                    () if begins("cql=") => Some("CQL"),
                    () if literal.contains('&') => None,
                    () => open,
                };
            }
            Part::Hole(value) => {
                // A hole that is all of the query is the query; one inside it is a part of it.
                found.extend(open.map(|language| (language, value.clone())));
            }
        }
    }
    found
}

/// The origin of a part of a query that somebody outside chose; a query that is theirs whole is a feature, since the
/// product reads it with the rights of whoever asks.
fn glued(query: &Value, event: &Event) -> Option<assay_code::Origin> {
    const CHECKED: [Cleansing; 1] = [Cleansing::Schema];
    query
        .texts()
        .filter(|text| text.parts().len() > 1)
        .flat_map(Text::holes)
        .find_map(|hole| chosen(hole, &CHECKED, event))
}
