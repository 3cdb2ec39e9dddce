//! Which apps have a Connect part to look at.

use assay_app::{App, ConnectDescriptor};
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

/// Bitbucket's descriptors say for whom they are (`contexts`); the others know no such key.
pub(crate) fn is_of_bitbucket(descriptor: &ConnectDescriptor) -> bool {
    descriptor.document.root.get("contexts").is_some()
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
