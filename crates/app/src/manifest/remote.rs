//! Remotes: the app's own servers.

use assay_source::Span;

use super::{Spanned, section::Section};
use crate::document::Value;

/// One entry of `remotes`.
#[derive(Debug, Clone, PartialEq)]
pub struct Remote {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// Its base URL, one for each region.
    pub base_urls: Vec<RegionalUrl>,
    /// What it is used for: `storage`, `compute`, `fetch`, `other`. None given counts as storing end-user
    /// data.
    pub operations: Vec<Spanned<String>>,
    /// `storage.inScopeEUD`.
    pub stores_in_scope_eud: Option<Spanned<bool>>,
    /// `auth.appUserToken.enabled`: it receives tokens that act for the user.
    pub app_user_token: Option<Spanned<bool>>,
    /// `auth.appSystemToken.enabled`: it receives tokens that act for the app.
    pub app_system_token: Option<Spanned<bool>>,
    /// `configurable`: customers may change the address.
    pub configurable: Option<Span>,
    /// The whole entry.
    pub span: Span,
}

/// A base URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionalUrl {
    /// `default`, `eu`, …; none where one URL serves all regions.
    pub region: Option<Spanned<String>>,
    /// The URL.
    pub url: Spanned<String>,
}

/// Access tokens an endpoint or remote asks for: of the user, of the app.
pub(super) fn tokens(section: &Section<'_>) -> (Option<Spanned<bool>>, Option<Spanned<bool>>) {
    let Some(auth) = section.map("auth") else { return (None, None) };
    let token = |key| {
        let token = auth.any(key)?;
        match token.node.value {
            Value::Bool(enabled) => Some(Spanned::new(enabled, token.span())),
            _ => token.boolean("enabled"),
        }
    };
    (token("appUserToken"), token("appSystemToken"))
}

pub(super) fn read(manifest: &Section<'_>) -> Vec<Remote> {
    manifest
        .maps("remotes")
        .iter()
        .map(|remote| {
            let (app_user_token, app_system_token) = tokens(remote);
            Remote {
                key: remote.text("key"),
                base_urls: remote.any("baseUrl").map(|base| read_urls(&base)).unwrap_or_default(),
                operations: remote.texts("operations"),
                stores_in_scope_eud: remote.map("storage").and_then(|storage| storage.boolean("inScopeEUD")),
                app_user_token,
                app_system_token,
                configurable: remote
                    .any("configurable")
                    .filter(|section| section.node.as_bool() != Some(false))
                    .map(|section| section.span()),
                span: remote.span(),
            }
        })
        .collect()
}

fn read_urls(base: &Section<'_>) -> Vec<RegionalUrl> {
    match base.node.value {
        Value::Map(_) => base
            .entries()
            .filter_map(|(entry, url)| {
                let region = Some(Spanned::new(entry.key.text.clone(), entry.key.span));
                Some(RegionalUrl { region, url: url.as_text()? })
            })
            .collect(),
        _ => base.as_text().map(|url| RegionalUrl { region: None, url }).into_iter().collect(),
    }
}
