//! What holds of a tree that was read from any bytes.
//!
//! Run a target with `cargo +nightly fuzz run yaml` from the project's folder; its corpus may start with the
//! files in `crates/app/tests/all/seeds`, that of `program` with the pages of rules: the folders below `crates/rules/src`
//! behind an empty one, which is written to.

#![forbid(unsafe_code)]

use std::sync::Arc;

use assay_app::document::Document;
use assay_source::{RelPath, SourceText, Span};

/// Bytes as if they had been read from a file at the root.
pub fn source(name: &str, bytes: &[u8]) -> Arc<SourceText> {
    let path = RelPath::parse(name).unwrap_or_else(|_| RelPath::root());
    Arc::new(SourceText::new(path, bytes))
}

/// Every span lies in the text and cuts no character, and what is missing is told.
pub fn check(document: &Document) {
    let text = document.text.as_str();
    let check = |span: Span| {
        assert!(span.start <= span.end && span.end <= text.len());
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
    };
    for node in document.root.walk() {
        check(node.span);
        check(node.site());
        node.entries().iter().for_each(|entry| check(entry.key.span));
    }
    assert!(document.complete || !document.diagnostics.is_empty());
}

/// The most apps of one page that are looked at: a page has seldom more.
const MOST_APPS: usize = 8;

/// The apps that a rule's page shows, each as files by their paths: blocks with a language and a path behind their fence,
/// up to the next block `expected`. Any text is taken.
pub fn apps(page: &str) -> Vec<Vec<(String, String)>> {
    let mut apps = vec![Vec::new()];
    let mut file: Option<(String, String)> = None;
    for line in page.split_inclusive('\n') {
        let fence = line.trim_end().strip_prefix("```");
        match (&mut file, fence) {
            (Some(_), Some("")) => apps.last_mut().into_iter().for_each(|app| app.extend(file.take())),
            (Some((_, text)), _) => text.push_str(line),
            (None, Some(head)) => match head.split_once(' ') {
                Some((_, "expected")) => apps.push(Vec::new()),
                Some((_, path)) => file = Some((path.to_owned(), String::new())),
                None => {}
            },
            (None, None) => {}
        }
    }
    apps.retain(|app| !app.is_empty());
    apps.truncate(MOST_APPS);
    apps
}
