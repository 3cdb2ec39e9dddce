//! What every reader shares: the file at hand, and where facts and mistakes go.

use std::sync::Arc;

use assay_app::{
    App,
    document::{Document, Node},
};
use assay_source::{Diagnostic, Level, Place, SourceText, Span};

use crate::{Breadth, CloudRuntime, Gap, Header, Hosting, Variable};

/// Most diagnostics of one file.
const MOST_DIAGNOSTICS: usize = 5;

/// One file being read.
pub(crate) struct Reading<'a> {
    pub(crate) app: &'a App,
    pub(crate) text: Arc<SourceText>,
    pub(crate) hosting: &'a mut Hosting,
    told: usize,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(app: &'a App, text: Arc<SourceText>, hosting: &'a mut Hosting) -> Self {
        Self { app, text, hosting, told: 0 }
    }

    pub(crate) fn place(&self, span: Span) -> Place {
        self.text.place(span)
    }

    /// The name of the file in lower case.
    pub(crate) fn name(&self) -> String {
        self.text.path().file_name().to_ascii_lowercase()
    }

    /// A part of the file cannot be read.
    pub(crate) fn broken(&mut self, span: Span, why: &str) {
        let place = self.place(span);
        let path = self.text.path().clone();
        self.gap(format!("`{path}`"), format!("it cannot be read whole: {why}"), place.clone());
        if self.told < MOST_DIAGNOSTICS {
            self.told += 1;
            let message = format!("`{}` cannot be read whole: {why}", path.file_name());
            self.hosting.diagnostics.push(
                Diagnostic::new(Level::Warning, "hosting-unreadable", message)
                    .at(place, "")
                    .help("correct the file; what it says behind this is not known"),
            );
        }
    }

    /// Notes what a reader of YAML or JSON complained of.
    pub(crate) fn note(&mut self, document: &Document) {
        if document.complete {
            return;
        }
        let first = document.diagnostics.first();
        let place = first.and_then(|diagnostic| Some(diagnostic.labels.first()?.place.clone()));
        let place = place.unwrap_or_else(|| Place::file(self.text.path().clone()));
        let path = self.text.path().clone();
        self.gap(format!("`{path}`"), "it cannot be read whole".to_owned(), place);
        let room = MOST_DIAGNOSTICS.saturating_sub(self.told);
        self.told += document.diagnostics.len();
        self.hosting.diagnostics.extend(document.diagnostics.iter().take(room).cloned().map(
            |mut diagnostic| {
                // Nothing of the app's own description is missing by it.
                diagnostic.level = diagnostic.level.max(Level::Warning);
                diagnostic
            },
        ));
    }

    pub(crate) fn gap(&mut self, what: String, because: String, place: Place) {
        let gap = Gap { what, because, place };
        if !self.hosting.gaps.iter().any(|known| known.what == gap.what && known.because == gap.because) {
            self.hosting.gaps.push(gap);
        }
    }

    /// A header of replies. A value that a variable gives is none.
    pub(crate) fn header(&mut self, name: &str, value: Option<&str>, breadth: Breadth, span: Span) {
        let value = value.filter(|value| !is_open(value)).map(ToOwned::to_owned);
        let header =
            Header { name: name.trim().to_ascii_lowercase(), value, breadth, place: self.place(span) };
        self.hosting.headers.push(header);
    }

    /// A variable or setting.
    pub(crate) fn variable(&mut self, name: &str, value: Option<&str>, for_development: bool, span: Span) {
        let for_development = for_development || is_for_development(&self.name());
        let value = value.map(ToOwned::to_owned);
        let variable = Variable { name: name.to_owned(), value, for_development, place: self.place(span) };
        self.hosting.variables.push(variable);
    }

    /// A runtime by a cloud's name for it, where a map names one under that key.
    pub(crate) fn runtime(&mut self, map: &Node, key: &str) {
        let Some(entry) = map.entry(key) else { return };
        if let Some(name) = entry.value.scalar().filter(|name| !is_open(name)) {
            let place = self.place(entry.span());
            self.hosting.runtimes.push(CloudRuntime { setting: key.to_owned(), name, place });
        }
    }
}

/// True where a value is filled in later as a whole.
pub(crate) fn is_open(value: &str) -> bool {
    let value = value.trim();
    (value.starts_with("${") && value.ends_with('}') && value.matches("${").count() == 1)
        || (value.starts_with('$') && !value[1..].contains(char::is_whitespace) && !value.contains(';'))
        || value.starts_with("{{") && value.ends_with("}}")
}

/// True for names of files for developers' machines, tests and examples.
pub(crate) fn is_for_development(name: &str) -> bool {
    name.split(['.', '-', '_']).any(|part| {
        [
            "dev",
            "development",
            "local",
            "localhost",
            "test",
            "tests",
            "testing",
            "ci",
            "example",
            "sample",
            "template",
            "dist",
            "override",
            "e2e",
        ]
        .contains(&part)
    })
}
