//! Which claim a fault of token verification belongs to, by what the app is; and which claims of a token are looked at.

use assay_app::{App, AppType};
use assay_code::{Guard, Source};

/// The signature of a token.
pub(crate) fn signature(app: &App) -> &'static str {
    if app.is_forge() {
        "fit/signature-verified"
    } else if app.may_be(AppType::Trello) {
        "trello/signature-verified"
    } else {
        "connect/token-verified"
    }
}

/// The algorithm of a token.
pub(crate) fn algorithm(app: &App) -> &'static str {
    if app.is_forge() { "fit/signature-verified" } else { "connect/algorithm-pinned" }
}

/// The expiry of a token.
pub(crate) fn expiry(app: &App) -> &'static str {
    if app.is_forge() {
        "fit/time-checked"
    } else if app.may_be(AppType::Trello) {
        "trello/expiry-checked"
    } else {
        "connect/expiry-checked"
    }
}

/// Whether one of these tests is about a claim of a token.
pub(crate) fn tests_claim<'g>(tests: impl IntoIterator<Item = &'g &'g Guard>, claim: &str) -> bool {
    tests.into_iter().any(|guard| is_about_claim(guard, claim))
}

/// Whether a test is about a claim of a token: `exp`, `qsh`, `aud`, `iss`.
pub(crate) fn is_about_claim(guard: &Guard, claim: &str) -> bool {
    guard.about.iter().any(|value| {
        value.deep_origins().iter().any(|origin| {
            matches!(origin.source, Source::Claims(_)) && origin.field.split('.').any(|field| field == claim)
        })
    })
}
