use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Call, Event, Reach, Target, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, reads_code, trusts_all};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "tls-verification-off",
    title: "a connection that accepts any certificate",
    claims: &["tls/outgoing-verified"],
    topic: Topic::Tls,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("tls_verification_off.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for event in &code.events {
        let Some(what) =
            switched_off(event).or_else(|| trusting(code, event)).or_else(|| trusts_all::told(case, event))
        else {
            continue;
        };
        if !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(
            "tls/outgoing-verified",
            what,
            format!("`{what}` lets anybody on the way pose as the other side"),
        )
        .at(code.place(event.site))
        .help("leave verification on; give a private authority's certificate as `ca` where one is needed")
        .path(flow::steps(code, event, "verification is switched off"));
        match event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
    look.looked_at(seen.len());
}

/// The setting that switches it off.
fn switched_off(event: &Event) -> Option<&'static str> {
    match &event.action {
        Action::Assign(assign) => {
            let Target::External(path) = &assign.target else { return None };
            let off =
                assign.value.constants().any(|text| text == "0") || assign.value.as_number() == Some(0.0);
            (path.ends_with("process.env.NODE_TLS_REJECT_UNAUTHORIZED") && off)
                .then_some("NODE_TLS_REJECT_UNAUTHORIZED")
        }
        Action::Call(call) => {
            let settings = || call.arguments.iter().find_map(|argument| in_settings(argument, 4));
            // `curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, false)`
            let option = call.arguments.windows(2).find(|pair| {
                let name = pair[0].external_path().unwrap_or_default();
                name.ends_with(":CURLOPT_SSL_VERIFYPEER") && is_off(&pair[1])
            });
            option.map(|_| "CURLOPT_SSL_VERIFYPEER").or_else(settings).or_else(|| unverified_client(call))
        }
        _ => None,
    }
}

/// What a client of the JVM or of .NET is handed to trust whomever it meets.
///
/// Source: the APIs of Apache HttpComponents, Netty and `HttpClientHandler` (read 2026-11-22).
const TRUSTING: [&str; 7] = [
    "NoopHostnameVerifier",
    "AllowAllHostnameVerifier",
    "ALLOW_ALL_HOSTNAME_VERIFIER",
    "TrustAllStrategy",
    "InsecureTrustManagerFactory",
    "TrustSelfSignedStrategy",
    "DangerousAcceptAnyServerCertificateValidator",
];
/// Where a function decides whom a client trusts.
const DECIDING: [&str; 5] = [
    "hostnameVerifier",
    "setHostnameVerifier",
    "setDefaultHostnameVerifier",
    "ServerCertificateCustomValidationCallback",
    "ServerCertificateValidationCallback",
];

/// The object that trusts everybody, or the place of a function that says yes to all.
fn trusting(code: &Analysis, event: &Event) -> Option<&'static str> {
    let known = |value: &Value| {
        let path = value.external_path()?;
        let parts = || path.split([':', '.', '/']).map(|part| part.trim_end_matches("()"));
        TRUSTING.into_iter().find(|name| parts().any(|part| part == *name))
    };
    let agrees = |value: &Value| {
        let text: String =
            code.text(event.site).slice(event.site.span).chars().filter(|c| !c.is_whitespace()).collect();
        value.is_function() && (text.contains("->true") || text.contains("=>true"))
    };
    let deciding = |name: &str| DECIDING.into_iter().find(|known| *known == name);
    match &event.action {
        Action::Call(call) => {
            let fields = || call.arguments.iter().flat_map(Value::fields);
            let in_fields = || {
                let mut named = fields().filter_map(|(name, value)| Some((deciding(&name)?, value)));
                named.find(|(_, value)| agrees(value)).map(|(name, _)| name)
            };
            let last = call.path.rsplit(['.', ':']).next().and_then(deciding);
            call.arguments
                .iter()
                .find_map(known)
                .or_else(|| fields().find_map(|(_, value)| known(&value)))
                .or_else(|| last.filter(|_| call.arguments.iter().any(agrees)))
                .or_else(in_fields)
        }
        Action::Assign(assign) => {
            let Target::External(path) = &assign.target else { return None };
            let name = deciding(path.rsplit('.').next()?)?;
            known(&assign.value).or_else(|| agrees(&assign.value).then_some(name))
        }
        _ => None,
    }
}

/// `requests.get(address, verify=False)`
fn unverified_client(call: &Call) -> Option<&'static str> {
    let asks = matches!(call.effect(), Some(Effect::Egress | Effect::HttpClientCreate));
    (asks && call.role(Role::Tls).as_boolean() == Some(false)).then_some("verify=False")
}

fn is_off(value: &Value) -> bool {
    value.as_boolean() == Some(false) || value.as_number() == Some(0.0)
}

fn in_settings(value: &Value, depth: u8) -> Option<&'static str> {
    if depth == 0 {
        return None;
    }
    let fields = value.fields();
    if fields.get("rejectUnauthorized").and_then(Value::as_boolean) == Some(false) {
        return Some("rejectUnauthorized: false");
    }
    if fields.get("strictSSL").and_then(Value::as_boolean) == Some(false) {
        return Some("strictSSL: false");
    }
    for (name, words) in [
        ("CURLOPT_SSL_VERIFYPEER", "CURLOPT_SSL_VERIFYPEER"),
        ("verify_ssl", "verify_ssl: false"),
        ("verify_peer", "verify_peer: false"),
    ] {
        if fields.get(name).is_some_and(is_off) {
            return Some(words);
        }
    }
    if fields.get("InsecureSkipVerify").and_then(Value::as_boolean) == Some(true) {
        return Some("InsecureSkipVerify: true");
    }
    let old = |version: &str| matches!(version, "TLSv1" | "TLSv1.1" | "SSLv3");
    if fields.get("minVersion").is_some_and(|value| value.constants().any(old)) {
        return Some("minVersion");
    }
    ["ssl", "tls", "https", "httpsAgent", "agentOptions", "agent", "dialectOptions", "connect", "options"]
        .iter()
        .filter_map(|name| fields.get(name))
        .find_map(|inner| in_settings(inner, depth - 1))
}
