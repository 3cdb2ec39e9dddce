//! What holds of a tree that was read from any bytes.
//!
//! Run a target with `cargo +nightly fuzz run yaml` from the project's folder; its corpus may start with the
//! files in `crates/app/tests/all/seeds`.

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
