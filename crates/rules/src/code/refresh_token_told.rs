//! Refresh tokens that a route answers with: who has one gets new access tokens for as long as it is good.

use std::collections::BTreeSet;

use assay_code::{
    Action, Entry, Event, Origin, Reach, Side, Source, Value,
    model::{Cleansing, Effect, Role},
};

use super::{authorization_request::redeemed, flow, sink::is_sure};
use crate::{Case, Found, Look, words::words};

/// Tells of each answer of a server that holds the refresh token that a code was redeemed for.
pub(crate) fn tell(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let Some(entry) = code.entry_of(event).filter(|entry| is_for_pages(entry)) else { continue };
        let Some(answer) = answer(event) else { continue };
        look.looked_at(1);
        let origins = answer.deep_origins();
        let Some(origin) = origins.iter().find(|origin| is_refresh_token(origin)) else { continue };
        if !seen.insert((event.site, entry.id)) {
            continue;
        }
        let found = Found::new(
            "secrets/refresh-token-on-server",
            format!("refresh token from {}", entry.name),
            format!("`{}` hands the refresh token that a code was redeemed for to the browser", entry.name),
        )
        .at(code.place(event.site))
        .help("keep the tokens on the server, encrypted, and give the browser a session of your own")
        .path(flow::steps_from(code, event, origin, "it is handed to the front end"));
        look.against(found);
    }
}

/// A server's route, save one that is a token endpoint itself: what clients get there is what they have asked for.
fn is_for_pages(entry: &Entry) -> bool {
    let last = entry.name.rsplit('/').next().unwrap_or_default();
    entry.side == Side::Server && !last.eq_ignore_ascii_case("token")
}

fn answer(event: &Event) -> Option<Value> {
    match &event.action {
        Action::Respond(value) => Some(value.clone()),
        Action::Call(call) if call.effect() == Some(Effect::Respond) => Some(call.role(Role::Value)),
        _ => None,
    }
}

fn is_refresh_token(origin: &Origin) -> bool {
    const HIDDEN: [Cleansing; 4] =
        [Cleansing::Encrypted, Cleansing::Hashed, Cleansing::Masked, Cleansing::Boolean];
    let Source::Response(fetched) = &origin.source else { return false };
    let name = words(origin.last_field());
    let is_named =
        matches!(name.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), ["refresh", "token"]);
    is_named
        && is_sure(origin)
        && !origin.cleansed.is_summed_up()
        && !origin.cleansed.contains_any(&HIDDEN)
        && redeemed(&fetched.call).is_some()
}
