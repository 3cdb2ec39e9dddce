use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::Severity;
use assay_code::{
    Analysis, Call, Event, Origin, Part, Site, Source, Text, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};
use assay_source::RelPath;

use super::{flow, reach::blind_spots, reads_code};
use super::{incoming_webhooks, sensitive};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-address",
    title: "a secret in an address",
    claims: &["secrets/urls"],
    topic: Topic::Secrets,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("secret_in_address.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    look.looked_at(asking(code).count());
    for (event, call, words) in exposed(code) {
        let found = Found::new(
            "secrets/urls",
            format!("{words} at {}", call.path),
            format!("{words} is part of the address that `{}` asks for", call.path),
        )
        .at(code.place(call.site))
        .help("send it in a header: addresses are kept in logs, histories and referrers")
        .path(flow::steps(code, event, "the address is asked for"));
        look.against(found);
    }
}

fn asking(code: &Analysis) -> impl Iterator<Item = (&Event, &Call)> {
    code.calls().filter(|(_, call)| {
        matches!(call.effect(), Some(Effect::Egress | Effect::Redirect | Effect::RemoteCall))
    })
}

/// Each call that asks for an address with a secret in it, once, with what is secret.
pub(crate) fn exposed(code: &Analysis) -> Vec<(&Event, &Call, String)> {
    let put_into = OnceCell::new();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (event, call) in asking(code) {
        if seen.contains(&call.site) {
            continue;
        }
        let addresses = addresses(call);
        let put_in = || {
            let made_at = addresses.iter().flat_map(Value::alternatives).find_map(parsed_at)?;
            put_into.get_or_init(|| secrets_put_into(code)).get(&made_at).cloned()
        };
        let Some(words) = addresses.iter().find_map(secret_in).or_else(put_in) else { continue };
        seen.insert(call.site);
        found.push((event, call, words));
    }
    found
}

/// Where this rule tells of a secret: what else sees one in the text of these lines has nothing to add.
pub(crate) fn told_lines(code: &Analysis) -> BTreeSet<(RelPath, u32)> {
    exposed(code)
        .into_iter()
        .flat_map(|(_, call, _)| {
            let (file, text) = (code.file(call.site), code.text(call.site));
            let (first, last) =
                (text.position(call.site.span.start).line, text.position(call.site.span.end).line);
            (first..=last).map(|line| (file.clone(), line)).collect::<Vec<_>>()
        })
        .collect()
}

fn addresses(call: &Call) -> Vec<Value> {
    let mut found = call.role_all(Role::Url);
    found.extend(call.role_all(Role::Target));
    let options = call.role(Role::Options);
    found.extend([
        options.field("params"),
        options.field("searchParams"),
        options.field("query"),
        options.field("qs"),
    ]);
    found.retain(|value| !value.is_undefined());
    found
}

/// What is secret in an address: by its origin, or by the name of the parameter it is given to.
fn secret_in(value: &Value) -> Option<String> {
    // The address is the secret: to be asked for is its only use.
    if value.texts().any(|text| incoming_webhooks::begins_like_one(text.prefix())) {
        return None;
    }
    let public = public_holes(value);
    let addresses = kept_addresses(value);
    let counts = |origin: &Origin| {
        !sensitive::is_called_an_id(&origin.source)
            && !addresses.iter().any(|address| address.names_same(origin))
            && !public.iter().any(|hole| hole.deep_origins().iter().any(|it| it == origin))
    };
    if let Some(exposed) = sensitive::secret_among(value, counts).filter(|exposed| exposed.sure) {
        return Some(exposed.words);
    }
    for text in value.texts() {
        for pair in text.parts().windows(2) {
            let [Part::Literal(before), Part::Hole(hole)] = pair else { continue };
            let Some(name) = parameter(before).filter(|name| sensitive::is_secret_name(name)) else {
                continue;
            };
            if public.iter().any(|public| public == hole) {
                continue;
            }
            if !hole.is_constant() && !hole.deep_origins().iter().all(|origin| origin.cleansed.is_summed_up())
            {
                return Some(format!("`{name}`"));
            }
        }
    }
    value
        .fields()
        .into_iter()
        .find(|(name, value)| sensitive::is_secret_name(name) && !value.is_undefined())
        .map(|(name, _)| format!("`{name}`"))
}

