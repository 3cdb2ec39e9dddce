//! Which engine runs an app.

use serde::{Deserialize, Serialize};

/// An engine. What an app is told, and what it may do, is the same in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineKind {
    /// QuickJS, with what Node would give an app: a fresh copy in about a millisecond.
    #[default]
    QuickJs,
    /// The machine's own Node: what the platform itself runs apps on, started for each call.
    Node,
}

impl EngineKind {
    /// As `--engine` has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::QuickJs => "quickjs",
            Self::Node => "node",
        }
    }
}
