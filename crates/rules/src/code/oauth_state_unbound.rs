use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Event, Guard, GuardKind, Origin, Reach, Source,
    model::{Cleansing, Effect, Part, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    authorization_request::{State, has_unknown_part, is_state, redemptions, requests},
    flow,
    reach::blind_spots,
    reads_code,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "oauth-state-unbound",
    title: "a state that is good in any browser",
    claims: &["oauth/state-bound-to-session"],
    topic: Topic::OauthState,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("oauth_state_unbound.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    signed_for_anybody(case, look);
    for redemption in redemptions(code) {
        look.looked_at(1);
        let event = redemption.event;
        let tests: Vec<&Guard> = event.guards.iter().filter(|guard| is_about_state(guard)).collect();
        let looked_up =
            tests.iter().any(|guard| matches!(guard.kind, GuardKind::StoreTested | GuardKind::Member));
        // A lookup by the state alone finds it for everybody.
        if !looked_up
            || tests.iter().any(|guard| names_the_browser(guard))
            || of_a_browser(event)
            || says_session(event)
        {
            continue;
        }
        let found = Found::new(
            "oauth/state-bound-to-session",
            "state: looked up by itself",
            "the `state` that comes back is looked up among all that were sent, whichever browser it comes from",
        )
        .at(code.place(redemption.site))
        .help("keep it in the browser's session as well (a cookie that is `HttpOnly`, `Secure` and `SameSite=Lax`), and compare the two")
        .path(flow::steps(code, event, "the code is redeemed"));
        match event.reach {
            Reach::Entry => look.against(found),
            Reach::Loading | Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
        }
    }
}

/// Requests whose state is signed and names what the caller sent: whoever starts the flow gets a good one for anybody.
fn signed_for_anybody(case: &Case<'_>, look: &mut Look<'_>) {
    for request in requests(case.code) {
        let State::Sent(state) = &request.state else { continue };
        let origins = state.deep_origins();
        let is_chosen = |origin: &Origin| {
            matches!(origin.source, Source::Caller(Part::Query | Part::Params | Part::Body | Part::Form))
                && !origin.last_field().is_empty()
        };
        let is_digest = |origin: &Origin| origin.cleansed.contains(Cleansing::Hashed);
        let is_public = |origin: &Origin| {
            is_chosen(origin) || matches!(origin.source, Source::Clock | Source::Environment(_))
        };
        if !origins.iter().any(is_chosen)
            || !origins.iter().all(is_public)
            || !(origins.iter().any(is_digest)
                || has_unknown_part(state) && makes_digest(case.code, request.event))
            || says_session(request.event)
            || of_a_browser(request.event)
        {
            continue;
        }
        let found = Found::new(
            "oauth/state-bound-to-session",
            "state: signed for whoever is named",
            "the `state` is signed, and made of what the caller sent: it is as good in any other browser",
        )
        .at(case.code.place(request.event.site))
        .help("draw a random value for each request, keep it in the browser's session, and compare the two when it comes back")
        .path(flow::steps(case.code, request.event, "the user is sent to the authorisation server"));
        match request.event.reach {
            Reach::Entry => look.against(found),
            Reach::Loading | Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
        }
    }
}

/// Whether a keyed digest is made on the way to an event.
fn makes_digest(code: &Analysis, event: &Event) -> bool {
    let is_mac = |other: &Event| match &other.action {
        Action::Call(call) => call.effect() == Some(Effect::Mac),
        _ => false,
    };
    event.entry.is_some_and(|entry| code.events_of(entry).any(is_mac))
}

fn is_about_state(guard: &Guard) -> bool {
    guard.about.iter().any(|value| {
        value
            .deep_origins()
            .iter()
            .any(|origin| matches!(origin.source, Source::Caller(_)) && is_state(origin))
    })
}

/// A cookie, a session, or who is signed in is part of it.
fn names_the_browser(guard: &Guard) -> bool {
    let by_key = guard.call.iter().map(|call| call.role(Role::Key));
    guard.about.iter().cloned().chain(by_key).any(|value| {
        value.deep_origins().iter().any(|origin| {
            matches!(
                origin.source,
                Source::Caller(Part::Cookies | Part::Headers) | Source::Platform | Source::Claims(_)
            )
        })
    })
}

/// Somebody signed in is known here, or the code runs in the browser itself.
fn of_a_browser(event: &Event) -> bool {
    event.guards.iter().any(|guard| {
        matches!(guard.kind, GuardKind::Check(_) | GuardKind::AccountCompared)
            || matches!(guard.kind, GuardKind::Compared | GuardKind::SecretCompared { .. })
                && names_the_browser(guard)
    })
}

/// Another test rests on a cookie or a session.
fn says_session(event: &Event) -> bool {
    event.guards.iter().any(names_the_browser)
}
