//! The app's own servers, and the services its users log in to.

use assay_app::{
    Manifest, Spanned,
    document::{Node, Value},
    manifest::Remote,
};

use super::{
    Flag, ProviderGrant, RemoteGrant,
    fields::{Fields, flag, switch, texts},
};

pub(super) fn remotes(manifest: &Manifest, fields: &Fields<'_>) -> Vec<RemoteGrant> {
    manifest
        .remotes
        .iter()
        .map(|remote| {
            let node = fields.at(remote.span);
            RemoteGrant {
                key: key_of(remote.key.as_ref()),
                base_urls: remote.base_urls.clone(),
                operations: remote.operations.clone(),
                stores_data: stores_data(remote, node),
                user_token: switch(node, &["auth", "appUserToken"]),
                system_token: switch(node, &["auth", "appSystemToken"]),
                configurable: configurable(node),
                patterns: node
                    .map(|node| texts(node, &["configurable", "supportedPatterns"]))
                    .unwrap_or_default(),
                span: remote.span,
            }
        })
        .collect()
}

/// A remote without operations counts as storing end-user data, and one that stores does unless it says
/// otherwise.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference/remotes, read 2026-08.
fn stores_data(remote: &Remote, node: Option<&Node>) -> Flag {
    let uncertain = remote.operations.iter().find(|operation| !operation.is_certain());
    let stores = remote.operations.iter().find(|operation| operation.value == "storage");
    let said = |unsaid| flag(node, &["storage", "inScopeEUD"], unsaid);
    match (remote.operations.is_empty(), stores, uncertain) {
        (true, ..) => said(Flag::On(remote.span)),
        (false, Some(storage), _) => said(Flag::On(storage.span)),
        (false, None, Some(operation)) => said(Flag::Unknown(operation.clone())),
        (false, None, None) => said(Flag::Off),
    }
}

/// `configurable` is a truth value, or a map of conditions whose presence is enough.
fn configurable(node: Option<&Node>) -> Flag {
    let found = node.and_then(|node| node.get("configurable"));
    match found.map(|node| (node, &node.value)) {
        Some((found, Value::Map(_))) => flag(Some(found), &["enabled"], Flag::On(found.site())),
        Some((found, Value::List(_))) => Flag::On(found.site()),
        _ => flag(node, &["configurable"], Flag::Off),
    }
}

pub(super) fn providers(manifest: &Manifest) -> Vec<ProviderGrant> {
    manifest
        .providers
        .iter()
        .map(|provider| ProviderGrant {
            key: key_of(provider.key.as_ref()),
            client_id: provider.client_id.clone(),
            scopes: provider.scopes.clone(),
            remotes: provider.remotes.clone(),
            span: provider.span(),
        })
        .collect()
}

fn key_of(key: Option<&Spanned<String>>) -> String {
    key.map_or_else(String::new, |key| key.value.clone())
}
