//! Values by their path in the tree, where the model has no room for “it depends on a variable”.

use std::collections::BTreeMap;

use assay_app::{
    Manifest, Spanned,
    document::{Node, Value},
};
use assay_source::Span;

use super::Flag;

/// The manifest's tree, with a way from the span of an entry back to its node.
pub(super) struct Fields<'m> {
    root: &'m Node,
    by_site: BTreeMap<Span, &'m Node>,
}

impl<'m> Fields<'m> {
    pub(super) fn of(manifest: &'m Manifest) -> Self {
        let root = &manifest.document.root;
        let mut by_site = BTreeMap::new();
        for key in ["permissions", "remotes"] {
            // A node below an alias stands where its anchor stands, and says the same.
            for node in root.get(key).into_iter().flat_map(Node::walk) {
                if matches!(node.value, Value::Map(_)) {
                    by_site.entry(node.site()).or_insert(node);
                }
            }
        }
        Self { root, by_site }
    }

    pub(super) fn root(&self) -> Option<&'m Node> {
        Some(self.root)
    }

    /// The map that stands at a span, below `permissions` or `remotes`.
    pub(super) fn at(&self, span: Span) -> Option<&'m Node> {
        self.by_site.get(&span).copied()
    }
}

/// A truth value at a path; `unsaid` where nothing stands there. The texts `true` and `false` count: a variable
/// leaves them behind.
pub(super) fn flag(node: Option<&Node>, path: &[&str], unsaid: Flag) -> Flag {
    let Some(node) = node.and_then(|node| node.at(path.iter().copied())) else { return unsaid };
    match &node.value {
        Value::Null => unsaid,
        Value::Bool(true) => Flag::On(node.site()),
        Value::Text(text) if text.trim() == "true" => Flag::On(node.site()),
        Value::Text(text) => {
            let text = Spanned::new(text.clone(), node.site());
            if text.is_certain() { Flag::Off } else { Flag::Unknown(text) }
        }
        _ => Flag::Off,
    }
}

/// A switch that is written as a truth value, or as a map with `enabled`.
pub(super) fn switch(node: Option<&Node>, path: &[&str]) -> Flag {
    let found = node.and_then(|node| node.at(path.iter().copied()));
    match found.map(|node| &node.value) {
        Some(Value::Map(_)) => flag(found, &["enabled"], Flag::Off),
        _ => flag(node, path, Flag::Off),
    }
}

/// The text at a path.
pub(super) fn text(node: &Node, path: &[&str]) -> Option<Spanned<String>> {
    let node = node.at(path.iter().copied())?;
    Some(Spanned::new(node.scalar()?, node.site()))
}

/// The texts in the list at a path; a single text counts as a list of one.
pub(super) fn texts(node: &Node, path: &[&str]) -> Vec<Spanned<String>> {
    let Some(node) = node.at(path.iter().copied()) else { return Vec::new() };
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    items.iter().filter_map(|item| Some(Spanned::new(item.scalar()?, item.site()))).collect()
}

/// A value in one spelling: maps by the order of their keys, whatever the notation.
pub(super) fn spelled(node: &Node) -> String {
    match &node.value {
        Value::List(items) => format!("[{}]", items.iter().map(spelled).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let mut entries: Vec<String> = entries
                .iter()
                .map(|entry| format!("{:?}: {}", entry.key.text, spelled(&entry.value)))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(", "))
        }
        _ => node.scalar().map_or_else(|| "nothing".to_owned(), |text| format!("{text:?}")),
    }
}
