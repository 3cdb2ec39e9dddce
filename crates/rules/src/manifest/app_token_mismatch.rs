use assay_app::{Manifest, Spanned};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::code::reach;
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "app-token-mismatch",
    title: "tokens for remotes that do not fit the scopes",
    claims: &["scopes/token-scopes-match"],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("app_token_mismatch.md"),
};

/// The tokens a remote can be sent: what switches each on, and the scope it needs.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference/scopes-forge, read 2026-08-13.
const TOKENS: [(&str, &str); 2] =
    [("appUserToken", "read:app-user-token"), ("appSystemToken", "read:app-system-token")];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.remotes.len() + manifest.endpoints.len());
    // What was not read may hold what seems to be missing; the look is then not whole.
    if !manifest.is_complete() {
        return;
    }
    let scopes = &manifest.permissions.scopes;
    if let Some(scope) = scopes.iter().find(|scope| !scope.name.is_certain()) {
        let place = manifest.place(scope.name.span);
        look.skip(format!("the scope `{}`", scope.name), "it depends on a variable", Some(place));
        return;
    }
    // Scopes of the platform itself open no product.
    let opens_a_product = scopes.iter().any(|scope| scope.card.is_none_or(|card| card.kind != "forge"));
    for (token, scope) in TOKENS {
        let sent = sent(manifest, token);
        let asked = scopes.iter().find(|entry| entry.name.value == scope);
        let found = |identity: String, statement: String| {
            Found::new("scopes/token-scopes-match", identity, statement)
        };
        match (asked, sent.first()) {
            (Some(asked), None) => look.against(
                found(
                    format!("permissions.scopes: {scope}"),
                    format!("the app asks for `{scope}`, and no remote or endpoint is sent such a token"),
                )
                .at(manifest.place(asked.name.span))
                .help(format!("take the scope out, or switch `auth.{token}` on where the token is needed")),
            ),
            (None, Some((who, switch))) => look.against(
                found(
                    format!("{who}: {token} without scope"),
                    format!("{who} is to be sent an `{token}`, and the app does not ask for `{scope}`"),
                )
                .at(manifest.place(switch.span))
                .help(format!("switch `auth.{token}` off, or ask for the scope if the server needs the token")),
            ),
            (Some(_), Some((who, switch))) if !opens_a_product => look.against(
                found(
                    format!("{who}: {token} opens nothing"),
                    format!("{who} is sent an `{token}` that opens nothing: the app asks for no scope of a product"),
                )
                .at(manifest.place(switch.span))
                .help(format!("switch `auth.{token}` off and take `{scope}` out")),
            ),
            (Some(asked), Some((who, _))) if is_never_read(case, token) => look.against(
                found(
                    format!("{who}: {token} unread"),
                    format!("the app asks for `{scope}`, and no server in its repository reads the token that {who} is sent"),
                )
                .at(manifest.place(asked.name.span))
                .by_absence()
                .help(format!("switch `auth.{token}` off and take `{scope}` out, or say where the token is used")),
            ),
            _ => {}
        }
    }
}

/// A server lies in the repository, and no file of it names the header the platform sends the token in.
///
/// Source: developer.atlassian.com/platform/forge/remote/essentials, read 2026-08.
fn is_never_read(case: &Case<'_>, token: &str) -> bool {
    let header = if token == "appUserToken" { "x-forge-oauth-user" } else { "x-forge-oauth-system" };
    let in_code = case.code.entries.iter().any(|entry| entry.side == assay_code::Side::Server);
    (in_code || reach::has_backend(case)) && !reach::mentions(case, header)
}

/// Who is sent a token, and where that is said.
fn sent<'m>(manifest: &'m Manifest, token: &str) -> Vec<(String, &'m Spanned<bool>)> {
    let name = |key: &Option<Spanned<String>>| key.as_ref().map_or("?".to_owned(), |key| key.value.clone());
    let remotes = manifest.remotes.iter().map(|remote| {
        let switch = if token == "appUserToken" { &remote.app_user_token } else { &remote.app_system_token };
        (format!("the remote `{}`", name(&remote.key)), switch)
    });
    let endpoints = manifest.endpoints.iter().map(|endpoint| {
        let switch =
            if token == "appUserToken" { &endpoint.app_user_token } else { &endpoint.app_system_token };
        (format!("the endpoint `{}`", name(&endpoint.key)), switch)
    });
    let all = remotes.chain(endpoints);
    all.filter_map(|(who, switch)| Some((who, switch.as_ref().filter(|switch| switch.value)?))).collect()
}
