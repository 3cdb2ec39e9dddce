//! A saved document, as far as judging again needs it. Verdicts in it are not read: they follow anew.

use assay_catalogue::{ClaimId, Facts, Method, Severity};
use assay_evidence::{
    AppCard, Bearing, Confidence, Dossier, Evidence, InstrumentCard, InstrumentId, LiveProof, Step, Subject,
    Surface, Sweep, Unlisted, Vulnerability,
};
use assay_source::{Diagnostic, Place};
use assay_verdict::Statements;
use serde::Deserialize;

use super::SCHEMA_ID;

/// Why a text is not a saved assessment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON, or not of the shape its version promises.
    #[error("line {line}, column {column}: {why}")]
    Shape {
        /// Line, from 1; 0 where it is the document as a whole.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// The reader's words.
        why: String,
    },
    /// It is JSON without the `schema` that every saved assessment starts with.
    #[error("this is not a saved assessment: it has no `schema`; `assay check --format json` writes one")]
    NotAnAssessment,
    /// Its version is one this build does not know.
    #[error("its schema is `{found}`; this build reads `{SCHEMA_ID}`")]
    UnknownVersion {
        /// The version it names.
        found: String,
    },
}

impl From<serde_json::Error> for ReadError {
    fn from(error: serde_json::Error) -> Self {
        let why = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let why = why.strip_suffix(&place).unwrap_or(&why).to_owned();
        Self::Shape { line: error.line(), column: error.column(), why }
    }
}

/// Reads a document that [`json`](super::json) wrote: each app's dossier, and what people said about it.
///
/// What a newer build added to the same version is passed over.
///
/// # Errors
/// [`ReadError`]: not JSON, no `schema`, another version, or a part that does not fit.
pub fn read(text: &str) -> Result<Vec<(Dossier, Statements)>, ReadError> {
    #[derive(Deserialize)]
    struct Head {
        schema: Option<String>,
    }
    match serde_json::from_str::<Head>(text)?.schema {
        None => return Err(ReadError::NotAnAssessment),
        Some(found) if found != SCHEMA_ID => return Err(ReadError::UnknownVersion { found }),
        Some(_) => {}
    }
    let document: DocumentIn = serde_json::from_str(text)?;
    Ok(document.apps.into_iter().map(AppIn::into_parts).collect())
}

#[derive(Deserialize)]
struct DocumentIn {
    apps: Vec<AppIn>,
}

#[derive(Deserialize)]
struct AppIn {
    #[serde(flatten)]
    card: AppCard,
    subject: Subject,
    #[serde(default)]
    deployments: Vec<Subject>,
    facts: Facts,
    findings: Vec<FindingIn>,
    evidence: Vec<Evidence>,
    instruments: Vec<InstrumentCard>,
    sweeps: Vec<Sweep>,
    #[serde(default)]
    diagnostics: Vec<Diagnostic>,
    #[serde(default)]
    unlisted: Vec<Unlisted>,
    #[serde(default)]
    surface: Option<Surface>,
    #[serde(default)]
    statements: Statements,
}

#[derive(Deserialize)]
struct FindingIn {
    claim: ClaimId,
    rule: InstrumentId,
    method: Method,
    bearing: Bearing,
    confidence: Confidence,
    severity: Severity,
    statement: String,
    #[serde(default)]
    help: Option<String>,
    identity: String,
    #[serde(default)]
    place: Option<Place>,
    #[serde(default)]
    path: Vec<Step>,
    #[serde(default)]
    live: Option<LiveProof>,
    #[serde(default)]
    vulnerability: Option<Vulnerability>,
    subject: Subject,
    #[serde(default)]
    suppressed: Option<String>,
}

impl AppIn {
    fn into_parts(self) -> (Dossier, Statements) {
        let found = self.findings.into_iter().map(FindingIn::into_evidence);
        let mut dossier = Dossier {
            app: self.card,
            subject: self.subject,
            deployments: self.deployments,
            facts: self.facts,
            instruments: self.instruments,
            evidence: found.chain(self.evidence).collect(),
            sweeps: self.sweeps,
            diagnostics: self.diagnostics,
            unlisted: self.unlisted,
            surface: self.surface,
        };
        dossier.tidy();
        (dossier, self.statements)
    }
}

impl FindingIn {
    fn into_evidence(self) -> Evidence {
        Evidence {
            about: self.claim,
            by: self.rule,
            method: self.method,
            bearing: self.bearing,
            confidence: self.confidence,
            severity: self.severity,
            statement: self.statement,
            help: self.help,
            identity: self.identity,
            place: self.place,
            path: self.path,
            live: self.live,
            vulnerability: self.vulnerability,
            subject: self.subject,
            suppressed: self.suppressed,
        }
    }
}
