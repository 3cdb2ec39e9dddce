//! What an app's manifest or descriptor opens and reaches, as the dossier keeps it.

use assay_app::{
    App, ConnectDescriptor, ConnectModule, Manifest, Spanned,
    cards::{InvokedBy, ScopeCard, ScopeClass},
    egress::{self, destination},
    manifest::{EgressEntry, Module, Remote},
};
use assay_evidence::{Destination, Surface, SurfaceEgress, SurfaceModule, SurfaceRemote, SurfaceScope};
use assay_source::redact_line;

/// The surface that the app's manifest and descriptor declare; none where it has neither, as a Power-Up or a
/// 3LO app, whose surface stands in its code and in consoles elsewhere.
pub(crate) fn surface(app: &App) -> Option<Surface> {
    if app.manifest.is_none() && app.descriptor.is_none() {
        return None;
    }
    let mut surface = Surface { complete: true, ..Surface::default() };
    if let Some(manifest) = &app.manifest {
        add_manifest(&mut surface, manifest);
    }
    if let Some(descriptor) = &app.descriptor {
        add_descriptor(&mut surface, descriptor);
    }
    Some(surface)
}

fn add_manifest(surface: &mut Surface, manifest: &Manifest) {
    surface.complete &= manifest.is_complete();
    let called = manifest.modules.iter().filter(|module| !module.is("function") && !module.is("endpoint"));
    surface.modules.extend(called.map(module));
    surface.modules.extend(manifest.connect_modules.iter().map(connect_module));
    surface.scopes.extend(manifest.permissions.scopes.iter().map(|entry| {
        let impersonation = entry.allow_impersonation.is_some_and(|allowed| allowed.value);
        scope(&entry.name.value, entry.card, impersonation)
    }));
    surface.egress.extend(manifest.permissions.egress.iter().filter_map(egress));
    surface.egress_is_configurable |=
        manifest.permissions.egress_is_configurable.is_some_and(|enabled| enabled.value);
    surface.remotes.extend(manifest.remotes.iter().map(remote));
}

fn add_descriptor(surface: &mut Surface, descriptor: &ConnectDescriptor) {
    surface.complete &= descriptor.is_complete();
    surface.modules.extend(descriptor.modules.iter().map(connect_module));
    surface.scopes.extend(descriptor.scopes.iter().map(|name| {
        let card = ScopeCard::of(&name.value.to_ascii_uppercase()).or_else(|| ScopeCard::of(&name.value));
        scope(&name.value, card, false)
    }));
    surface.remotes.extend(descriptor.base_url.iter().map(|url| SurfaceRemote {
        key: "baseUrl".to_owned(),
        addresses: vec![redacted(url)],
        operations: Vec::new(),
        tokens: Vec::new(),
    }));
}

fn module(module: &Module) -> SurfaceModule {
    SurfaceModule {
        kind: module.kind.value.clone(),
        key: module.name().to_owned(),
        invoked_by: module.card.map(|card| names(&card.invoked_by)),
        connect: false,
    }
}

fn connect_module(module: &ConnectModule) -> SurfaceModule {
    SurfaceModule {
        kind: module.kind.value.clone(),
        key: module.name().to_owned(),
        invoked_by: module.card.map(|card| names(&card.invoked_by)),
        connect: true,
    }
}

fn names(invoked_by: &[InvokedBy]) -> Vec<String> {
    invoked_by.iter().map(|by| by.name().to_owned()).collect()
}

fn scope(name: &str, card: Option<&ScopeCard>, impersonation: bool) -> SurfaceScope {
    SurfaceScope {
        name: name.to_owned(),
        products: card.iter().flat_map(|card| card.product.split('|')).map(ToOwned::to_owned).collect(),
        class: card.map(|card| class(card.class).to_owned()),
        impersonation,
    }
}

fn class(class: ScopeClass) -> &'static str {
    match class {
        ScopeClass::None => "none",
        ScopeClass::Read => "read",
        ScopeClass::Notify => "notify",
        ScopeClass::Storage => "storage",
        ScopeClass::Write => "write",
        ScopeClass::Delete => "delete",
        ScopeClass::Manage => "manage",
        ScopeClass::Admin => "admin",
        ScopeClass::PersonalData => "personal-data",
        ScopeClass::Impersonate => "impersonate",
        ScopeClass::Token => "token",
    }
}

