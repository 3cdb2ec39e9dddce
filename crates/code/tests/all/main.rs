//! Tests of the crate from outside, in one binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod descriptors;
mod entries;
mod graph;
mod hostile;
mod lowering;

use std::sync::Arc;

use assay_source::{RelPath, SourceText};

/// A text as if it had been read from a file.
fn source(name: &str, text: impl AsRef<[u8]>) -> Arc<SourceText> {
    Arc::new(SourceText::new(RelPath::parse(name).expect("the name is a path"), text.as_ref()))
}
