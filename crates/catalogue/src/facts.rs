//! What is known of an app, so that rows can say when they apply.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::FactId;

/// Yes, no, or nobody could tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// It is certainly so.
    Yes,
    /// It is certainly not so.
    No,
    /// It could not be told.
    Unknown,
}

impl Truth {
    /// Both: no if either is no, yes if both are yes.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    /// Either: yes if either is yes, no if both are no.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// A fact and the reason it is held, one plain sentence that names what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Whether it is so.
    pub truth: Truth,
    /// What decided it.
    pub because: String,
}

/// Every fact that was looked for. One that is missing was not looked for and reads as unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<FactId, Fact>);

impl Facts {
    /// Notes a fact; the last word counts.
    pub fn note(&mut self, fact: &str, truth: impl Into<Truth>, because: impl Into<String>) {
        self.0.insert(FactId::from(fact), Fact { truth: truth.into(), because: because.into() });
    }

    /// Whether it is so; unknown where nobody looked.
    pub fn truth(&self, fact: &FactId) -> Truth {
        self.0.get(fact).map_or(Truth::Unknown, |fact| fact.truth)
    }

    /// What decided it.
    pub fn because(&self, fact: &FactId) -> Option<&str> {
        self.0.get(fact).map(|fact| fact.because.as_str())
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&FactId, &Fact)> {
        self.0.iter()
    }
}