/// By the place where an address was parsed the secret that was put among its parameters:
/// `url.searchParams.set('key', secret)`.
fn secrets_put_into(code: &Analysis) -> BTreeMap<Site, String> {
    let mut found = BTreeMap::new();
    for (_, call) in code.calls() {
        if !call.path.ends_with(".searchParams.set") && !call.path.ends_with(".searchParams.append") {
            continue;
        }
        let made_at = call.receiver.as_external().and_then(|receiver| receiver.made_at);
        if let Some((made_at, words)) = made_at.zip(put_in(call)) {
            found.entry(made_at).or_insert(words);
        }
    }
    found
}

/// What is secret in a parameter: by its origin, or by its name.
fn put_in(call: &Call) -> Option<String> {
    let (name, value) = (call.argument(0), call.argument(1));
    if value.is_constant() {
        return None;
    }
    if let Some(exposed) = sensitive::secret(&value).filter(|exposed| exposed.sure) {
        return Some(exposed.words);
    }
    let named = name.constants().find(|name| sensitive::is_secret_name(name))?.to_owned();
    let is_summed_up = value.deep_origins().iter().all(|origin| origin.cleansed.is_summed_up());
    (!is_summed_up).then(|| format!("`{named}`"))
}

/// Where an address was parsed that is asked for as it is, or written out.
fn parsed_at(address: &Value) -> Option<Site> {
    let parsed = address.as_external().filter(|external| external.path.starts_with("global:URL("))?;
    parsed.made_at
}

/// What is put where an address has to carry something that is public, whatever its variable is called: the id of a
/// client, and Trello's key.
fn public_holes(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    for text in value.texts() {
        let template = text.template();
        let is_trello = template.contains("trello.com/");
        let is_asked_for_leave = template.to_ascii_lowercase().contains("authorize");
        for pair in text.parts().windows(2) {
            let [Part::Literal(before), Part::Hole(hole)] = pair else { continue };
            let name = parameter(before).unwrap_or_default().to_ascii_lowercase();
            let is_client = matches!(name.as_str(), "client_id" | "clientid" | "app_id" | "appid");
            // The token of a request of OAuth 1.0: what the user is asked about, worth nothing by itself (RFC 5849, 2.2).
            let is_request = is_asked_for_leave && name == "oauth_token";
            if is_client || is_request || is_trello && matches!(name.as_str(), "key" | "api_key" | "apikey") {
                found.push(hole.clone());
            }
        }
    }
    found
}

/// What comes out of a store for secrets, or is a webhook's by its name, and begins the address: its host, or all of it. A
/// webhook's address is best kept there, and to be asked for is its only use.
fn kept_addresses(value: &Value) -> Vec<Origin> {
    let of_store = |value: &Value| -> Vec<Origin> {
        let origins = value.deep_origins();
        let is_kept = |origin: &&Origin| {
            matches!(origin.source, Source::Secret(_, Some(_)))
                || sensitive::names_of(origin).iter().any(|name| incoming_webhooks::is_address_name(name))
        };
        let kept = origins.iter().filter(is_kept);
        kept.cloned().collect()
    };
    let of_text = |text: &Text| match text.parts() {
        [Part::Hole(first), ..] => of_store(first),
        _ => Vec::new(),
    };
    value
        .alternatives()
        .iter()
        .flat_map(|value| match (value.as_text(), value.as_external()) {
            (Some(text), _) => of_text(text),
            // `new URL(base + '/things')`
            (None, Some(made)) => made.made_with.first().map(kept_addresses).unwrap_or_default(),
            (None, None) if value.fields().is_empty() => of_store(value),
            (None, None) => Vec::new(),
        })
        .collect()
}

/// The parameter whose value follows: `access_token` for `…?access_token=`.
fn parameter(before: &str) -> Option<&str> {
    let name = before.strip_suffix('=')?;
    Some(name.rsplit(['?', '&', '#']).next().unwrap_or(name))
}
