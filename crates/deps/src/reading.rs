//! What every reader of a lock file or manifest shares: the files at hand, and where mistakes go.

use std::sync::Arc;

use assay_source::{Diagnostic, Level, Place, RelPath, SourceText, Span, Tree};

use crate::{Anchor, Gap, Project};

/// One file being read.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    /// Where other files are.
    pub(crate) tree: &'t Tree,
    /// The file.
    pub(crate) text: Arc<SourceText>,
    /// What is wrong with it.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What of it is missing.
    pub(crate) gaps: Vec<Gap>,
}

impl<'t> Reading<'t> {
    pub(crate) fn new(tree: &'t Tree, text: Arc<SourceText>) -> Self {
        Self { tree, text, diagnostics: Vec::new(), gaps: Vec::new() }
    }

    pub(crate) fn path(&self) -> &RelPath {
        self.text.path()
    }

    pub(crate) fn anchor(&self, span: Span) -> Anchor {
        Anchor { text: Arc::clone(&self.text), span }
    }

    /// An anchor on a slice of the text.
    pub(crate) fn anchor_of(&self, slice: &str) -> Anchor {
        self.anchor(crate::lenient_json::span_of(&self.text, slice))
    }

    /// The file cannot be read, or not from here on.
    pub(crate) fn broken(&mut self, span: Span, why: &str) {
        let path = self.path().clone();
        let message = format!("`{}` cannot be read: {why}", path.file_name());
        let place = self.text.place(span);
        self.gaps.push(Gap {
            what: format!("`{path}`"),
            because: format!("it cannot be read: {why}"),
            place: Some(place.clone()),
        });
        self.diagnostics.push(
            Diagnostic::new(Level::Error, "dependencies-unreadable", message)
                .at(place, "")
                .help("have the package manager write it again, and commit what it wrote"),
        );
    }

    /// A JSON file is broken.
    pub(crate) fn broken_json(&mut self, error: &serde_json::Error) {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        let span = self.text.line_span(line.clamp(1, self.text.line_count()));
        // serde's words end with the position, which the place has.
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or_default().to_owned();
        self.broken(span, &why);
    }

    /// Something of the file is not known.
    pub(crate) fn gap(&mut self, what: impl Into<String>, because: impl Into<String>, place: Option<Place>) {
        self.gaps.push(Gap { what: what.into(), because: because.into(), place });
    }
}

/// Opens a file for a project; where it cannot be opened, that is a gap of the project.
pub(crate) fn open<'t>(tree: &'t Tree, path: &RelPath, project: &mut Project) -> Option<Reading<'t>> {
    match tree.read(path) {
        Ok(text) => Some(Reading::new(tree, text)),
        Err(error) => {
            project.gaps.push(Gap { what: format!("`{path}`"), because: error.to_string(), place: None });
            None
        }
    }
}
