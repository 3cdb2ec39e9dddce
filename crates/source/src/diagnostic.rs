//! What is wrong with the input, as a value; printing is somebody else's work.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Place;

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Something could not be read; what depends on it is unknown.
    Error,
    /// Something was read in a way its author may not expect.
    Warning,
    /// Worth knowing.
    Note,
}

/// Stable kebab-case name of a kind of [`Diagnostic`], such as `yaml-syntax`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DiagnosticCode(pub String);

impl fmt::Display for DiagnosticCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place and what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What, in a few words; may be empty on the first label.
    pub text: String,
}

/// A fault of the user's input (a manifest that cannot be read, a mistake in `assay.toml`): never a finding
/// about the app, never our own error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub level: Level,
    /// Its stable name.
    pub code: DiagnosticCode,
    /// One plain sentence: what was found, and where that matters what would be right.
    pub message: String,
    /// Places, the most important first.
    pub labels: Vec<Label>,
    /// What to do next, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without places; add them with [`Diagnostic::at`].
    pub fn new(level: Level, code: &str, message: impl Into<String>) -> Self {
        Self {
            level,
            code: DiagnosticCode(code.to_owned()),
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// With a place and what is to be seen there.
    #[must_use]
    pub fn at(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// With what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
