//! `package.json`.

use std::sync::Arc;

use assay_app::document::{Document, Node};
use assay_source::RelPath;
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::{Anchor, Purpose, Request};

/// What a `package.json` says of packages.
#[derive(Debug, Clone)]
pub(crate) struct Manifest {
    pub(crate) path: RelPath,
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    /// What it asks for, a package once for each purpose it stands under.
    pub(crate) requests: Vec<Request>,
    /// Patterns of the folders of its workspaces, relative to its own.
    workspaces: Vec<String>,
}

/// Most patterns of workspaces; real ones have a handful.
const MOST_PATTERNS: usize = 200;

const SECTIONS: [(&str, Purpose); 4] = [
    ("dependencies", Purpose::Production),
    ("optionalDependencies", Purpose::Optional),
    ("peerDependencies", Purpose::Peer),
    ("devDependencies", Purpose::Development),
];

impl Manifest {
    pub(crate) fn read(document: &Document) -> Self {
        let root = &document.root;
        let text = |key| root.get(key).and_then(Node::as_str).map(ToOwned::to_owned);
        let workspaces = root.get("workspaces");
        let list = workspaces.map(|node| node.get("packages").unwrap_or(node).items()).unwrap_or_default();
        let patterns = list.iter().filter_map(Node::as_str).take(MOST_PATTERNS);
        Self {
            path: document.text.path().clone(),
            name: text("name"),
            version: text("version"),
            requests: requests(document),
            workspaces: patterns.map(ToOwned::to_owned).collect(),
        }
    }

    /// True where a folder is one of its workspaces; `folder` is relative to its own.
    pub(crate) fn workspaces(&self) -> Workspaces {
        let mut globs = GlobSetBuilder::new();
        for pattern in &self.workspaces {
            let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
            if let Ok(glob) = Glob::new(pattern) {
                globs.add(glob);
            }
        }
        Workspaces(globs.build().unwrap_or_default())
    }
}

/// Patterns of workspaces, ready to be matched.
pub(crate) struct Workspaces(GlobSet);

impl Workspaces {
    pub(crate) fn hold(&self, folder: &RelPath) -> bool {
        self.0.is_match(folder.as_str())
    }
}

fn requests(document: &Document) -> Vec<Request> {
    let mut requests: Vec<Request> = Vec::new();
    for (section, purpose) in SECTIONS {
        for entry in document.root.get(section).map(Node::entries).unwrap_or_default() {
            let Some(wanted) = entry.value.scalar() else { continue };
            let name = entry.key.text.clone();
            // npm takes what is optional too from `dependencies`, and a peer that is asked for elsewhere from there.
            if purpose == Purpose::Optional {
                requests.retain(|known| known.name != name);
            } else if purpose == Purpose::Peer && is_asked_for_elsewhere(document, &name) {
                continue;
            }
            let at = Anchor { text: Arc::clone(&document.text), span: entry.span() };
            requests.push(Request { name, wanted, purpose, at, resolved: None });
        }
    }
    requests
}

fn is_asked_for_elsewhere(document: &Document, name: &str) -> bool {
    let sections = ["dependencies", "optionalDependencies", "devDependencies"];
    sections.iter().any(|section| document.root.at([section, name]).is_some())
        || document
            .root
            .at(["peerDependenciesMeta", name, "optional"])
            .and_then(Node::as_bool)
            .unwrap_or_default()
}
