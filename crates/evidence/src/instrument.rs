//! Who looks.

use std::fmt;

use assay_catalogue::{ClaimId, Method, Severity};
use serde::{Deserialize, Serialize};

use crate::Confidence;

/// Stable kebab-case id of a rule, probe, control or reader, `egress-wildcard`. Never reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstrumentId(pub String);

impl InstrumentId {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for InstrumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for InstrumentId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// What a finding is about, for people who filter by subject. Printed in SARIF as `topic:<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the documentation: a closed list of the field's words")]
pub enum Topic {
    Authz,
    Scopes,
    Secrets,
    Egress,
    Csp,
    Jwt,
    Qsh,
    Lifecycle,
    Deps,
    Runtime,
    Sql,
    Childproc,
    PiiLog,
    Tenant,
    OauthState,
    Tls,
    Headers,
    Cookies,
    TrelloShared,
    Xss,
    Ssrf,
    Rovo,
    Injection,
    Credentials,
    Domain,
    Policy,
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authz => "authz",
            Self::Scopes => "scopes",
            Self::Secrets => "secrets",
            Self::Egress => "egress",
            Self::Csp => "csp",
            Self::Jwt => "jwt",
            Self::Qsh => "qsh",
            Self::Lifecycle => "lifecycle",
            Self::Deps => "deps",
            Self::Runtime => "runtime",
            Self::Sql => "sql",
            Self::Childproc => "childproc",
            Self::PiiLog => "pii-log",
            Self::Tenant => "tenant",
            Self::OauthState => "oauth-state",
            Self::Tls => "tls",
            Self::Headers => "headers",
            Self::Cookies => "cookies",
            Self::TrelloShared => "trello-shared",
            Self::Xss => "xss",
            Self::Ssrf => "ssrf",
            Self::Rovo => "rovo",
            Self::Injection => "injection",
            Self::Credentials => "credentials",
            Self::Domain => "domain",
            Self::Policy => "policy",
        })
    }
}

/// Whether an instrument has anything to look at in one app.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Applicability {
    /// It has.
    Applies,
    /// It has not, and that is certain.
    DoesNotApply {
        /// Why, in one plain sentence.
        because: String,
    },
}

/// An instrument as it introduces itself for one app: part of a dossier, so that a judge knows who should
/// have looked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InstrumentCard {
    /// Its id.
    pub id: InstrumentId,
    /// The bad thing it sees, in a few words: “allow ⟨title⟩” is a sentence.
    pub title: String,
    /// How it looks.
    pub method: Method,
    /// The claims it can speak to.
    pub claims: Vec<ClaimId>,
    /// What it is about.
    pub topic: Topic,
    /// How bad what it sees usually is.
    pub severity: Severity,
    /// How sure it usually is.
    pub confidence: Confidence,
    /// Whether it has anything to look at in this app.
    pub applicability: Applicability,
}
