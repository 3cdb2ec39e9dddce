//! Settings of Node servers in JSON: `config.json` of the Connect framework for Express, and files of the package `config`.
//!
//! Source: bitbucket.org/atlassian/atlassian-connect-express, "Configuration", and node-config's wiki (read 2026-11-23).

use assay_app::document::{JsonDialect, Node, read_json};

use crate::reading::Reading;

/// Sections that are for a developer's machine.
const OF_DEVELOPERS: [&str; 4] = ["development", "dev", "local", "test"];

/// Whether a name is that of settings, and not of those of a developer's machine alone.
pub(crate) fn is_name(name: &str) -> bool {
    let stem = name.strip_suffix(".json");
    stem.is_some_and(|stem| {
        !OF_DEVELOPERS.iter().any(|of| stem == *of || stem.starts_with(&format!("{of}-")))
    })
}

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let document = read_json(&text, JsonDialect::Commented);
    reading.note(&document);
    let root = &document.root;
    for entry in root.entries() {
        if !OF_DEVELOPERS.contains(&entry.key.text.as_str()) {
            unverified(reading, &entry.value);
        }
    }
}

/// `"ssl": { "rejectUnauthorized": false }`, however deep.
fn unverified(reading: &mut Reading<'_>, node: &Node) {
    for entry in node.entries() {
        if entry.key.text == "rejectUnauthorized" && entry.value.scalar().as_deref() == Some("false") {
            let place = reading.place(entry.span());
            reading.hosting.unverified.push(("rejectUnauthorized: false".to_owned(), place));
        }
        unverified(reading, &entry.value);
    }
    node.items().iter().for_each(|item| unverified(reading, item));
}
