//! Forge manifests among the files.

use std::collections::BTreeMap;

use assay_source::{Diagnostic, Level, RelPath, Tree};

use crate::{
    Manifest,
    cards::ModuleCard,
    document::{Document, Node, Value, read_yaml},
};

/// Every Forge manifest, at most one for each folder.
///
/// `manifest.yml` comes first, then `manifest.yaml`. Where neither is there, as in projects that generate it, a
/// file such as `manifest.template.yml` or `manifest.prod.yml` is read in its place, with the note
/// `forge-manifest-variant`.
pub(super) fn manifests(tree: &Tree, files: &[&RelPath]) -> Vec<Manifest> {
    let mut by_folder: BTreeMap<RelPath, Vec<&RelPath>> = BTreeMap::new();
    for path in files.iter().filter(|path| rank(path).is_some()) {
        by_folder.entry(path.parent()).or_default().push(path);
    }
    by_folder.into_values().filter_map(|candidates| best(tree, candidates)).collect()
}

/// How near a name is to the one the platform reads.
fn rank(path: &RelPath) -> Option<usize> {
    match path.file_name().to_ascii_lowercase().as_str() {
        "manifest.yml" => Some(0),
        "manifest.yaml" => Some(1),
        name if name.starts_with("manifest") && (name.contains(".yml") || name.contains(".yaml")) => Some(2),
        _ => None,
    }
}

fn best(tree: &Tree, mut candidates: Vec<&RelPath>) -> Option<Manifest> {
    candidates.sort_by_key(|path| rank(path));
    let mut found = candidates
        .iter()
        .filter_map(|path| tree.read(path).ok())
        .map(|text| read_yaml(&text))
        .filter(is_forge)
        .map(Manifest::from_document);
    let mut manifest = found.next()?;
    let path = manifest.document.text.path().clone();
    if rank(&path) == Some(2) {
        let message = format!("`{}` is read in place of a `manifest.yml`", path.file_name());
        let note = Diagnostic::new(Level::Note, "forge-manifest-variant", message)
            .at(manifest.head(), "")
            .help("run assay where `manifest.yml` was generated, to have what is deployed examined");
        manifest.diagnostics.push(note);
    }
    Some(manifest)
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
