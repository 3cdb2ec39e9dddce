use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Part, Source, Text, Value,
    model::{Cleansing, Effect, Identity, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    reach::blind_spots,
    reads_code,
    sink::{Reached, Told, chosen, opened, tell, worst},
    written,
};
use crate::{Case, Look, Rule};

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
    let asks = |call: &Call| matches!(call.effect(), Some(Effect::ProductCall | Effect::Egress));
    let calls: Vec<_> = code.calls().filter(|(_, call)| asks(call)).collect();
    look.looked_at(calls.len() + code.entries.len());
    let reached = calls.into_iter().filter_map(|(event, call)| {
        let mut queries = queries(call).into_iter();
        queries.find_map(|(language, query)| {
            let origin = glued(&query, event)?;
            let site = written::of_parts(code, event, std::iter::once(query.as_slice()));
            Some(Reached { event, site, what: (language, call), origin })
        })
    });
    for reached in worst(code, reached) {
        let (language, call) = reached.what;
        let told = Told {
            severity: (call.identity() == Some(Identity::User)
                && !matches!(reached.origin.source, Source::Agent))
            .then_some(Severity::Low),
            claim: "injection/query-language",
            about: language,
            does: &format!("is glued into a {language} query"),
            end: "the query is sent",
            help: "let only the form you expect through (a key: `/^[A-Z][A-Z0-9_]+-\\d+$/`), or quote it and escape quotes and backslashes",
        };
        tell(code, look, &reached, &told);
    }
}

/// The query texts of a call: those behind `jql=` and `cql=` in its address, and those in its body.
pub(crate) fn queries(call: &Call) -> Vec<(&'static str, Vec<Part>)> {
    let mut found = Vec::new();
    for role in [Role::Route, Role::Url] {
        for value in call.role_all(role) {
            found.extend(value.texts().filter_map(in_address));
            // `?${new URLSearchParams({ jql })}`
            let holes: Vec<&Value> = value.texts().flat_map(Text::holes).collect();
            found.extend(holes.into_iter().flat_map(in_fields));
            // What the client puts in for `jql={query}`.
            if let Some(language) = value.texts().find_map(with_variable) {
                let given = call.role_all(Role::Parameters);
                let texts = given.iter().flat_map(Value::texts);
                found.extend(texts.map(|text| (language, text.parts().to_vec())));
            }
        }
    }
    let bodies = [Role::Body, Role::Options].into_iter().flat_map(|role| call.role_all(role));
    let bodies = bodies.flat_map(|body| [body.field("body"), body.field("params"), body.field("data"), body]);
    for body in bodies.flat_map(|body| opened(&body)) {
        found.extend(in_fields(&body));
    }
    found
}

/// The query texts among the fields of a body or of parameters.
fn in_fields(fields: &Value) -> Vec<(&'static str, Vec<Part>)> {
    let mut fields = fields.fields();
    let mut found = Vec::new();
    for (name, language) in [("jql", "JQL"), ("cql", "CQL")] {
        let query = fields.remove(name);
        let texts = query.iter().flat_map(Value::texts);
        found.extend(texts.map(|text| (language, text.parts().to_vec())));
    }
    found
}

fn with_variable(address: &Text) -> Option<&'static str> {
    let written = |name: &str| {
        let mut parts = address.parts().iter();
        parts.any(|part| matches!(part, Part::Literal(literal) if literal.contains(name)))
    };
    [("jql={", "JQL"), ("cql={", "CQL")]
        .into_iter()
        .find(|(name, _)| written(name))
        .map(|(_, language)| language)
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
    // One of several texts, some of which are put together.
    if let [Part::Hole(value)] = query {
        let mut made = value.texts().filter(|text| text.parts().len() > 1);
        return made.find_map(|text| glued(text.parts(), event));
    }
    let is_own = |part: &Part| match part {
        Part::Literal(_) => true,
        Part::Hole(value) => chosen(value, &CHECKED, event).is_none(),
    };
    if !query.iter().any(is_own) {
        return None;
    }
    holes(query).into_iter().find_map(|(value, is_quoted)| {
        chosen(value, &CHECKED, event).filter(|origin| !(is_quoted && is_disarmed(origin)))
    })
}

/// What is put into a query, and whether it stands between double quotes there.
pub(crate) fn holes(query: &[Part]) -> Vec<(&Value, bool)> {
    let mut before = String::new();
    let mut found = Vec::new();
    for part in query {
        match part {
            Part::Literal(literal) => before.push_str(literal),
            Part::Hole(value) => {
                found.push((value, before.replace("%22", "\"").matches('"').count() % 2 == 1))
            }
        }
    }
    found
}

/// Neither a quote nor a backslash of it ends a quoted text.
pub(crate) fn is_disarmed(origin: &assay_code::Origin) -> bool {
    origin.cleansed.contains(Cleansing::Quotes) && origin.cleansed.contains(Cleansing::Backslashes)
}
