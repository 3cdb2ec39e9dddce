//! Which claim a fault of token verification belongs to, by what the app is.

use assay_app::{App, AppType};

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
