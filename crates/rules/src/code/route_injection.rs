use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Event, Reach, Site, Value,
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
    id: "route-injection",
    title: "a product call whose path a caller chooses",
    claims: &["injection/path"],
    topic: Topic::Injection,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("route_injection.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut places: BTreeMap<Site, &Event> = BTreeMap::new();
    for (event, call) in code.calls() {
        let role = match call.effect() {
            Some(Effect::ProductCall) => Role::Route,
            Some(Effect::RouteTrusted) => Role::Route,
            _ => continue,
        };
        if places.contains_key(&event.site) {
            continue;
        }
        let Some(origin) = call.role_all(role).iter().find_map(|route| in_path(route, event)) else {
            continue;
        };
        places.insert(event.site, event);
        let what = flow::origin_words(&origin);
        let from = code.entry_of(event).map_or_else(String::new, |entry| format!(" from `{}`", entry.name));
        let found = Found::new(
            "injection/path",
            format!("{} <- {what}{from}", call.path),
            format!("{what}{from} is part of the path of a product call and is not encoded"),
        )
        .at(code.place(event.site))
        .help("write the path as a `route` template, which encodes what is put into it")
        .path(flow::steps_from(code, event, &origin, "the product is called"));
        if is_sure(&origin) && event.reach == Reach::Entry {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "what happens to the value on its way is not known",
            );
        }
    }
    look.looked_at(places.len());
}

/// The first value in the path proper, before any query, that somebody outside chose and nobody encoded.
fn in_path(route: &Value, event: &Event) -> Option<assay_code::Origin> {
    const ENCODED: [Cleansing; 3] = [Cleansing::Url, Cleansing::Route, Cleansing::Schema];
    for text in route.texts() {
        for part in text.parts() {
            match part {
                assay_code::Part::Literal(text) if text.contains('?') => break,
                assay_code::Part::Literal(_) => {}
                assay_code::Part::Hole(value) => {
                    if let Some(origin) = chosen(value, &ENCODED, event) {
                        return Some(origin);
                    }
                }
            }
        }
    }
    let whole = route.as_text().is_none() && !route.is_constant();
    whole.then(|| chosen(route, &ENCODED, event)).flatten()
}
