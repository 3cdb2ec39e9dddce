//! An app's code, as the reports about code see it.

use assay_app::App;
use assay_code::{Analysis, Audience, Resolution, Side, graph::Program};

/// One app with its program and what was found of it.
#[derive(Debug)]
pub struct CodeView<'a> {
    /// Its name, or that of its folder.
    pub name: &'a str,
    /// The app.
    pub app: &'a App,
    /// Its code.
    pub program: &'a Program,
    /// What the code does.
    pub analysis: &'a Analysis,
}

/// Who that is, for people.
pub(crate) fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Anonymous => "anybody on the network",
        Audience::Agent => "an agent",
        Audience::AnyUser => "any user",
        Audience::ProjectAdmin => "admins of a project or space",
        Audience::Admin => "admins",
        Audience::Remote => "a backend of the app",
        Audience::ProductEvent => "the product",
        Audience::Schedule => "the clock",
        Audience::SamePerson => "the person at the screen",
        Audience::Developer => "the developer",
    }
}

/// Where that runs, for people.
pub(crate) fn side(side: Side) -> &'static str {
    match side {
        Side::FrontEnd => "in the browser",
        Side::Backend => "on the platform",
        Side::Server => "on a server of the app",
    }
}

/// What was not found of an entry.
pub(crate) fn gap(resolution: &Resolution) -> Option<&str> {
    match resolution {
        Resolution::Resolved => None,
        Resolution::Partly { because } | Resolution::Unresolved { because } => Some(because),
    }
}
