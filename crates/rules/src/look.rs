//! How a rule writes down what it sees.

use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::{ClaimId, Method, Severity};
use assay_code::ir::Language;
use assay_evidence::{
    Basis, Bearing, Completion, Confidence, Evidence, InstrumentId, Remedy, Skip, Step, Subject, Sweep,
    Vulnerability,
};
use assay_source::{Place, redact_line};

use crate::Rule;

/// One thing a rule found, before the rule's defaults are filled in.
#[derive(Debug, Clone)]
#[must_use = "a finding counts once it is handed to `Look::against` or `Look::unsure`"]
pub struct Found {
    claim: &'static str,
    identity: String,
    statement: String,
    help: Option<String>,
    place: Option<Place>,
    path: Vec<Step>,
    basis: Basis,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    vulnerability: Option<Vulnerability>,
}

impl Found {
    /// `identity` says what exactly it is about, apart from where that stands: `permissions.external.fetch.
    /// backend: *`. `statement` is one plain sentence about this case, without a full stop.
    pub fn new(claim: &'static str, identity: impl Into<String>, statement: impl Into<String>) -> Self {
        Self {
            claim,
            identity: identity.into(),
            statement: statement.into(),
            help: None,
            place: None,
            path: Vec::new(),
            basis: Basis::Presence,
            severity: None,
            confidence: None,
            vulnerability: None,
        }
    }

    /// Where it stands.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// What would be right, in one sentence.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The way from cause to effect.
    pub fn path(mut self, path: Vec<Step>) -> Self {
        self.path = path;
        self
    }

    /// The good thing was looked for and not seen, as opposed to a bad thing seen.
    pub fn by_absence(mut self) -> Self {
        self.basis = Basis::Absence;
        self
    }

    /// How bad, where that differs from the rule's usual.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// The published vulnerability it is about.
    pub fn vulnerability(mut self, vulnerability: Vulnerability) -> Self {
        self.vulnerability = Some(vulnerability);
        self
    }

    /// How sure, where that differs from the rule's usual.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = Some(confidence);
        self
    }
}

#[derive(Debug, Default)]
struct Tally {
    population: u64,
    examined: u64,
    skipped: Vec<Skip>,
}

/// A rule's notebook: what there was to look at, what was found.
#[derive(Debug)]
pub struct Look<'a> {
    rule: &'a Rule,
    subject: &'a Subject,
    evidence: Vec<Evidence>,
    tallies: BTreeMap<&'static str, Tally>,
}

impl<'a> Look<'a> {
    pub(crate) fn new(rule: &'a Rule, subject: &'a Subject) -> Self {
        let tallies = rule.claims.iter().map(|claim| (*claim, Tally::default())).collect();
        Self { rule, subject, evidence: Vec::new(), tallies }
    }

    /// The languages the rule knows.
    pub(crate) fn languages(&self) -> BTreeSet<Language> {
        self.rule.languages()
    }

    /// Notes that `count` things of the rule's population were looked at, for every claim of the rule.
    pub fn looked_at(&mut self, count: usize) {
        self.tallies
            .keys()
            .copied()
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|claim| self.looked_at_for(claim, count));
    }

    /// Notes that `count` things were looked at for one claim of the rule.
    pub fn looked_at_for(&mut self, claim: &'static str, count: usize) {
        let tally = self.tally(claim);
        tally.population += count as u64;
        tally.examined += count as u64;
    }

    /// Notes something that belongs to the population and was not looked at, for every claim of the rule.
    pub fn skip(&mut self, what: impl Into<String>, because: impl Into<String>, place: Option<Place>) {
        self.skip_one(Skip { what: what.into(), because: because.into(), place, remedy: None });
    }

    /// The same for something that would be looked at where this is there.
    pub fn skip_without(
        &mut self,
        remedy: Remedy,
        what: impl Into<String>,
        because: impl Into<String>,
        place: Option<Place>,
    ) {
        let remedy = Some(remedy);
        self.skip_one(Skip { what: what.into(), because: because.into(), place, remedy });
    }

    fn skip_one(&mut self, skip: Skip) {
        for tally in self.tallies.values_mut() {
            tally.population += 1;
            tally.skipped.push(skip.clone());
        }
    }

    /// Notes evidence against a claim.
    pub fn against(&mut self, found: Found) {
        let bearing = Bearing::Contradicts { basis: found.basis };
        self.note(found, bearing);
    }

    /// Notes that a claim was looked at here and cannot be told.
    pub fn unsure(&mut self, found: Found, because: impl Into<String>) {
        self.note(found, Bearing::Inconclusive { because: because.into() });
    }

    fn note(&mut self, found: Found, bearing: Bearing) {
        debug_assert!(self.rule.claims.contains(&found.claim), "{} speaks to {}", self.rule.id, found.claim);
        self.evidence.push(Evidence {
            about: ClaimId::from(found.claim),
            by: InstrumentId::from(self.rule.id),
            method: Method::Examine,
            bearing,
            confidence: found.confidence.unwrap_or(self.rule.confidence),
            severity: found.severity.unwrap_or(self.rule.severity),
            statement: redact_line(&found.statement).into_owned(),
            help: found.help,
            identity: redact_line(&found.identity).into_owned(),
            place: found.place,
            path: found.path,
            subject: self.subject.clone(),
            live: None,
            vulnerability: found.vulnerability,
            suppressed: None,
        });
    }

    fn tally(&mut self, claim: &'static str) -> &mut Tally {
        debug_assert!(self.rule.claims.contains(&claim), "{} speaks to {claim}", self.rule.id);
        self.tallies.entry(claim).or_default()
    }

    pub(crate) fn end(self, completion: &Completion) -> (Vec<Evidence>, Vec<Sweep>) {
        let sweeps = self.tallies.into_iter().map(|(claim, tally)| Sweep {
            by: InstrumentId::from(self.rule.id),
            about: ClaimId::from(claim),
            method: Method::Examine,
            subject: self.subject.clone(),
            population: tally.population,
            examined: tally.examined,
            skipped: tally.skipped,
            completion: completion.clone(),
        });
        (self.evidence, sweeps.collect())
    }
}
