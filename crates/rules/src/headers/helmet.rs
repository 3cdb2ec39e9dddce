//! Middleware that sets headers of security: what helmet and its like send, with their options and the defaults of their
//! versions.
//!
//! Source: the changelogs and references of helmet 3 to 8, lusca 1.7 and Hono's `secureHeaders` (read 2026-11-22).

use assay_code::{Call, Value};

use super::setting::text_of;
use crate::Case;

/// Names with their values; of a value whether whoever asks chose a part of it.
type Headers = Vec<(String, Option<(String, bool)>)>;

const DEFAULT_POLICY: &str = "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';\
    frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';\
    style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests";

/// The headers that middleware sends which this call makes; none of them where it is for something else.
pub(super) fn headers(case: &Case<'_>, call: &Call) -> Option<Headers> {
    let product = call.model.and_then(|model| model.product.as_deref());
    if !matches!(product, Some("helmet" | "security-headers")) {
        return Some(Vec::new());
    }
    let (library, export) = call.path.split_once(':').unwrap_or((&call.path, ""));
    let export = export.rsplit('.').next().unwrap_or_default().trim_end_matches("()");
    let settings = call.argument(0);
    let version = version(case);
    let mut headers = Headers::new();
    match (library, export) {
        ("nocache", _) | (_, "noCache") => {
            let value = "no-store, no-cache, must-revalidate, proxy-revalidate";
            push(&mut headers, "cache-control", Some(value.to_owned()));
        }
        ("helmet-csp", _) | (_, "contentSecurityPolicy") => policy(&settings, version, &mut headers),
        ("hsts", _) | (_, "hsts" | "strictTransportSecurity") => {
            push(&mut headers, "strict-transport-security", hsts(&settings, version, library));
        }
        ("referrer-policy", _) | (_, "referrerPolicy") => {
            push(&mut headers, "referrer-policy", referrer(&settings));
        }
        ("frameguard" | "x-frame-options", _) | (_, "frameguard" | "xFrameOptions" | "xframe") => {
            push(&mut headers, "x-frame-options", frame(&settings));
        }
        ("lusca" | "koa-lusca", _) => lusca(export, &settings, &mut headers),
        ("hono" | "hono/secure-headers", "secureHeaders") => {
            whole(&settings, Some(0), &mut headers, Some("max-age=15552000; includeSubDomains"));
        }
        (_, "" | "default" | "helmet" | "koaHelmet" | "fastifyHelmet") => {
            whole(&settings, version, &mut headers, None);
        }
        _ => {}
    }
    Some(headers)
}

fn push(headers: &mut Headers, name: &str, value: Option<String>) {
    headers.push((name.to_owned(), value.map(|value| (value, false))));
}

/// The major version of helmet that is installed, or asked for.
fn version(case: &Case<'_>) -> Option<u64> {
    let packages = case.dependencies.packages().filter(|(_, _, package)| package.name == "helmet");
    let majors = packages.filter_map(|(_, _, package)| {
        let text = package.version.to_string();
        text.trim_start_matches(['^', '~', '=', 'v', '>', ' ']).split('.').next()?.parse().ok()
    });
    // Of several the oldest counts: its defaults are the weakest.
    majors.min()
}

/// All that helmet sends. Of a part, `false` switches it off and an object says more.
fn whole(settings: &Value, version: Option<u64>, headers: &mut Headers, hono: Option<&str>) {
    let fields = settings.fields();
    let is_known = settings.is_undefined() || !fields.is_empty() || settings.is_constant();
    let part = |names: &[&str]| names.iter().find_map(|name| fields.get(name).cloned());
    let off = |part: &Option<Value>| part.as_ref().and_then(Value::as_boolean) == Some(false);
    let given = |part: Option<Value>| part.filter(|part| part.as_boolean().is_none());

    let csp = part(&["contentSecurityPolicy"]);
    if !is_known {
        for name in
            ["content-security-policy", "strict-transport-security", "referrer-policy", "x-frame-options"]
        {
            push(headers, name, None);
        }
        return;
    }
    if !off(&csp) {
        match (given(csp), version) {
            (Some(options), _) if hono.is_some() => directives(&options, None, headers),
            (Some(options), _) => policy(&options, version, headers),
            (None, Some(0)) if hono.is_some() => {}
            (None, Some(3)) => {}
            (None, Some(_)) => push(headers, "content-security-policy", Some(DEFAULT_POLICY.to_owned())),
            (None, None) => push(headers, "content-security-policy", None),
        }
    }
    let transport = part(&["hsts", "strictTransportSecurity"]);
    if !off(&transport) {
        let value = match (given(transport), hono) {
            (Some(options), Some(_)) => text_of(&options),
            (None, Some(default)) => Some(default.to_owned()),
            (options, None) => hsts(&options.unwrap_or_else(Value::undefined), version, "helmet"),
        };
        push(headers, "strict-transport-security", value);
    }
    let referring = part(&["referrerPolicy"]);
    // Until version 4 it had to be asked for.
    let is_sent = version != Some(3) || referring.is_some();
    if !off(&referring) && is_sent {
        let value = match (given(referring), version) {
            (Some(options), _) if hono.is_some() => text_of(&options),
            (None, None) => None,
            (options, _) => referrer(&options.unwrap_or_else(Value::undefined)),
        };
        push(headers, "referrer-policy", value);
    }
    let framing = part(&["frameguard", "xFrameOptions"]);
    if !off(&framing) {
        push(headers, "x-frame-options", frame(&given(framing).unwrap_or_else(Value::undefined)));
    }
}

