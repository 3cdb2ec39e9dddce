//! Tests of the crate from outside, in one binary.

mod descriptor;
mod find;
mod hostile;
mod json;
mod manifest;
mod yaml;

use std::sync::Arc;

use assay_app::document::{Document, read_yaml};
use assay_source::{Diagnostic, RelPath, SourceText};

/// A text as if it had been read from a file.
fn source(name: &str, text: impl AsRef<[u8]>) -> Arc<SourceText> {
    Arc::new(SourceText::new(RelPath::parse(name).expect("the name is a path"), text.as_ref()))
}

fn yaml(text: impl AsRef<[u8]>) -> Document {
    read_yaml(&source("manifest.yml", text))
}

/// Diagnostics as a person would meet them.
fn told(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|it| {
            let labels: Vec<String> =
                it.labels.iter().map(|label| format!("\n  {} {}", label.place, label.text)).collect();
            let help = it.help.as_deref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
            format!("{:?} {}: {}{}{help}", it.level, it.code, it.message, labels.concat())
        })
        .collect::<Vec<_>>()
        .join("\n")
}
