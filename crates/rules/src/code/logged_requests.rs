//! Clients that put the request into what they answer and throw: whoever logs that whole logs the credential.

use assay_code::{Analysis, Call, Event, Origin, Side, Source, Value, model::Effect};

use super::authorization_request::asks_for_tokens;
use super::hosts;
use super::sensitive::{Exposed, Sensitive, is_part_of_an_answer};

/// An answer or an error of axios that is written whole to the console, with the headers the request was sent with.
///
/// Source: axios-http.com/docs/res_schema and /docs/handling_errors (`config`), read 2026-11-23.
pub(crate) fn with_credential(code: &Analysis, event: &Event, call: &Call, value: &Value) -> Option<Exposed> {
    let on_page = code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd);
    // In a text an error says its message, and an answer nothing.
    if on_page || !call.path.starts_with("global:console.") || value.as_text().is_some() {
        return None;
    }
    let origins = value.origins();
    let whole = |origin: &&Origin| {
        matches!(origin.field.as_str(), "" | "config" | "response.config") && origin.cleansed.is_as_it_came()
    };
    let (what, origin) = origins.iter().filter(whole).find_map(|origin| match &origin.source {
        Source::Response(fetched) if is_of_axios(&fetched.call) => Some(("an answer", origin)),
        Source::Error if asked_before(code, event) => Some(("an error", origin)),
        _ => None,
    })?;
    let words = format!("{what} of axios, with the credential its request was sent with,");
    Some(Exposed { kind: Sensitive::Secret, words, origin: origin.clone(), sure: true })
}

fn is_of_axios(call: &Call) -> bool {
    call.path.starts_with("axios") && call.effect() == Some(Effect::Egress) && hosts::carries_credential(call)
}

/// The function that logs an error asks with a credential before.
fn asked_before(code: &Analysis, event: &Event) -> bool {
    let Some(entry) = event.entry else { return false };
    let around = code.function_around(event.site);
    let mut asked = code.calls_of(entry).filter(|(_, call)| is_of_axios(call));
    around.is_some()
        && asked.any(|(_, call)| {
            call.site.span.start < event.site.span.start && code.function_around(call.site) == around
        })
}

/// The answer of a token endpoint as it came: the tokens stand in it.
pub(crate) fn tokens_granted(value: &Value) -> Option<Exposed> {
    let is_granted = |origin: &&Origin| {
        let Source::Response(fetched) = &origin.source else { return false };
        let is_whole = origin.field.is_empty() || is_part_of_an_answer(origin);
        is_whole && !origin.cleansed.is_summed_up() && asks_for_tokens(&fetched.call)
    };
    let origin = value.deep_origins().iter().find(is_granted)?.clone();
    let words = "the answer of a token endpoint, with the tokens,".to_owned();
    Some(Exposed { kind: Sensitive::Secret, words, sure: !origin.cleansed.is_through_unknown(), origin })
}
