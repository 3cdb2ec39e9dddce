use assay_catalogue::Severity;
use assay_code::{
    Origin, Source, Value,
    model::{Cleansing, Effect, Part},
};
use assay_evidence::{Confidence, Topic};

use super::{
    authorization_request::{State, has_unknown_part, requests},
    flow,
    reach::blind_spots,
    reads_code,
};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "oauth-state-guessable",
    title: "a state that can be guessed",
    claims: &["oauth/state-unguessable"],
    topic: Topic::OauthState,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("oauth_state_guessable.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    for request in requests(code) {
        look.looked_at(1);
        let State::Sent(state) = &request.state else { continue };
        let Some(why) = guessable(state) else { continue };
        // Where it is drawn, if that is in the same file: that line has to change.
        let drawn = code.calls_with(Effect::Random).map(|(event, _)| event.site).filter(|site| {
            site.module == request.event.site.module && site.span.start < request.event.site.span.start
        });
        let weak = state.deep_origins().iter().any(|origin| matches!(origin.source, Source::Random(false)));
        let site = drawn.filter(|_| weak).max().unwrap_or(request.event.site);
        look.against(
            Found::new("oauth/state-unguessable", format!("state: {why}"), format!("the `state` sent to {} {why}", request.whose))
                .at(code.place(site))
                .help("draw it for each request: `crypto.randomBytes(32)`, `crypto.randomUUID()`, `crypto.getRandomValues`")
                .path(flow::steps(code, request.event, "the user is sent to the authorisation server")),
        );
    }
}

/// Why somebody else can know it.
fn guessable(state: &Value) -> Option<&'static str> {
    if state.is_constant() {
        return Some("is a constant");
    }
    if state.alternatives().iter().any(|one| one.as_constant().is_some_and(|text| !text.is_empty())) {
        return Some("is a constant where none was given");
    }
    let origins = state.deep_origins();
    let strong = origins.iter().any(|origin| matches!(origin.source, Source::Random(true)));
    if strong || origins.is_empty() || has_unknown_part(state) {
        return None;
    }
    if origins.iter().any(|origin| matches!(origin.source, Source::Random(false))) {
        return Some("comes from a random source that can be predicted");
    }
    origins.iter().all(is_known_to_others).then_some("is made of what others can know")
}

/// The time, the configuration, an id, or something the caller chose: unless nobody can read it any more.
fn is_known_to_others(origin: &Origin) -> bool {
    let is_hidden = origin.cleansed.is_through_unknown()
        || origin.cleansed.contains_any(&[Cleansing::Hashed, Cleansing::Encrypted]);
    let name = origin.last_field();
    let is_sealed =
        origin.cleansed.is_through_unknown() || origin.cleansed.contains_any(&[Cleansing::Encrypted]);
    match &origin.source {
        // There are few seconds to try, and a digest of each is quickly made.
        Source::Clock => !is_sealed,
        _ if is_hidden => false,
        Source::Environment(_) => true,
        // A front end may have drawn it and hand it on.
        Source::Caller(Part::Query | Part::Params | Part::Body | Part::Form | Part::Payload) => {
            !name.is_empty() && !words(name).iter().any(|word| DRAWN.contains(&word.as_str()))
        }
        Source::Stored(_) | Source::Claims(_) | Source::Platform => {
            matches!(words(name).last().map(String::as_str), Some("id" | "key" | "email"))
                && !words(name).iter().any(|word| DRAWN.contains(&word.as_str()))
        }
        _ => false,
    }
}

/// Words in the names of what is drawn at random, or known to one browser alone.
const DRAWN: [&str; 12] = [
    "state",
    "nonce",
    "csrf",
    "token",
    "random",
    "secret",
    "verifier",
    "challenge",
    "session",
    "code",
    "uuid",
    "request",
];
