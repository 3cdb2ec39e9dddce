//! What was found.

use assay_source::Span;

use crate::{Detector, SecretId, Surroundings};

/// How sure it is that what was found is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// A person should look.
    Doubtful,
    /// Its place, name and looks say so.
    Likely,
    /// Its shape has no other use, or its checksum is right.
    Certain,
}

/// By what a secret was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// By its shape.
    Issued {
        /// Whose.
        detector: &'static str,
        /// Its public prefix, four characters at most.
        prefix: Option<String>,
    },
    /// By the name it is assigned to.
    Named {
        /// The name: `JWT_SECRET`.
        name: String,
        /// It stands in for a value the surroundings did not give: `getenv("JWT_SECRET") or "…"`.
        fallback: bool,
        /// It is one of the words everybody tries first.
        weak: bool,
    },
    /// By standing under the name of a Connect installation's shared secret.
    SharedSecret {
        /// The name.
        name: String,
    },
    /// As the value of a query parameter whose name says what it is.
    Query {
        /// The parameter.
        name: String,
        /// The value itself stands there; else a variable's is put there.
        literal: bool,
    },
}

impl Form {
    /// The detector it was known by, where it was known by its shape.
    pub fn detector(&self) -> Option<&'static Detector> {
        match self {
            Self::Issued { detector, .. } => crate::detector(detector),
            _ => None,
        }
    }
}

/// A secret, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// By what it was known.
    pub form: Form,
    /// The secret itself, in bytes of the text that was searched.
    pub span: Span,
    /// Which secret it is.
    pub secret: SecretId,
    /// How sure.
    pub certainty: Certainty,
    /// Among what it stands.
    pub surroundings: Surroundings,
}

impl Detection {
    /// What was found and under what name, without the secret: part of what makes a finding the same finding in the
    /// next run.
    pub fn identity(&self) -> String {
        let what = match &self.form {
            Form::Issued { detector, .. } => *detector,
            Form::Named { name, .. } | Form::SharedSecret { name } | Form::Query { name, .. } => name,
        };
        format!("{what} {}", self.secret)
    }
}