/// `{ useDefaults, directives, reportOnly }`.
fn policy(options: &Value, version: Option<u64>, headers: &mut Headers) {
    if options.field("reportOnly").as_boolean() == Some(true) {
        return;
    }
    if options.is_undefined() {
        return push(headers, "content-security-policy", Some(DEFAULT_POLICY.to_owned()));
    }
    let said = options.field("useDefaults").as_boolean();
    // Defaults are filled in since version 5, unless somebody says otherwise.
    let filled = said.unwrap_or(version.is_some_and(|version| version >= 5));
    directives(&options.field("directives"), filled.then_some(DEFAULT_POLICY), headers);
}

fn directives(given: &Value, defaults: Option<&str>, headers: &mut Headers) {
    let fields = given.fields();
    if fields.is_empty() && !given.is_constant() {
        return push(headers, "content-security-policy", None);
    }
    let mut parts: Vec<String> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for (name, value) in fields.iter() {
        let name = kebab(name);
        named.push(name.clone());
        // `null` and `false` take a directive away.
        if value.as_boolean() == Some(false)
            || value.is_constant() && value.truthiness() == assay_code::Truthiness::Never
        {
            continue;
        }
        let sources: Vec<String> = match value.as_text() {
            Some(_) => text_of(value).into_iter().collect(),
            None => value.elements().iter().map(source).collect(),
        };
        parts.push(format!("{name} {}", sources.join(" ")));
    }
    for default in defaults.into_iter().flat_map(|defaults| defaults.split(';')) {
        let name = default.split(' ').next().unwrap_or_default();
        if !named.iter().any(|known| known == name) {
            parts.push(default.trim().to_owned());
        }
    }
    push(headers, "content-security-policy", Some(parts.join("; ")));
}

/// One source of a directive. What is computed per reply is a nonce in all but name.
fn source(value: &Value) -> String {
    if value.is_function() {
        "'nonce-x'".to_owned()
    } else {
        text_of(value).unwrap_or_else(|| "x".to_owned())
    }
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            kebab.push('-');
        }
        kebab.extend(letter.to_lowercase());
    }
    kebab
}

/// `{ maxAge, includeSubDomains }`; seconds.
fn hsts(options: &Value, version: Option<u64>, library: &str) -> Option<String> {
    let age = options.field("maxAge");
    let age = match age.as_number() {
        Some(age) => age.to_string(),
        None if age.is_undefined() => match (version, library) {
            (Some(8..), _) => "31536000".to_owned(),
            (Some(_), _) | (_, "hsts") => "15552000".to_owned(),
            (None, _) => return None,
        },
        None => return None,
    };
    let subdomains = options.field("includeSubDomains");
    let subdomains = if subdomains.is_undefined() { options.field("includeSubdomains") } else { subdomains };
    Some(assay_hosting::hsts(age, subdomains.as_boolean() != Some(false)))
}

/// `{ policy }`, one or several.
fn referrer(options: &Value) -> Option<String> {
    let policy = options.field("policy");
    if policy.is_undefined() { Some("no-referrer".to_owned()) } else { text_of(&policy) }
}

/// `{ action }`, `SAMEORIGIN` where nothing is said.
fn frame(options: &Value) -> Option<String> {
    let action = options.field("action");
    match text_of(options).or_else(|| text_of(&action)) {
        Some(action) => Some(action.to_ascii_uppercase()),
        None => (options.is_undefined() || action.is_undefined()).then(|| "SAMEORIGIN".to_owned()),
    }
}

/// lusca sends what is asked for, and nothing else.
fn lusca(export: &str, settings: &Value, headers: &mut Headers) {
    let whole = matches!(export, "" | "default" | "lusca");
    let part = |name: &str| {
        let part = if whole { settings.field(name) } else { settings.clone() };
        let asked = whole && !part.is_undefined() && part.as_boolean() != Some(false) || export == name;
        asked.then_some(part)
    };
    if let Some(csp) = part("csp").filter(|csp| csp.field("reportOnly").as_boolean() != Some(true)) {
        directives(&csp.field("policy"), None, headers);
    }
    if let Some(hsts) = part("hsts") {
        let age = hsts.field("maxAge").as_number();
        let with_subdomains = hsts.field("includeSubDomains").as_boolean() == Some(true);
        let value = age.map(|age| assay_hosting::hsts(age, with_subdomains));
        push(headers, "strict-transport-security", value);
    }
    if let Some(policy) = part("referrerPolicy") {
        push(headers, "referrer-policy", text_of(&policy));
    }
    if let Some(value) = part("xframe") {
        push(headers, "x-frame-options", text_of(&value));
    }
}
