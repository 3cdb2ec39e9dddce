//! One app.

use std::sync::Arc;

use assay_catalogue::Facts;
use assay_evidence::{AppType, TypeReason};
use assay_source::{Diagnostic, FileEntry, Place, RelPath, Tree};

use crate::{ConnectDescriptor, Manifest, ProjectFiles};

/// One app: what it is and what it is made of.
#[derive(Debug, Clone)]
pub struct App {
    /// Its folder in the tree.
    pub root: RelPath,
    /// Its name as its manifest, descriptor or project file gives it.
    pub name: Option<String>,
    /// Its types, at least one, in the order of [`AppType`].
    pub types: Vec<TypeReason>,
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
        self.types.iter().any(|decision| decision.app_type == kind)
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
