use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Guard, GuardKind, Origin, Reach, Source, Value,
    model::{CheckKind, Cleansing, Effect, Part, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach, reach::blind_spots, reads_code, token_claim};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "token-decoded-not-verified",
    title: "a token that is read and not verified",
    claims: &["fit/signature-verified", "connect/token-verified", "trello/signature-verified"],
    topic: Topic::Jwt,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("token_decoded_not_verified.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let claim = token_claim::signature(case.app);
    look.looked_at(code.entries.len() + 1);
    keys_of_the_token(case, look);
    let mut seen = BTreeSet::new();
    let unproved = code.calls_with(Effect::TokenVerify).filter(|(_, call)| is_off(call));
    for (event, call) in code.calls_with(Effect::TokenDecode).chain(unproved) {
        look.looked_at_for(claim, 1);
        let token = call.role(Role::Token);
        let brought = token.deep_origins();
        let Some(origin) = brought.iter().find(|origin| matches!(origin.source, Source::Caller(_))) else {
            continue;
        };
        if origin.cleansed.contains(Cleansing::Hashed)
            || is_verified(case, event)
            || is_resource_servers(case, event, origin)
            || !seen.insert(event.site)
        {
            continue;
        }
        let found = Found::new(
            claim,
            format!("{} <- {}", call.path, flow::origin_words(origin)),
            format!("`{}` reads a token of the caller, and nothing on this way verifies its signature", call.path),
        )
        .at(code.place(event.site))
        .help("verify it with the key of whoever is meant to have signed it, then read what the verification gives back")
        .path(flow::steps_from(code, event, origin, "the token is believed"));
        match event.reach {
            Reach::Entry => look.against(found),
            Reach::Loading | Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
        }
    }
}

/// Keys that are fetched from where the token itself says: whoever sends a token signs it with keys of their own.
///
/// Source: RFC 7515, section 10.1 and RFC 8725, section 3.10; read 2026-11-24.
fn keys_of_the_token(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let claim = token_claim::signature(case.app);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        let is_remote = call.path.ends_with(":createRemoteJWKSet")
            || call.path.starts_with("jwks-rsa:") && !call.path.contains("()");
        if !is_remote {
            continue;
        }
        look.looked_at_for(claim, 1);
        let first = call.argument(0);
        let addresses = [first.clone(), first.field("jwksUri")];
        let from_token = |origin: &Origin| {
            let is_of_token = matches!(origin.source, Source::Claims(_) | Source::Caller(_));
            let names_keys = matches!(origin.last_field(), "jku" | "x5u" | "iss" | "header.jku");
            let is_known = event.guards.surely(&|guard: &Guard| {
                let compared = matches!(guard.kind, GuardKind::Member | GuardKind::ConstantCompared);
                compared
                    && guard
                        .about
                        .iter()
                        .any(|value| value.deep_origins().iter().any(|it| it.names_same(origin)))
            });
            is_of_token && names_keys && !is_known && !origin.cleansed.contains(Cleansing::AllowList)
        };
        let said = |value: &Value| {
            let made = value.as_external().map(|made| made.made_with.to_vec()).unwrap_or_default();
            made.iter()
                .chain([value])
                .find_map(|value| value.deep_origins().iter().find(|it| from_token(it)).cloned())
        };
        let Some(origin) = addresses.iter().find_map(said).filter(|_| seen.insert(event.site)) else {
            continue;
        };
        let found = Found::new(
            claim,
            format!("{} <- {}", call.path, origin.last_field()),
            format!("`{}` fetches the keys from where the token itself says, so whoever sends one signs it with a key of their own", call.path),
        )
        .at(code.place(event.site))
        .help("fetch the keys from an address that stands in the code or in the settings")
        .path(flow::steps_from(code, event, &origin, "the keys are fetched from there"));
        match event.reach {
            Reach::Entry => look.against(found),
            Reach::Loading | Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
        }
    }
}

/// A token was verified before, or is later on from the same entry: reading which key to ask for comes first by need.
fn is_verified(case: &Case<'_>, event: &Event) -> bool {
    let tokens = |kind: &CheckKind| {
        matches!(kind, CheckKind::Jwt | CheckKind::Fit | CheckKind::Connect | CheckKind::Mac)
    };
    let held =
        event.guards.surely(&|guard: &Guard| matches!(&guard.kind, GuardKind::Check(kind) if tokens(kind)));
    let later = || {
        let entry = event.entry?;
        let mut calls = case.code.calls_of(entry);
        calls.find(|(_, call)| call.effect() == Some(Effect::TokenVerify) && !is_off(call)).map(|_| ())
    };
    held || later().is_some()
}

/// Spring's resource server verified it before the controller runs: it is the token of the request's own header, and
/// the route asks for somebody who is authenticated.
fn is_resource_servers(case: &Case<'_>, event: &Event, origin: &Origin) -> bool {
    let asked =
        event.guards.surely(&|guard: &Guard| matches!(guard.kind, GuardKind::Check(CheckKind::Session)));
    let field = origin.last_field().to_ascii_lowercase();
    let of_header = matches!(origin.source, Source::Caller(Part::Headers)) && field.contains("authorization");
    asked && of_header && reach::mentions(case, "oauth2ResourceServer")
}

/// It is told not to look at the signature.
fn is_off(call: &Call) -> bool {
    call.is_switched_off() || call.skips_signature()
}