fn egress(entry: &EgressEntry) -> Option<SurfaceEgress> {
    let list = entry.list.path().to_owned();
    if let Some(remote) = &entry.remote {
        return Some(SurfaceEgress { list, address: remote.value.clone(), leads: Destination::Remote });
    }
    let address = entry.address.as_ref()?;
    let leads = match destination(address) {
        egress::Destination::Atlassian => Destination::Atlassian,
        egress::Destination::Outside => Destination::Outside,
        egress::Destination::Nowhere => Destination::Nowhere,
        egress::Destination::Uncertain => Destination::Uncertain,
    };
    Some(SurfaceEgress { list, address: redacted(address), leads })
}

fn remote(remote: &Remote) -> SurfaceRemote {
    let asks = |token: &Option<Spanned<bool>>| token.is_some_and(|token| token.value);
    let tokens = [("user", asks(&remote.app_user_token)), ("app", asks(&remote.app_system_token))];
    SurfaceRemote {
        key: remote.key.as_ref().map_or_else(|| "without a key".to_owned(), |key| key.value.clone()),
        addresses: remote.base_urls.iter().map(|base| redacted(&base.url)).collect(),
        operations: remote.operations.iter().map(|operation| operation.value.clone()).collect(),
        tokens: tokens.iter().filter(|(_, asked)| *asked).map(|(token, _)| (*token).to_owned()).collect(),
    }
}

/// An address without what may be a credential in it: a password before the host, a long query.
fn redacted(address: &Spanned<String>) -> String {
    let text = address.value.trim();
    let masked = match text.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?)))
    {
        Some((scheme, (before, rest))) if !before.contains(['/', '?', '#']) => format!("{scheme}://…@{rest}"),
        _ => text.to_owned(),
    };
    redact_line(&masked).into_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use assay_source::Tree;

    use super::*;

    fn surface_of(file: &str, text: &str) -> Surface {
        let tree = Arc::new(Tree::from_files([(file, text)]).unwrap());
        let found = assay_app::find(&tree, &assay_app::Options::default());
        surface(&found.apps[0]).unwrap()
    }

    #[test]
    fn a_manifest_tells_who_calls_what_it_may_do_and_where_it_sends() {
        let surface = surface_of(
            "manifest.yml",
            "app:\n  id: ari:cloud:ecosystem::app/1\nmodules:\n  jira:adminPage:\n    - key: panel\n  \
             webtrigger:\n    - key: hook\n  jira:hologram:\n    - key: h\n  function:\n    - key: f\n\
             permissions:\n  scopes:\n    - read:jira-work\n    - read:holograms\n  external:\n    fetch:\n      \
             backend:\n        - https://me:hunter2@api.example.com\n        - remote: mine\n    images:\n      \
             - '*.atlassian.net'\nremotes:\n  - key: mine\n    baseUrl: https://mine.example.com\n    auth:\n      \
             appUserToken:\n        enabled: true\n",
        );
        let modules: Vec<_> = surface
            .modules
            .iter()
            .map(|module| (module.key.as_str(), module.invoked_by.clone().map(|by| by.join("+"))))
            .collect();
        let expected = [("panel", Some("admin".into())), ("hook", Some("anonymous-web".into())), ("h", None)];
        assert_eq!(modules, expected);
        assert_eq!(surface.scopes[0].class.as_deref(), Some("read"));
        assert_eq!((&surface.scopes[1].class, surface.scopes[1].products.len()), (&None, 0));
        let egress: Vec<_> =
            surface.egress.iter().map(|entry| (entry.address.as_str(), entry.leads)).collect();
        let expected = [
            ("https://…@api.example.com", Destination::Outside),
            ("mine", Destination::Remote),
            ("*.atlassian.net", Destination::Atlassian),
        ];
        assert_eq!(egress, expected);
        assert_eq!(surface.remotes[0].tokens, ["user"]);
        assert!(surface.complete);
    }

    #[test]
    fn a_descriptor_has_its_base_url_for_a_remote() {
        let surface = surface_of(
            "atlassian-connect.json",
            r#"{"key": "x", "baseUrl": "https://x.example.com", "authentication": {"type": "jwt"},
                "scopes": ["read", "ADMIN"], "modules": {"webPanels": [{"key": "p", "url": "/p"}]}}"#,
        );
        assert_eq!(surface.remotes[0].addresses, ["https://x.example.com"]);
        let classes: Vec<_> = surface.scopes.iter().map(|scope| scope.class.as_deref()).collect();
        assert_eq!(classes, [Some("read"), Some("admin")]);
        assert!(surface.modules[0].connect);
    }
}
