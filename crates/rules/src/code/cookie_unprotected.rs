use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Call, Event, Reach, Side, Site, Source, Target, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{cookie_lines, cookie_positions, flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "cookie-unprotected",
    title: "a session cookie that scripts or plain http can read",
    claims: &["cookies/session-protected"],
    topic: Topic::Cookies,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("cookie_unprotected.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        let session = match call.effect() {
            Some(Effect::SessionCreate) => true,
            Some(Effect::CookieSet) => carries_session(call) && !takes_away(call),
            Some(Effect::HeaderSet) => {
                for (name, missing) in cookie_lines::unprotected(call) {
                    tell(case, look, &mut seen, event, &format!("`{name}`"), &missing);
                }
                continue;
            }
            _ => continue,
        };
        look.looked_at(1);
        if !session || code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd) {
            continue;
        }
        let missing = match by_setters(code, call) {
            Some(missing) => missing,
            None => cookie_positions::missing(call).unwrap_or_else(|| missing(call)),
        };
        if missing.is_empty() {
            continue;
        }
        let name = call
            .role(Role::Key)
            .as_constant()
            .map_or_else(|| "the session".to_owned(), |name| format!("`{name}`"));
        tell(case, look, &mut seen, event, &name, &missing);
    }
}

fn tell(
    case: &Case<'_>,
    look: &mut Look<'_>,
    seen: &mut BTreeSet<Site>,
    event: &Event,
    name: &str,
    missing: &[&str],
) {
    if !seen.insert(event.site) {
        return;
    }
    let code = case.code;
    let missing = missing.join(" and ");
    let statement = format!("the cookie of {name} is set without {missing}");
    let found = Found::new("cookies/session-protected", format!("{name}: {missing}"), statement)
        .at(code.place(event.site))
        .help("set it with `httpOnly: true, secure: true` and a `sameSite` that fits a page inside a frame")
        .path(flow::steps(code, event, "the cookie is set"));
    match event.reach {
        Reach::Orphan => look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this"),
        Reach::Entry | Reach::Loading => look.against(found),
    }
}

/// The name says session or token, or the value is a secret.
pub(super) fn carries_session(call: &Call) -> bool {
    let name = call.role(Role::Key);
    let name = name.as_constant().unwrap_or_default();
    let secret = call
        .role(Role::Value)
        .deep_origins()
        .iter()
        .any(|origin| matches!(origin.source, Source::Secret(..)));
    (names_session(name) || secret) && !is_for_scripts(name)
}

pub(super) fn names_session(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let named = ["sess", "sid", "token", "auth", "jwt", "login"].iter().any(|word| name.contains(word));
    named && !is_for_scripts(&name)
}

/// What protects a form has to be read by its page.
fn is_for_scripts(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("csrf") || name.contains("xsrf")
}

/// An empty value, or an age below nothing, is how a cookie is taken away: nothing is left in it to protect.
pub(super) fn takes_away(call: &Call) -> bool {
    if cookie_positions::takes_away(call) {
        return true;
    }
    let settings = call.role(Role::Settings).fields();
    let age = ["MaxAge", "maxAge", "max_age", "max-age"].iter().find_map(|name| settings.get(name));
    call.role(Role::Value).as_constant() == Some("")
        || age.and_then(Value::as_number).is_some_and(|seconds| seconds < 0.0)
}

/// Of a cookie that is an object of its own, what no later call sets: `cookie.setSecure(true)`, `.secure(true)`.
fn by_setters(code: &Analysis, call: &Call) -> Option<Vec<&'static str>> {
    const OBJECTS: [&str; 3] = ["servlet.http:Cookie", "http:ResponseCookie.from", "http:ResponseCookie"];
    if !OBJECTS.iter().any(|object| call.path.ends_with(object)) {
        return None;
    }
    let is_set = |names: &[&str]| {
        code.events.iter().any(|event| match &event.action {
            Action::Call(later) => {
                let of_it = later.receiver.as_external().is_some_and(|it| it.made_at == Some(call.site));
                let name = later.path.rsplit('.').next().unwrap_or_default();
                of_it && names.contains(&name) && later.argument(0).as_boolean() != Some(false)
            }
            // Kotlin's `cookie.secure = true`: which cookie it is, is not told apart.
            Action::Assign(assign) => match &assign.target {
                Target::External(path) => {
                    let name = path.rsplit('.').next().unwrap_or_default();
                    path.contains("Cookie()")
                        && names.contains(&name)
                        && assign.value.as_boolean() != Some(false)
                }
                _ => false,
            },
            _ => false,
        })
    };
    let mut missing = Vec::new();
    if !is_set(&["setHttpOnly", "httpOnly", "isHttpOnly"]) {
        missing.push("`HttpOnly`");
    }
    if !is_set(&["setSecure", "secure"]) {
        missing.push("`Secure`");
    }
    Some(missing)
}

/// The attributes that are surely not set.
fn missing(call: &Call) -> Vec<&'static str> {
    let settings = call.role(Role::Options);
    let settings = if settings.is_undefined() { call.role(Role::Settings) } else { settings };
    // Session middleware keeps the cookie's settings in a field of its own; without it, its defaults are `HttpOnly` only.
    let session = call.effect() == Some(Effect::SessionCreate);
    let inner = settings.field("cookie");
    let has_own = session && !inner.fields().is_empty();
    let fields = if has_own { inner.fields() } else { settings.fields() };
    if fields.is_empty() && !settings.is_undefined() && settings.as_constant().is_none() && !session {
        // Made elsewhere: nothing is known of it.
        return Vec::new();
    }
    let absent = |name: &str| match fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)) {
        None => true,
        Some((_, value)) => value.as_boolean() == Some(false),
    };
    let switched_off = |name: &str| {
        let found = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| Value::as_boolean(value)) == Some(false)
    };
    let mut missing = Vec::new();
    if if session { switched_off("httpOnly") } else { absent("httpOnly") } {
        missing.push("`HttpOnly`");
    }
    if if session && is_secure_by_default(call) { switched_off("secure") } else { absent("secure") } {
        missing.push("`Secure`");
    }
    missing
}

/// Session middleware that sets `Secure` unless it is told not to: always, or where the request came over TLS.
///
/// Source: the packages' own references (read 2026-11-22).
fn is_secure_by_default(call: &Call) -> bool {
    let library = call.path.split([':', '/']).find(|part| !part.starts_with('@')).unwrap_or_default();
    matches!(library, "cookie-session" | "koa-session" | "iron-session" | "session" | "secure-session")
}
