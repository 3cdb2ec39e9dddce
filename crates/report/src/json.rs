//! For machines, and for keeping: one document with every app, every row, every finding, and the dossier it
//! all rests on, so that a saved assessment can be merged with another and judged again.
//!
//! Evidence is stored once: what became a finding stands among the findings, the rest under `evidence`.

mod document;
mod read;
mod schema;

use assay_catalogue::RequirementId;
use assay_evidence::{Evidence, InstrumentId};
use assay_verdict::{Assessment, DutyVerdict, Finding, RowVerdict};

pub use read::{ReadError, read};
pub use schema::schema;

use crate::{Report, figures::Figures};
use document::{AppOut, Counts, DocumentOut, DutyOut, FindingOut, RowOut, WaiverOut};

/// The version of the document this build writes, and the one it reads.
pub const SCHEMA_ID: &str = "assay-assessment-1";

/// The assessments as one JSON document, indented, with a line end.
pub fn json(report: &Report<'_>) -> String {
    let first = report.assessments.first();
    let document = DocumentOut {
        schema: SCHEMA_ID,
        tool: report.tool,
        assessed_at: first.map(|assessment| assessment.today),
        revision: first.and_then(|assessment| assessment.revision),
        apps: report.assessments.iter().map(|assessment| app(report, assessment)).collect(),
    };
    let text = serde_json::to_string_pretty(&document);
    text.expect("every map in it has text keys, and no writer of ours fails") + "\n"
}

fn app<'a>(report: &Report<'a>, assessment: &'a Assessment) -> AppOut<'a> {
    let dossier = &assessment.dossier;
    let in_a_finding = |index: usize| assessment.findings.iter().any(|finding| finding.evidence == index);
    let rest: Vec<&Evidence> = dossier
        .evidence
        .iter()
        .enumerate()
        .filter(|(index, _)| !in_a_finding(*index))
        .map(|(_, evidence)| evidence)
        .collect();
    AppOut {
        card: &dossier.app,
        subject: &dossier.subject,
        deployments: &dossier.deployments,
        facts: &dossier.facts,
        counts: counts(assessment),
        rows: assessment.rows.iter().map(|verdict| row(report, verdict)).collect(),
        findings: assessment.findings.iter().map(|found| finding(assessment, found)).collect(),
        evidence: rest,
        instruments: &dossier.instruments,
        sweeps: &dossier.sweeps,
        diagnostics: &dossier.diagnostics,
        unlisted: &dossier.unlisted,
        surface: dossier.surface.as_ref(),
        statements: &assessment.statements,
    }
}

fn counts(assessment: &Assessment) -> Counts {
    let figures = Figures::of(assessment);
    let by_outcome = std::iter::once((assay_verdict::Outcome::Fail, figures.fail)).chain(figures.rest);
    Counts {
        rows: by_outcome.filter(|(_, number)| *number > 0).collect(),
        advice: figures.advice,
        review: figures.review,
        duties: figures.duties,
        duties_looked_at: figures.looked_at,
    }
}

fn row<'a>(report: &Report<'a>, verdict: &'a RowVerdict) -> RowOut<'a> {
    let id: &'a RequirementId = &verdict.requirement;
    let requirement = report.catalogue.requirement(id);
    RowOut {
        requirement: id,
        table: id.table(),
        title: requirement.map_or("", |requirement| requirement.title.as_str()),
        outcome: verdict.outcome,
        advice: verdict.advice,
        because: &verdict.because,
        severity: requirement.map(|requirement| requirement.severity),
        theme: requirement.map(|requirement| requirement.theme),
        responsible: requirement.map(|requirement| requirement.responsible),
        duties: verdict.duties.iter().map(|duty| self::duty(report, duty)).collect(),
        twins: &verdict.twins,
    }
}

fn duty<'a>(report: &Report<'a>, verdict: &'a DutyVerdict) -> DutyOut<'a> {
    let text = report.catalogue.duty(&verdict.duty).map_or("", |duty| duty.text.as_str());
    DutyOut { verdict, text }
}

fn finding<'a>(assessment: &'a Assessment, finding: &'a Finding) -> FindingOut<'a> {
    let evidence = assessment.evidence(finding);
    let waiver = finding.waiver.and_then(|index| assessment.statements.waivers.get(index));
    FindingOut {
        fingerprint: &finding.fingerprint,
        rule: &evidence.by,
        title: title(assessment, &evidence.by),
        disposition: finding.disposition,
        severity: finding.severity,
        confidence: evidence.confidence,
        statement: &evidence.statement,
        help: evidence.help.as_deref(),
        place: evidence.place.as_ref(),
        path: &evidence.path,
        requirements: &finding.requirements,
        suppressed: evidence.suppressed.as_deref(),
        waiver: waiver.map(|waiver| WaiverOut { reason: &waiver.reason, expires: waiver.expires }),
        first_seen: finding.clock.map(|clock| clock.first_seen),
        due: finding.clock.map(|clock| clock.due),
        baseline: finding.baseline,
        outside_change: finding.outside_change,
        claim: &evidence.about,
        method: evidence.method,
        bearing: &evidence.bearing,
        identity: &evidence.identity,
        live: evidence.live.as_ref(),
        vulnerability: evidence.vulnerability.as_ref(),
        subject: &evidence.subject,
    }
}

fn title<'a>(assessment: &'a Assessment, rule: &InstrumentId) -> &'a str {
    let mut cards = assessment.dossier.instruments.iter();
    cards.find(|card| card.id == *rule).map_or("", |card| card.title.as_str())
}
