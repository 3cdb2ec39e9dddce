//! Rovo actions: how rules call them and where they point.

use assay_app::manifest::{Action, Manifest};
use assay_source::Place;

/// An action's key, else its name.
pub(crate) fn action_name(action: &Action) -> &str {
    action.key.as_ref().or(action.name.as_ref()).map_or("without a key", |key| key.as_str())
}

/// The line that names an action.
pub(crate) fn action_place(manifest: &Manifest, action: &Action) -> Place {
    let name = action.key.as_ref().or(action.name.as_ref());
    manifest.place(name.map_or(action.span, |name| name.span))
}
