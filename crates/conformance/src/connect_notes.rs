//! What a Connect app's maker should know beside the verdicts: until when the platform supports it, and what only the
//! running app can show.

use assay_app::{App, AppType, Spanned};
use assay_source::{Diagnostic, Level};

/// Notes for a Connect app; none for others, and none for the Connect modules of a Forge app.
pub(crate) fn connect_notes(app: &App) -> Vec<Diagnostic> {
    if app.is_forge() || !app.may_be(AppType::Connect) {
        return Vec::new();
    }
    vec![support_ends(app), live_test(app)]
}

/// Source: "RFC-129: Surfacing Partner Migration Plans to Site Admins for Apps Running on Connect",
/// community.developer.atlassian.com/t/99720, 2026-03-19; new apps: Connect documentation, read 2025-10-27.
fn support_ends(app: &App) -> Diagnostic {
    let message = "Atlassian's support for Connect ends in December 2026; since 17 September 2025 it takes no new Connect apps";
    Diagnostic::new(Level::Note, "connect-support-ends", message)
        .at(app.head(), "")
        .help("plan the move to Forge: `connectModules` in a Forge manifest carry modules over one by one")
}

fn live_test(app: &App) -> Diagnostic {
    let base = app.descriptor.as_ref().and_then(|descriptor| descriptor.base_url.as_ref());
    let base =
        base.filter(|base| base.is_certain() && base.as_str().starts_with("https://")).map(Spanned::as_str);
    let host = |base: &str| {
        let rest = base.trim_start_matches("https://");
        rest.split(['/', ':', '?']).next().unwrap_or(rest).to_owned()
    };
    let command = match base {
        Some(base) => format!("assay probe . --base-url {base} --i-own {}", host(base)),
        None => "assay probe . --base-url https://<host> --i-own <host>".to_owned(),
    };
    let message = "whether forged, expired, foreign and altered tokens are refused, and what TLS, headers and cookies there are, only the running app can show";
    Diagnostic::new(Level::Note, "connect-live-test", message)
        .at(app.head(), "")
        .help(format!("run `{command}`; with `--tenant` and the secret of an installation of yours it can tell every rule about tokens"))
}
