//! Clients that are told not to hold a certificate against anybody, in PHP, Ruby and on the JVM.
//!
//! Source: laravel.com/docs/12.x/http-client, docs.guzzlephp.org "verify", docs.ruby-lang.org "Net::HTTP#verify_mode",
//! lostisland.github.io/faraday "SSL Options", docs.oracle.com `X509TrustManager` (read 2026-11-24).

use assay_code::{Action, Call, Event, Shape, Target, Value};

use crate::Case;

/// What is told so, where it is.
pub(crate) fn told(case: &Case<'_>, event: &Event) -> Option<&'static str> {
    match &event.action {
        Action::Call(call) if call.path.starts_with("@php/") => of_php(call),
        Action::Call(call) if call.path.starts_with("@ruby/") => of_ruby(call),
        Action::Call(call) if call.path.starts_with("@jvm/") && call.path.contains("SSLContext.") => {
            of_jvm(case, call)
        }
        Action::Assign(assign) => {
            let Target::External(path) = &assign.target else { return None };
            (path.ends_with(".verify_mode") && is_none(&assign.value)).then_some("VERIFY_NONE")
        }
        _ => None,
    }
}

fn is_none(value: &Value) -> bool {
    value.external_path().is_some_and(|path| path.ends_with("VERIFY_NONE"))
}

fn is_off(value: &Value, name: &str) -> bool {
    value.field(name).as_boolean() == Some(false)
}

/// `Http::withoutVerifying()`, `Http::withOptions(['verify' => false])`, `new Client(['verify' => false])`
fn of_php(call: &Call) -> Option<&'static str> {
    const CLIENTS: [&str; 3] =
        ["@php/GuzzleHttp", "@php/Illuminate/Support/Facades:Http.", "@php/Illuminate/Http/Client"];
    if !CLIENTS.iter().any(|client| call.path.starts_with(client)) {
        return None;
    }
    let is_without = call.path.ends_with(".withoutVerifying");
    let is_told = || call.arguments.iter().any(|given| is_off(given, "verify"));
    if is_without { Some("withoutVerifying") } else { is_told().then_some("'verify' => false") }
}

/// `Net::HTTP.start(host, port, verify_mode: OpenSSL::SSL::VERIFY_NONE)`, `Faraday.new(url, ssl: { verify: false })`,
/// `HTTParty.get(url, verify: false)`
fn of_ruby(call: &Call) -> Option<&'static str> {
    let is_of = |name: &str| call.path.starts_with(&format!("@ruby/core:{name}"));
    let given = || call.arguments.iter();
    if given().any(|it| is_none(&it.field("verify_mode")) || is_none(&it.field("verify_ssl"))) {
        return Some("VERIFY_NONE");
    }
    let is_off_inside = |it: &Value| is_off(&it.field("ssl"), "verify") || is_off(it, "verify");
    let is_client = is_of("Faraday") || is_of("HTTParty") || is_of("HTTPX");
    (is_client && given().any(is_off_inside)).then_some("verify: false")
}

/// A context for TLS, in an app with a trust manager that trusts whomever it meets.
fn of_jvm(case: &Case<'_>, call: &Call) -> Option<&'static str> {
    let is_handed_some =
        call.path.ends_with(".init") && !matches!(call.argument(1).shape(), Shape::Null | Shape::Undefined);
    let trusts = || {
        case.app.files().any(|file| {
            let ending = file.path.extension().unwrap_or_default();
            matches!(ending.as_str(), "java" | "kt")
                && case.app.tree.read(&file.path).is_ok_and(|text| checks_nothing(text.as_str()))
        })
    };
    (is_handed_some && trusts()).then_some("checkServerTrusted")
}

/// Whether a file has a `checkServerTrusted` that does nothing.
fn checks_nothing(text: &str) -> bool {
    let mut at = 0;
    while let Some(found) = text[at..].find("checkServerTrusted(").map(|found| at + found) {
        at = found + "checkServerTrusted(".len();
        let Some(close) = text[at..].find(')') else { return false };
        let after = text[at + close + 1..].trim_start();
        let head = after.find(['{', ';', '=']).map_or("", |end| &after[..end]);
        let is_head = head.split([' ', ',', '\n', '.']).all(|word| {
            word.is_empty() || word == "throws" || word.starts_with(|first: char| first.is_ascii_alphabetic())
        });
        let body = &after[head.len()..];
        if is_head && (is_empty_block(body) || body.starts_with("= Unit")) {
            return true;
        }
    }
    false
}

/// `{}`, with comments in it or without.
fn is_empty_block(text: &str) -> bool {
    let Some(mut inside) = text.strip_prefix('{').map(str::trim_start) else { return false };
    loop {
        let rest = match inside {
            _ if inside.starts_with("//") => inside.split_once('\n').map(|(_, rest)| rest),
            _ if inside.starts_with("/*") => inside.split_once("*/").map(|(_, rest)| rest),
            _ => return inside.starts_with('}'),
        };
        let Some(rest) = rest else { return false };
        inside = rest.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::checks_nothing;

    #[test]
    fn a_trust_manager_that_does_nothing_is_seen() {
        assert!(checks_nothing("public void checkServerTrusted(X509Certificate[] c, String a) {}"));
        assert!(checks_nothing(
            "void checkServerTrusted(X509Certificate[] c, String a) throws CertificateException { // trust\n }"
        ));
        assert!(checks_nothing(
            "override fun checkServerTrusted(c: Array<X509Certificate>?, a: String?) = Unit"
        ));
        assert!(!checks_nothing(
            "void checkServerTrusted(X509Certificate[] c, String a) { inner.checkServerTrusted(c, a); }"
        ));
        assert!(!checks_nothing("void checkServerTrusted(X509Certificate[] c, String a);"));
        assert!(!checks_nothing("checkServerTrusted(é"));
    }
}
