//! Packages that are written here: a workspace's own, which are asked for by name.

use std::collections::HashMap;

use assay_app::document::{JsonDialect, Node, read_json};
use assay_source::{RelPath, Tree};

/// The packages of a tree.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// Folder by name. Of several with one name the one nearest to the root counts.
    pub(super) packages: HashMap<String, RelPath>,
    /// Folder and wanted packages of every project, the innermost first.
    projects: Vec<(RelPath, Vec<String>)>,
}

impl Workspace {
    /// Reads every `package.json` of a tree.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut workspace = Self::default();
        let mut found = Vec::new();
        for file in tree.files().iter().filter(|file| file.path.file_name() == "package.json") {
            let Ok(text) = tree.read(&file.path) else { continue };
            let root = read_json(&text, JsonDialect::Strict).root;
            let wanted = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]
                .iter()
                .filter_map(|key| root.get(key))
                .flat_map(Node::entries)
                .map(|entry| entry.key.text.clone())
                .collect();
            let folder = file.path.parent();
            if let Some(name) = root.get("name").and_then(Node::as_str) {
                found.push((depth(&folder), folder.clone(), name.to_owned()));
            }
            workspace.projects.push((folder, wanted));
        }
        found.sort();
        for (_, folder, name) in found {
            workspace.packages.entry(name).or_insert(folder);
        }
        workspace.projects.sort_by_key(|(folder, _)| std::cmp::Reverse(depth(folder)));
        workspace
    }

    /// The project a file belongs to; the root of the tree where it is in none.
    pub(super) fn project_of(&self, file: &RelPath) -> RelPath {
        self.projects_of(file).next().cloned().unwrap_or_else(RelPath::root)
    }

    fn projects_of<'a>(&'a self, file: &'a RelPath) -> impl Iterator<Item = &'a RelPath> {
        self.projects.iter().map(|(folder, _)| folder).filter(move |folder| file.is_below(folder))
    }

    /// True where a project around a file asks for a package of that name.
    pub(super) fn asks_for(&self, file: &RelPath, package: &str) -> bool {
        self.projects
            .iter()
            .any(|(folder, wanted)| file.is_below(folder) && wanted.iter().any(|name| name == package))
    }
}

fn depth(folder: &RelPath) -> usize {
    if folder.is_root() { 0 } else { folder.as_str().split('/').count() }
}
