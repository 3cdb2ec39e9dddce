//! One app.

use std::{fmt, sync::Arc};

use assay_catalogue::{Facts, Truth};
use assay_source::{Diagnostic, FileEntry, Place, RelPath, Tree};

use crate::{ConnectDescriptor, Manifest, ProjectFiles};

/// The types of apps that the requirements tell apart, one table each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppType {
    /// A Forge app that talks to nothing outside.
    Forge,
    /// A Forge app with egress or remotes.
    ForgeRemote,
    /// A Connect app.
    Connect,
    /// A Trello Power-Up.
    Trello,
    /// An app that uses OAuth 2.0 (3LO) of its own.
    OAuth,
}

impl AppType {
    /// Every type.
    pub const EVERY: [Self; 5] = [Self::Forge, Self::ForgeRemote, Self::Connect, Self::Trello, Self::OAuth];

    /// Its name in `assay.toml`: `forge-remote`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forge => "forge",
            Self::ForgeRemote => "forge-remote",
            Self::Connect => "connect",
            Self::Trello => "trello",
            Self::OAuth => "oauth",
        }
    }

    /// The type with a name of `assay.toml`; `3lo` is another name of `oauth`.
    pub fn named(name: &str) -> Option<Self> {
        let name = if name == "3lo" { "oauth" } else { name };
        Self::EVERY.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for AppType {
    /// “Forge app with egress or remotes”.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forge => "Forge app without egress",
            Self::ForgeRemote => "Forge app with egress or remotes",
            Self::Connect => "Connect app",
            Self::Trello => "Trello Power-Up",
            Self::OAuth => "OAuth 2.0 (3LO) app",
        })
    }
}

/// Why an app is held to be of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeDecision {
    /// The type.
    pub kind: AppType,
    /// [`Truth::Unknown`] where the manifest cannot be read far enough to tell; a type that is certainly not
    /// the app's has no decision.
    pub truth: Truth,
    /// One plain sentence that names what decided it.
    pub reason: String,
    /// The entry, file or line that decided it.
    pub place: Place,
    /// For [`AppType::ForgeRemote`]: the only egress is fixed assets (scripts, styles, fonts, images, media)
    /// from elsewhere, so rows about an app's own servers rest on that alone.
    pub rests_on_static_egress_only: bool,
}

/// One app: what it is and what it is made of.
#[derive(Debug, Clone)]
pub struct App {
    /// Its folder in the tree.
    pub root: RelPath,
    /// Its name as its manifest, descriptor or project file gives it.
    pub name: Option<String>,
    /// Its types, at least one, in the order of [`AppType`].
    pub types: Vec<TypeDecision>,
    /// Its Forge manifest.
    pub manifest: Option<Manifest>,
    /// Its Connect descriptor.
    pub descriptor: Option<ConnectDescriptor>,
    /// Project files that say something about it.
    pub project: ProjectFiles,
    /// What decides which requirements apply.
    pub facts: Facts,
    /// What was wrong with its manifest, descriptor or project files.
    pub diagnostics: Vec<Diagnostic>,
    /// Roots of other apps below this one; what lies below them is not this app's.
    pub nested: Vec<RelPath>,
    /// Folders outside its root that are its own all the same: projects that its resources are built from
    /// (`path: ../frontend/dist`).
    pub beside: Vec<RelPath>,
    /// The tree it lies in.
    pub tree: Arc<Tree>,
}

impl App {
    /// True when it is of a type, or may be.
    pub fn may_be(&self, kind: AppType) -> bool {
        self.types.iter().any(|decision| decision.kind == kind)
    }

    /// True when it has a Forge manifest.
    pub fn is_forge(&self) -> bool {
        self.manifest.is_some()
    }

    /// True when a path is this app's and not that of an app nested in it.
    pub fn owns(&self, path: &RelPath) -> bool {
        (path.is_below(&self.root) && !self.nested.iter().any(|root| path.is_below(root)))
            || self.beside.iter().any(|folder| path.is_below(folder))
    }

    /// Its files, ordered by path: all below its root, without those of nested apps, and those beside it that
    /// its resources are built from.
    pub fn files(&self) -> impl Iterator<Item = &FileEntry> {
        self.tree.files().iter().filter(|file| self.owns(&file.path))
    }

    /// The place that stands for the app as a whole: the first line of its manifest or descriptor, else the
    /// place that decided its first type.
    pub fn head(&self) -> Place {
        if let Some(manifest) = &self.manifest {
            return manifest.head();
        }
        if let Some(descriptor) = &self.descriptor {
            return descriptor.head();
        }
        self.types.first().map_or_else(|| Place::file(self.root.clone()), |decision| decision.place.clone())
    }
}
