use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Value,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    reach::blind_spots,
    reads_code,
    sink::{Reached, Told, chosen, tell, worst},
    written,
};
use crate::{Case, Look, Rule};

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
    let takes_route = |call: &Call| matches!(call.effect(), Some(Effect::ProductCall | Effect::RouteTrusted));
    let calls: Vec<_> = code.calls().filter(|(_, call)| takes_route(call)).collect();
    look.looked_at(calls.len() + code.entries.len());
    let reached = calls.into_iter().filter_map(|(event, call)| {
        let routes = call.role_all(Role::Route);
        let (route, origin) = routes.iter().find_map(|route| Some((route, in_path(route, event)?)))?;
        Some(Reached { event, site: written::site(code, event, route), what: call, origin })
    });
    for reached in worst(code, reached) {
        let told = Told {
            severity: None,
            claim: "injection/path",
            about: &reached.what.path,
            does: "is part of the path of a product call and is not encoded",
            end: "the product is called",
            help: "write the path as a `route` template, which encodes what is put into it; with another client encode the value, or hand it over as a variable of the address",
        };
        tell(code, look, &reached, &told);
    }
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
