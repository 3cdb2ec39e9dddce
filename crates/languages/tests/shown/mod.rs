//! A file, lowered and printed.

use std::sync::Arc;

use assay_languages::lower;
use assay_source::{RelPath, SourceText};

/// The module a text becomes, and before it what could not be read.
pub(crate) fn tree(path: &str, source: &str) -> String {
    let text = Arc::new(SourceText::new(RelPath::parse(path).unwrap(), source.as_bytes()));
    let lowered = lower(&text);
    let complaints: Vec<String> =
        lowered.diagnostics.iter().map(|it| format!("! {}\n", it.message)).collect();
    format!("{}{}", complaints.concat(), lowered.module.unwrap())
}
