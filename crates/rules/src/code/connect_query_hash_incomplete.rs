use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Part, Reach, Text, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{descriptor_urls::connect, flow, reach::blind_spots};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-query-hash-incomplete",
    title: "a query hash of one's own that leaves something out",
    claims: &["connect/qsh-validated"],
    topic: Topic::Qsh,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: connect,
    examine,
    page: include_str!("connect_query_hash_incomplete.md"),
};

const HELP: &str = "use a library for it (`atlassian-jwt`), or hash `METHOD&path&query` as the platform does: the method in capitals, \
                    the path below the base URL, every parameter but `jwt`, sorted by name, values of a repeated name joined by `,`, all encoded by RFC 3986";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        let requests = hashed(call);
        let Some((first, others)) = requests.split_first() else { continue };
        look.looked_at(1);
        if !seen.insert(event.site) {
            continue;
        }
        // What one of several forms leaves out may be what that form is for.
        let everywhere = |missing: &&str| others.iter().all(|other| left_out(other).contains(missing));
        for missing in left_out(first).into_iter().filter(everywhere) {
            tell(case, look, event, missing, true);
        }
        let text = case.code.text(event.site);
        for other in otherwise(text.as_str(), call) {
            tell(case, look, event, other, false);
        }
    }
}

fn tell(case: &Case<'_>, look: &mut Look<'_>, event: &Event, what: &str, weakens: bool) {
    let found = Found::new(
        "connect/qsh-validated",
        format!("query hash: {what}"),
        format!("the query hash made here {what}"),
    )
    .at(case.code.place(event.site))
    .help(HELP)
    .path(flow::steps(case.code, event, "the hash is made"));
    match (weakens, event.reach) {
        (true, Reach::Entry | Reach::Loading) => look.against(found),
        (true, Reach::Orphan) => look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this"),
        (false, _) => look.unsure(
            found.severity(Severity::Low).confidence(Confidence::Low),
            "a hash that differs from the platform's refuses its genuine calls, and is mostly made up for by a way around it",
        ),
    }
}

/// The texts of canonical requests that a call hashes: `GET&/path&a=b`.
fn hashed(call: &Call) -> Vec<Text> {
    let digests = call.effect() == Some(Effect::Hash) || call.path.ends_with(".update");
    let subject = call.role(Role::Subject);
    subject.texts().filter(|text| digests && is_canonical_request(text)).cloned().collect()
}

/// `METHOD&path&query`: pieces joined by `&`, the first of them a method.
fn is_canonical_request(text: &Text) -> bool {
    let template = text.template();
    let Some((first, rest)) = template.split_once('&') else { return false };
    let method = matches!(first, "GET" | "POST" | "PUT" | "DELETE" | "PATCH")
        || first == "{}" && is_method(text.parts().first());
    method && (rest.starts_with('/') || rest.starts_with("{}"))
}

fn is_method(part: Option<&Part>) -> bool {
    let Some(Part::Hole(value)) = part else { return false };
    let named = value.deep_origins().iter().any(|origin| origin.last_field() == "method");
    let external = value.external_path().is_some_and(|path| path.contains("method"));
    named || external || value.constants().any(|text| text.chars().all(|letter| letter.is_ascii_uppercase()))
}

/// Parts of a request that the hash does not cover.
fn left_out(request: &Text) -> Vec<&'static str> {
    let template = request.template();
    let pieces: Vec<&str> = template.splitn(3, '&').collect();
    let mut missing = Vec::new();
    match pieces.as_slice() {
        [_, _] => missing.push("has no part for the parameters: they can be changed under the token"),
        [_, _, query] if query.trim().is_empty() => {
            missing.push("leaves the parameters empty: they can be changed under the token");
        }
        _ => {}
    }
    if pieces.get(1).is_some_and(|path| path.starts_with('/') && !path.contains("{}")) && pieces[0] == "{}" {
        missing.push("names one path for every request");
    }
    missing
}

/// Other ways in which it differs from the platform's, by the words of the file it stands in.
fn otherwise(file: &str, call: &Call) -> Vec<&'static str> {
    let has = |word: &str| file.contains(word);
    let mut found = Vec::new();
    if !has("sort") {
        found.push("does not sort the parameters by name");
    }
    if !["'jwt'", "\"jwt\"", ".jwt", "`jwt`", ":jwt", "JWT_PARAM"].iter().any(|word| has(word)) {
        found.push("does not leave out the token itself (`jwt`)");
    }
    if has("encodeURIComponent") && !["%2A", "%2a", "\\*", "'*'", "!'()"].iter().any(|word| has(word)) {
        found.push("leaves `!`, `'`, `(`, `)` and `*` as they are");
    }
    let algorithm: Value = call.role(Role::Algorithms);
    let other =
        algorithm.constants().any(|name| !name.to_ascii_lowercase().replace('-', "").contains("sha256"));
    if other {
        found.push("is not made by SHA-256");
    }
    found
}
