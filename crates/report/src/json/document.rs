//! The shape of the document as it is written.

use std::collections::BTreeMap;

use assay_catalogue::{ClaimId, Facts, Method, RequirementId, Responsible, Severity, Table, Theme};
use assay_evidence::{
    AppCard, Bearing, Confidence, Evidence, Fingerprint, InstrumentCard, InstrumentId, LiveProof, Step,
    Subject, Surface, Sweep, Unlisted, Vulnerability,
};
use assay_source::{Diagnostic, Place};
use assay_verdict::{BaselineState, Disposition, DutyVerdict, Outcome, Statements, TwinVerdict};
use jiff::civil::Date;
use serde::Serialize;

use crate::Tool;

#[derive(Serialize)]
pub(super) struct DocumentOut<'a> {
    pub(super) schema: &'static str,
    pub(super) tool: &'a Tool,
    pub(super) assessed_at: Option<Date>,
    pub(super) revision: Option<Date>,
    pub(super) apps: Vec<AppOut<'a>>,
}

#[derive(Serialize)]
pub(super) struct AppOut<'a> {
    #[serde(flatten)]
    pub(super) card: &'a AppCard,
    pub(super) subject: &'a Subject,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) deployments: &'a [Subject],
    pub(super) facts: &'a Facts,
    pub(super) counts: Counts,
    pub(super) rows: Vec<RowOut<'a>>,
    pub(super) findings: Vec<FindingOut<'a>>,
    pub(super) evidence: Vec<&'a Evidence>,
    pub(super) instruments: &'a [InstrumentCard],
    pub(super) sweeps: &'a [Sweep],
    pub(super) diagnostics: &'a [Diagnostic],
    pub(super) unlisted: &'a [Unlisted],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) surface: Option<&'a Surface>,
    pub(super) statements: &'a Statements,
}

#[derive(Serialize)]
pub(super) struct Counts {
    pub(super) rows: BTreeMap<Outcome, usize>,
    pub(super) advice: usize,
    pub(super) review: usize,
    pub(super) duties: usize,
    pub(super) duties_looked_at: usize,
}

#[derive(Serialize)]
pub(super) struct RowOut<'a> {
    pub(super) requirement: &'a RequirementId,
    pub(super) table: Table,
    pub(super) title: &'a str,
    pub(super) outcome: Outcome,
    pub(super) advice: bool,
    pub(super) because: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) severity: Option<Severity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) theme: Option<Theme>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) responsible: Option<Responsible>,
    pub(super) duties: Vec<DutyOut<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) twins: &'a [TwinVerdict],
}

#[derive(Serialize)]
pub(super) struct DutyOut<'a> {
    #[serde(flatten)]
    pub(super) verdict: &'a DutyVerdict,
    pub(super) text: &'a str,
}

#[derive(Serialize)]
pub(super) struct WaiverOut<'a> {
    pub(super) reason: &'a str,
    pub(super) expires: Date,
}

/// A finding with its evidence; what a person reads first stands first.
#[derive(Serialize)]
pub(super) struct FindingOut<'a> {
    pub(super) fingerprint: &'a Fingerprint,
    pub(super) rule: &'a InstrumentId,
    pub(super) title: &'a str,
    pub(super) disposition: Disposition,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    pub(super) statement: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<&'a Place>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) path: &'a [Step],
    pub(super) requirements: &'a [RequirementId],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waiver: Option<WaiverOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_seen: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline: Option<BaselineState>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) outside_change: bool,
    pub(super) claim: &'a ClaimId,
    pub(super) method: Method,
    pub(super) bearing: &'a Bearing,
    pub(super) identity: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) live: Option<&'a LiveProof>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) vulnerability: Option<&'a Vulnerability>,
    pub(super) subject: &'a Subject,
}
