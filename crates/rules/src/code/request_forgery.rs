use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Event, Part, Reach, Side, Value,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    reach::blind_spots,
    reads_code,
    sink::{chosen, is_sure},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "request-forgery",
    title: "a request to a host that a caller chooses",
    claims: &["injection/request"],
    topic: Topic::Ssrf,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("request_forgery.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        // In a browser the request is the person's own.
        if code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd)
            || seen.contains(&event.site)
        {
            continue;
        }
        let values = [Role::Url, Role::Host].into_iter().flat_map(|role| call.role_all(role));
        let Some(origin) = values.into_iter().find_map(|value| in_host(&value, event)) else { continue };
        seen.insert(event.site);
        let what = flow::origin_words(&origin);
        let from = code.entry_of(event).map_or_else(String::new, |entry| format!(" from `{}`", entry.name));
        let found = Found::new(
            "injection/request",
            format!("{} <- {what}{from}", call.path),
            format!("{what}{from} chooses the host that a request goes to"),
        )
        .at(code.place(event.site))
        .help("keep the host in the code or in the configuration of the installation, and compare it with a list")
        .path(flow::steps_from(code, event, &origin, "the request is sent"));
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

/// The origin of the first hole that stands in the scheme or host of an address.
fn in_host(url: &Value, event: &Event) -> Option<assay_code::Origin> {
    const CHECKED: [Cleansing; 1] = [Cleansing::Url];
    for text in url.texts() {
        let mut before = String::new();
        for part in text.parts() {
            match part {
                Part::Literal(literal) => before.push_str(literal),
                Part::Hole(_) if host_is_complete(&before) => break,
                Part::Hole(value) => {
                    if let Some(origin) = chosen(value, &CHECKED, event) {
                        return Some(origin);
                    }
                    before.push('x');
                }
            }
        }
    }
    let whole = url.as_text().is_none() && !url.is_constant();
    whole.then(|| chosen(url, &CHECKED, event)).flatten()
}

fn host_is_complete(before: &str) -> bool {
    match before.split_once("://") {
        Some((_, rest)) => rest.contains(['/', '?', '#']),
        // A path alone goes to a host the client was made with.
        None => before.starts_with('/'),
    }
}
