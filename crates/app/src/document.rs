//! YAML and JSON as one kind of tree that knows where everything stands.
//!
//! In goes a [`SourceText`]; out comes a [`Document`]: as much of the tree as could be read, with
//! [`Diagnostic`]s for what could not. Reading never fails as a whole, and its cost is bounded: by depth, by
//! the number of nodes (an alias counts what it stands for), and by the size of the file.

mod build;
mod json;
mod node;
mod problem;
mod yaml;

use std::sync::Arc;

use assay_source::{Diagnostic, Place, SourceText, Span};

pub(crate) use json::read_json_as;
pub use json::{JsonDialect, read_json};
pub use node::{Entry, Key, Node, Notation, Value};
pub use yaml::{read_yaml, read_yaml_all};

/// Deepest nesting that is read; real manifests stay below 20.
pub const DEEPEST: usize = 100;
/// Most nodes in one document, counting what every alias and merge stands for; real manifests stay below 10,000.
pub const MOST_NODES: usize = 200_000;

/// Most diagnostics about one document; what is wrong beyond that is counted.
pub const MOST_DIAGNOSTICS: usize = 50;

/// One file's tree, as far as it could be read.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text that all spans count in.
    pub text: Arc<SourceText>,
    /// The tree. [`Value::Null`] for an empty file.
    pub root: Node,
    /// False when something was not read, through a mistake, a second document, or a key that stands twice and
    /// held a list or map: the tree then holds the rest, and the absence of an entry proves nothing.
    pub complete: bool,
    /// What was wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Document {
    /// The place of a span of this document.
    pub fn place(&self, span: Span) -> Place {
        self.text.place(span)
    }
}
