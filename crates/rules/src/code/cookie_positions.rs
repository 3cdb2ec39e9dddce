//! Cookies whose attributes are arguments in a row: PHP's `setcookie`, Gin's `SetCookie`.
//!
//! Source: php.net/manual/en/function.setcookie.php, pkg.go.dev/github.com/gin-gonic/gin (read 2026-11-23).

use assay_code::{Call, Source, Truthiness, Value};

/// Where `Secure` and `HttpOnly` stand in both: name, value, end, path, domain, secure, httponly.
const SECURE: usize = 5;
const HTTP_ONLY: usize = 6;

/// Whether a call gives its attributes in a row.
pub(super) fn is_positional(call: &Call) -> bool {
    if call.path.ends_with("gin:Context.SetCookie") {
        return true;
    }
    let is_php = call.path.ends_with(":setcookie") || call.path.ends_with(":setrawcookie");
    let end = call.argument(2);
    let is_time = || {
        let of_clock = |value: &Value| value.deep_origins().iter().any(|o| matches!(o.source, Source::Clock));
        end.as_number().is_some() || of_clock(&end)
    };
    is_php && end.fields().is_empty() && (call.arguments.len() > 3 || is_time())
}

/// The attributes that are surely not set; none where the call gives them otherwise.
pub(super) fn missing(call: &Call) -> Option<Vec<&'static str>> {
    if !is_positional(call) {
        return None;
    }
    let is_off = |position: usize| call.argument(position).truthiness() == Truthiness::Never;
    let mut missing = Vec::new();
    if is_off(HTTP_ONLY) {
        missing.push("`HttpOnly`");
    }
    if is_off(SECURE) {
        missing.push("`Secure`");
    }
    Some(missing)
}

/// An age below nothing, and in PHP a value that is none or an end long ago.
pub(super) fn takes_away(call: &Call) -> bool {
    if !is_positional(call) {
        return false;
    }
    let end = call.argument(2).as_number();
    let is_php = call.path.ends_with("cookie");
    end.is_some_and(|end| end < 0.0 || is_php && end > 0.0 && end < 1e9)
        || is_php && call.argument(1).truthiness() == Truthiness::Never
}
