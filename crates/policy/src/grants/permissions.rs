//! The block `permissions`.

use std::collections::BTreeMap;

use assay_app::{Manifest, Spanned, document::Node, manifest::EgressEntry};

use super::{
    ContentGrant, ContentList, EgressGrant, Flag, RemoteGrant, ScopeGrant, UnlistedGrant,
    fields::{Fields, flag, spelled, switch},
};

pub(super) fn scopes(manifest: &Manifest, fields: &Fields<'_>) -> Vec<ScopeGrant> {
    let declared = fields.root().and_then(|root| root.at(["permissions", "scopes"]));
    // In the map form a scope is a key, whose options stand below it.
    let maps = declared.into_iter().chain(declared.into_iter().flat_map(Node::items));
    let options: BTreeMap<&str, &Node> =
        maps.flat_map(Node::entries).map(|entry| (entry.key.text.as_str(), &entry.value)).collect();
    manifest
        .permissions
        .scopes
        .iter()
        .map(|scope| ScopeGrant {
            name: scope.name.clone(),
            impersonation: flag(
                options.get(scope.name.as_str()).copied(),
                &["allowImpersonation"],
                Flag::Off,
            ),
        })
        .collect()
}

pub(super) fn content(manifest: &Manifest) -> Vec<ContentGrant> {
    let permissions = &manifest.permissions;
    let of = |list, options: &[Spanned<String>]| {
        let grants = options.iter().map(move |option| ContentGrant { list, option: option.clone() });
        grants.collect::<Vec<_>>()
    };
    let mut all = of(ContentList::Scripts, &permissions.content_scripts);
    all.extend(of(ContentList::Styles, &permissions.content_styles));
    all
}

/// One grant for each address: an entry that names a remote stands for each of its base URLs.
pub(super) fn egress(manifest: &Manifest, fields: &Fields<'_>, remotes: &[RemoteGrant]) -> Vec<EgressGrant> {
    let by_key: BTreeMap<&str, &RemoteGrant> =
        remotes.iter().rev().map(|remote| (remote.key.as_str(), remote)).collect();
    let mut all = Vec::new();
    for entry in &manifest.permissions.egress {
        let in_scope_data = flag(fields.at(entry.span), &["inScopeEUD"], Flag::On(entry.span));
        let grant = |address: Spanned<String>, remote: Option<&str>| EgressGrant {
            list: entry.list,
            address,
            remote: remote.map(ToOwned::to_owned),
            category: entry.category.clone(),
            in_scope_data: in_scope_data.clone(),
            span: entry.span,
        };
        all.extend(entry.address.clone().map(|address| grant(address, None)));
        all.extend(addresses_of_remote(entry, &by_key).into_iter().map(|(key, url)| grant(url, Some(key))));
    }
    all
}

fn addresses_of_remote<'e>(
    entry: &'e EgressEntry,
    remotes: &BTreeMap<&str, &RemoteGrant>,
) -> Vec<(&'e str, Spanned<String>)> {
    let Some(key) = &entry.remote else { return Vec::new() };
    let urls = remotes.get(key.as_str()).map(|remote| &remote.base_urls);
    match urls {
        Some(urls) if !urls.is_empty() => {
            urls.iter().map(|base| (key.as_str(), Spanned::new(base.url.value.clone(), entry.span))).collect()
        }
        // A remote that is not declared, or has no address: its key has to do.
        _ => vec![(key.as_str(), Spanned::new(format!("remote:{key}"), entry.span))],
    }
}

pub(super) fn configurable(fields: &Fields<'_>) -> Flag {
    switch(fields.root(), &["permissions", "external", "configurable"])
}

/// Keys below `permissions`, `content`, `external` and `external.fetch` that have no place in [`super::Grants`].
pub(super) fn unlisted(fields: &Fields<'_>) -> Vec<UnlistedGrant> {
    const KNOWN: [(&[&str], &[&str]); 4] = [
        (&["permissions"], &["scopes", "content", "external", "enforcement"]),
        (&["permissions", "content"], &["scripts", "styles"]),
        (&["permissions", "external"], &["fetch", "configurable"]),
        (&["permissions", "external", "fetch"], &["backend", "client"]),
    ];
    let is_list = |path: &[&str], key: &str| path.last() == Some(&"external") && EGRESS.contains(&key);
    let mut all = Vec::new();
    for (path, known) in KNOWN {
        let block = fields.root().and_then(|root| root.at(path.iter().copied()));
        for entry in block.map(Node::entries).unwrap_or_default() {
            let key = entry.key.text.as_str();
            if known.contains(&key) || is_list(path, key) || entry.value.is_null() {
                continue;
            }
            all.push(UnlistedGrant {
                path: format!("{}.{key}", path.join(".")),
                value: spelled(&entry.value),
                span: entry.span(),
            });
        }
    }
    all
}

const EGRESS: [&str; 7] = ["fonts", "frames", "images", "media", "scripts", "styles", "navigation"];
