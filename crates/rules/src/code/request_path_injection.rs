use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Origin, Part, Side, Source, Value,
    model::{self, Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    callers_token, hosts,
    reach::blind_spots,
    reads_code,
    sink::{Reached, Told, chosen, place, tell_unless, worst},
    written,
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "request-path-injection",
    title: "a request with the app's credential whose path a caller chooses",
    claims: &["injection/path"],
    topic: Topic::Injection,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("request_path_injection.md"),
};

/// The part of an address a value stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    InPath,
    InQuery,
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    // In a browser the request is the person's own.
    let by_person = |event: &Event| code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd);
    let calls: Vec<_> = code.calls().filter(|(event, call)| is_trusted(call) && !by_person(event)).collect();
    look.looked_at(calls.len() + code.entries.len());
    let reached = calls.into_iter().filter_map(|(event, call)| {
        let urls = call.role_all(Role::Url);
        let (url, (origin, stands)) = urls.iter().find_map(|url| Some((url, behind_host(url, event)?)))?;
        // In the query it is for review.
        let site = match stands {
            Stands::InPath => place(code, event, &origin, || written::site(code, event, url)),
            Stands::InQuery => event.site,
        };
        Some(Reached { event, site, what: (call, stands), origin })
    });
    for reached in worst(code, reached) {
        let (call, stands) = reached.what;
        let (does, doubt) = match stands {
            Stands::InPath => {
                ("is part of the path of a request that carries a credential, and is not encoded", None)
            }
            Stands::InQuery => (
                "is part of the query of a request that carries a credential, and is not encoded",
                Some("it can add parameters or change those behind it; what they do there is not known"),
            ),
        };
        let told = Told {
            severity: None,
            claim: "injection/path",
            about: &call.path,
            does,
            end: "the request is sent",
            help: "put it through `encodeURIComponent` (in Python `quote(value, safe='')`) where it is put into the \
                   address, or accept only the form an id has",
        };
        tell_unless(code, look, &reached, &told, doubt);
    }
}

/// Whether the one credential of a request came with the call: whoever sent it could ask for every other path themself.
fn carries_what_was_sent(call: &Call) -> bool {
    let origins = hosts::headers(call).field_ignoring_case("authorization").deep_origins();
    let was_sent =
        |origin: &Origin| matches!(origin.source, Source::Caller(part) if part != model::Part::Cookies);
    origins.iter().next().is_some()
        && origins.iter().all(was_sent)
        && !callers_token::carries_own_credential(call)
}

/// Whether whoever answers takes the request for the app's own: it carries a credential of the app, or of an account that
/// the platform keeps.
fn is_trusted(call: &Call) -> bool {
    match call.effect() {
        Some(Effect::RemoteCall) => true,
        Some(Effect::Egress) => {
            let by_platform = call.model.and_then(|model| model.product.as_deref()) == Some("provider");
            by_platform || hosts::carries_credential(call) && !carries_what_was_sent(call)
        }
        _ => false,
    }
}

/// The first value behind the host that somebody outside chose and nobody encoded.
fn behind_host(url: &Value, event: &Event) -> Option<(Origin, Stands)> {
    const ENCODED: [Cleansing; 5] =
        [Cleansing::Url, Cleansing::Route, Cleansing::Schema, Cleansing::Number, Cleansing::Hashed];
    for text in url.texts() {
        let mut before = String::new();
        for part in text.parts() {
            match part {
                Part::Literal(literal) => before.push_str(literal),
                Part::Hole(value) if hosts::is_complete(&before) => {
                    let is_sent =
                        |origin: &Origin| matches!(origin.source, Source::Caller(_) | Source::Agent);
                    if let Some(origin) = chosen(value, &ENCODED, event).filter(is_sent) {
                        let stands = if before.contains('?') { Stands::InQuery } else { Stands::InPath };
                        return Some((origin, stands));
                    }
                }
                Part::Hole(_) => before.push('x'),
            }
        }
    }
    None
}
