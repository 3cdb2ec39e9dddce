//! Advisories in YAML: which of the formats it is, and its texts.

use std::sync::Arc;

use assay_app::document::{Node, Value, read_yaml};
use assay_source::{RelPath, SourceText};
use serde_json::{Map, Value as Json};

use super::{Format, Reading, friends_of_php, osv, ruby_advisory};
use crate::Record;

/// Reads one file: OSV where it has an `id` and `affected`, else the Ruby advisory database's or `FriendsOfPHP`'s.
pub(super) fn read(name: &str, bytes: &[u8]) -> Reading {
    let path = RelPath::parse(name).unwrap_or_else(|_| RelPath::root());
    let document = read_yaml(&Arc::new(SourceText::new(path, bytes)));
    let root = &document.root;
    let one = |format: Format, read: Result<Option<Record>, String>| match read {
        Ok(Some(record)) => Reading::Records(format, vec![record]),
        Ok(None) => Reading::Other,
        Err(why) => Reading::Unreadable(why),
    };
    let reading = match () {
        () if root.get("id").is_some() && root.get("affected").is_some() => {
            match serde_json::to_vec(&json(root)) {
                Ok(text) => osv::read(&text),
                Err(error) => Reading::Unreadable(error.to_string()),
            }
        }
        () if root.get("gem").is_some() => one(Format::RubyAdvisory, ruby_advisory::read(name, root)),
        () if root.get("reference").is_some() => one(Format::FriendsOfPhp, friends_of_php::read(name, root)),
        () => Reading::Other,
    };
    match (&reading, document.complete) {
        // Half an advisory may leave out the half of the versions.
        (Reading::Records(..), false) => {
            let first = document.diagnostics.into_iter().next().map(|diagnostic| diagnostic.message);
            Reading::Unreadable(first.unwrap_or_else(|| "a part of it cannot be read".to_owned()))
        }
        _ => reading,
    }
}

/// The text of a key, whatever it looks like (`2013-0156`, `9.8`); none where it is empty.
pub(super) fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).filter(|value| !value.is_null()).and_then(Node::scalar).filter(|text| !text.is_empty())
}

/// The texts of a list, or of the single one that stands in its place.
pub(super) fn texts(node: &Node, key: &str) -> Vec<String> {
    let Some(value) = node.get(key) else { return Vec::new() };
    let items = value.items().iter().filter_map(Node::scalar);
    items.chain(value.scalar().filter(|_| !value.is_null())).collect()
}

/// The tree as JSON in which every scalar is a text: `1.10` is a version and no number.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.text.clone(), json(&entry.value)));
            Json::Object(entries.collect::<Map<_, _>>())
        }
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        _ if node.is_null() => Json::Null,
        _ => node.scalar().map_or(Json::Null, Json::String),
    }
}
