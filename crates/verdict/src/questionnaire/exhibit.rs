//! What an answer is shown with.

use assay_catalogue::{ClaimId, questionnaire::Prompt};
use assay_evidence::{Bearing, Evidence, InstrumentId};
use assay_source::Place;
use serde::Serialize;

use super::Desk;
use crate::Attestation;

/// How an exhibit bears on an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExhibitKind {
    /// Something that was read off the app.
    Fact,
    /// Something seen that decides the answer.
    Seen,
    /// A complete look that found nothing against it.
    Look,
    /// What a person vouches for.
    Statement,
    /// Something seen that a person should look at before answering; it decides nothing.
    Doubt,
}

/// One thing shown for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exhibit {
    /// How it bears on the answer.
    pub kind: ExhibitKind,
    /// What it says, in one plain sentence or the words of a person. Text of the app may stand in it.
    pub statement: String,
    /// Where to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Who saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<InstrumentId>,
    /// What people say against it: a comment in the code, a waiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Exhibit {
    /// A person's word.
    pub(super) fn stated(attestation: &Attestation) -> Self {
        let Attestation { owner, date, expires, statement, place, .. } = attestation;
        let statement = statement.trim();
        Self {
            kind: ExhibitKind::Statement,
            statement: format!("{owner} attests on {date}, until {expires}: {statement}"),
            place: place.clone(),
            by: None,
            note: None,
        }
    }

    /// A complete look.
    pub(super) fn look(told: &str) -> Self {
        Self { kind: ExhibitKind::Look, statement: told.to_owned(), place: None, by: None, note: None }
    }
}

impl Desk<'_> {
    /// A piece of evidence.
    pub(super) fn exhibit(&self, kind: ExhibitKind, evidence: &Evidence) -> Exhibit {
        let waivers = &self.bench.statements.waivers;
        let waived =
            waivers.iter().find(|waiver| waiver.counts_on(self.bench.today) && waiver.matches(evidence));
        let suppressed = evidence.suppressed.as_ref().map(|why| format!("a comment beside it says: {why}"));
        let waived = waived.map(|waiver| format!("waived until {}: {}", waiver.expires, waiver.reason));
        Exhibit {
            kind,
            statement: evidence.statement.clone(),
            place: evidence.place.clone(),
            by: Some(evidence.by.clone()),
            note: suppressed.or(waived),
        }
    }

    /// Evidence about some claims that speaks against them or leaves them open, and decides nothing here.
    pub(super) fn doubts<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimId>) -> Vec<Exhibit> {
        let claims: Vec<&ClaimId> = claims.into_iter().collect();
        let doubtful =
            |evidence: &&Evidence| claims.contains(&&evidence.about) && evidence.bearing != Bearing::Supports;
        let evidence = self.bench.dossier.evidence.iter().filter(doubtful);
        evidence.map(|evidence| self.exhibit(ExhibitKind::Doubt, evidence)).collect()
    }

    /// What speaks to a prompt's related claims and is not shown yet.
    pub(super) fn related(&self, prompt: &Prompt, shown: &[Exhibit]) -> Vec<Exhibit> {
        let known = |doubt: &Exhibit| {
            shown.iter().any(|exhibit| exhibit.statement == doubt.statement && exhibit.place == doubt.place)
        };
        self.doubts(&prompt.related).into_iter().filter(|doubt| !known(doubt)).collect()
    }
}
