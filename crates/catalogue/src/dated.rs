//! What the dated tables have in common: a source with a day, and a reader that refuses what makes no sense.

use serde::de::DeserializeOwned;

/// Why a file does not make a dated table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatedTableError {
    /// It cannot be read.
    #[error("{why}")]
    Syntax {
        /// The reader's words, with line and column.
        why: String,
    },
    /// It contradicts itself.
    #[error("{at}: {why}")]
    Inconsistent {
        /// The entry.
        at: String,
        /// What is wrong with it.
        why: String,
    },
}

impl DatedTableError {
    pub(crate) fn inconsistent(at: &str, why: impl Into<String>) -> Self {
        Self::Inconsistent { at: at.to_owned(), why: why.into() }
    }
}

pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, DatedTableError> {
    toml::from_str(text)
        .map_err(|error| DatedTableError::Syntax { why: error.to_string().trim_end().to_owned() })
}
