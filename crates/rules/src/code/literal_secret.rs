use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, hosts, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "literal-secret",
    title: "a key or token written out in the code that uses it",
    claims: &["secrets/source"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("literal_secret.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        let Some((value, what)) = used_as_secret(call).filter(|_| !is_local(call)) else { continue };
        look.looked_at(1);
        // What a key is made of counts whatever it says: it opens what it closes. What is sent elsewhere may stand for another.
        let is_key = !matches!(call.effect(), Some(Effect::Egress | Effect::ProductCall));
        let Some(fallback) = written_out(&value, is_key) else { continue };
        if !seen.insert(call.site) {
            continue;
        }
        let (how, confidence) = match fallback {
            Written::Always => ("is written out in the code", Confidence::High),
            Written::Fallback => ("is written out in the code, for when none is set", Confidence::Medium),
        };
        let found = Found::new("secrets/source", format!("{what} of {}", call.path), format!("{what} of `{}` {how}", call.path))
            .at(code.place(call.site))
            .confidence(confidence)
            .help("read it from the secret store or from an encrypted variable, and replace the one that was written down")
            .path(flow::steps(code, event, "the secret is used"));
        look.against(found);
    }
}

/// A request to the machine it is made on: what it shows opens nothing to anybody.
fn is_local(call: &Call) -> bool {
    let address = call.role(Role::Url);
    let host = address.texts().next().and_then(|text| hosts::host_of(&text.template()));
    host.is_some_and(|host| matches!(host.split(':').next(), Some("localhost" | "127.0.0.1")))
}

fn used_as_secret(call: &Call) -> Option<(Value, &'static str)> {
    let key = || {
        let key = call.role(Role::Secret);
        // `new Key('…', 'HS256')` is made of it.
        let made_of = key.as_external().and_then(|made| made.made_by.as_ref());
        let is_made = made_of.is_some_and(|made_by| !made_by.role(Role::Secret).is_undefined());
        if key.is_undefined() || is_made { key_of_parts(call) } else { key }
    };
    match call.effect()? {
        Effect::TokenSign => Some((key(), "the signing key")),
        Effect::TokenVerify => Some((key(), "the verification key")),
        Effect::Mac => Some((key(), "the key")),
        Effect::Encrypt | Effect::Decrypt => Some((key(), "the encryption key")),
        Effect::SessionCreate => Some((key(), "the session's key")),
        Effect::Egress | Effect::ProductCall => {
            let headers = hosts::headers(call);
            let header = hosts::CREDENTIALS
                .iter()
                .map(|name| headers.field_ignoring_case(name))
                .find(|value| !value.is_undefined())?;
            Some((header, "the credential"))
        }
        _ => None,
    }
}

/// The key of a thing that a verifier or signer is made with: `JWT.require(Algorithm.HMAC256(key))`,
/// `setSigningKey(key)`, `IssuerSigningKey = new SymmetricSecurityKey(key)`.
fn key_of_parts(call: &Call) -> Value {
    let receiver = call.receiver.as_external();
    let made_with = receiver.map(|it| it.made_with.to_vec()).unwrap_or_default();
    let last = receiver.and_then(|it| it.made_by.as_ref()).map(|call| call.arguments.clone());
    let settings = call.role(Role::Settings).field("IssuerSigningKey");
    let parts: Vec<Value> = made_with
        .into_iter()
        .chain(last.unwrap_or_default())
        .chain(call.arguments.iter().cloned())
        .chain([settings])
        .collect();
    let in_chain =
        ["setSigningKey()", "verifyWith()", "signWith()"].iter().any(|step| call.path.contains(step));
    if let Some(key) = parts.first().filter(|key| in_chain && key.texts().next().is_some()) {
        return key.clone();
    }
    let keys = parts.iter().flat_map(|part| part.alternatives().to_vec()).filter_map(|part| {
        let made_by = part.as_external()?.made_by.clone()?;
        Some(made_by.role(Role::Secret)).filter(|key| !key.is_undefined())
    });
    Value::join_all(keys.collect::<Vec<_>>())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Always,
    Fallback,
}

fn written_out(value: &Value, is_key: bool) -> Option<Written> {
    let mut texts: Vec<String> = value.constants().map(str::to_owned).collect();
    texts.extend(
        value
            .elements()
            .iter()
            .flat_map(|element| element.constants().map(str::to_owned).collect::<Vec<_>>()),
    );
    let has_secret = texts.iter().any(|text| looks_secret(text, is_key));
    if !has_secret {
        return None;
    }
    let alternatives = value.alternatives();
    let only = alternatives
        .iter()
        .chain(&value.elements())
        .all(|value| value.is_constant() || !value.elements().is_empty());
    Some(if only { Written::Always } else { Written::Fallback })
}

/// True for a secret that is the same wherever the code runs.
pub(crate) fn is_always_written_out(value: &Value) -> bool {
    matches!(written_out(value, true), Some(Written::Always))
}

/// True for what is no public key, no placeholder, and no bare scheme. What is used as a key is one though it calls itself a
/// placeholder.
fn looks_secret(text: &str, is_key: bool) -> bool {
    let bare = text.trim();
    let schemes = ["Bearer", "Basic", "bearer", "basic", "Token"];
    let credential = schemes.iter().find_map(|scheme| bare.strip_prefix(scheme));
    let credential = credential.unwrap_or(bare).trim();
    let template = ["<", "{", "...", "undefined", "null"];
    let placeholder = ["your", "YOUR", "xxx", "XXX", "TODO", "example", "changeme", "placeholder"];
    credential.len() >= 6
        && !credential.contains("PUBLIC KEY")
        && !credential.contains("CERTIFICATE")
        && !credential.starts_with("http")
        && !template.iter().any(|word| credential.contains(word))
        && (is_key || !placeholder.iter().any(|word| credential.contains(word)))
}
