//! Which apps have a Connect part to look at.

use assay_app::{App, ConnectDescriptor, document::Node};
use assay_evidence::Applicability;

/// For rules that read a Connect descriptor or the Connect part of a Forge manifest.
pub(crate) fn connect_part(app: &App) -> Applicability {
    let in_manifest = app.manifest.as_ref().is_some_and(|manifest| manifest.app.connect.is_some());
    when(in_manifest || app.descriptor.is_some(), "the app has no Connect part")
}

/// For rules that read a descriptor of Jira or Confluence. Bitbucket has callbacks and tokens of its own kind.
pub(crate) fn descriptor(app: &App) -> Applicability {
    match &app.descriptor {
        None => when(false, "the app has no Connect descriptor"),
        Some(descriptor) => when(!is_of_bitbucket(descriptor), "the descriptor is one of Bitbucket"),
    }
}

/// Bitbucket's descriptors say for whom they are (`contexts`); the others know no such key, and some have it all the same:
/// they ask for what only Jira and Confluence have.
///
/// Source: <https://developer.atlassian.com/cloud/bitbucket/app-descriptor/>,
/// <https://developer.atlassian.com/cloud/jira/platform/connect-app-descriptor/> (read 2026-11)
pub(crate) fn is_of_bitbucket(descriptor: &ConnectDescriptor) -> bool {
    const MODULES: [&str; 6] = [
        "generalPages",
        "adminPages",
        "profilePages",
        "dynamicContentMacros",
        "staticContentMacros",
        "contentBylineItems",
    ];
    const SCOPES: [&str; 6] = ["read", "write", "delete", "project_admin", "space_admin", "act_as_user"];
    let root = &descriptor.document.root;
    let modules = root.get("modules").map(Node::entries).unwrap_or_default();
    let of_others =
        |name: &str| MODULES.contains(&name) || name.starts_with("jira") || name.starts_with("confluence");
    let mut scopes = root.get("scopes").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str);
    root.get("contexts").is_some()
        && root.get("apiMigrations").is_none()
        && !modules.iter().any(|module| of_others(&module.key.text))
        && !scopes.any(|scope| SCOPES.iter().any(|known| scope.eq_ignore_ascii_case(known)))
}

/// False where the descriptor declares that it wants no tokens; `connect-authentication-none` sees that.
pub(crate) fn wants_tokens(descriptor: &ConnectDescriptor) -> bool {
    descriptor.authentication.as_ref().is_none_or(|given| !given.value.eq_ignore_ascii_case("none"))
}

fn when(applies: bool, otherwise: &str) -> Applicability {
    if applies {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: otherwise.to_owned() }
    }
}
