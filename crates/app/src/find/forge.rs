//! Forge manifests among the files.

use assay_source::{RelPath, Tree};

use crate::{
    Manifest,
    cards::ModuleCard,
    document::{Document, Node, Value, read_yaml},
};

/// Every file that is a Forge manifest, or was meant to be one.
pub(super) fn manifests(tree: &Tree, files: &[&RelPath]) -> Vec<Manifest> {
    files
        .iter()
        .filter(|path| {
            matches!(path.file_name().to_ascii_lowercase().as_str(), "manifest.yml" | "manifest.yaml")
        })
        .filter_map(|path| tree.read(path).ok())
        .map(|text| read_yaml(&text))
        .filter(is_forge)
        .map(Manifest::from_document)
        .collect()
}

/// Many things are called `manifest.yml`. One is Forge's by what stands in it, or, where it cannot be read to
/// its end, by what its text looks like.
fn is_forge(document: &Document) -> bool {
    let root = &document.root;
    let is_map = |key: &str| matches!(root.get(key).map(|node| &node.value), Some(Value::Map(_)));
    let has_id =
        root.at(["app", "id"]).and_then(Node::as_str).is_some_and(|id| id.contains("ari:cloud:ecosystem"));
    let of_a_cluster = root.entry("apiVersion").is_some() && root.entry("kind").is_some();
    let knows_a_module = root.get("modules").is_some_and(|modules| {
        modules
            .entries()
            .iter()
            .any(|entry| ModuleCard::of(&entry.key.text).is_some() && entry.key.text != "event")
    });
    let shape = has_id
        || knows_a_module
        || is_map("app") && (root.entry("modules").is_some() || root.at(["app", "runtime"]).is_some())
        || root.at(["permissions", "scopes"]).is_some()
        || is_map("connectModules");
    (shape && !of_a_cluster) || (!document.complete && looks_like_forge(document.text.as_str()))
}

fn looks_like_forge(text: &str) -> bool {
    let has_line = |start: &str| text.lines().any(|line| line.trim_end().starts_with(start));
    text.contains("ari:cloud:ecosystem::app")
        || has_line("modules:") && (has_line("app:") || has_line("permissions:"))
}
