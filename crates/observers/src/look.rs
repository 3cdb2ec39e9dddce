//! How an observer writes down what it sees.

use std::collections::BTreeMap;

use assay_catalogue::{ClaimId, Method, Severity};
use assay_evidence::{Basis, Bearing, Completion, Confidence, Evidence, InstrumentId, Skip, Sweep};
use assay_source::{Place, redact_line};

use crate::{Observer, Scene};

/// One thing an observer found, before the observer's defaults are filled in.
#[derive(Debug, Clone)]
#[must_use = "a finding counts once it is handed to a `Look`"]
pub struct Found {
    /// The claim it bears on.
    pub claim: &'static str,
    /// What exactly it is about: the function and what it did. The same thing seen again is one finding.
    pub identity: String,
    /// One plain sentence about this case, without a full stop.
    pub statement: String,
    /// What would be right, in one sentence.
    pub help: Option<String>,
    /// Where a person should look.
    pub place: Place,
    /// How bad, where that differs from the observer's usual.
    pub severity: Option<Severity>,
    /// How sure, where that differs from the observer's usual.
    pub confidence: Option<Confidence>,
}

impl Found {
    /// With the observer's usual severity and confidence.
    pub fn new(
        claim: &'static str,
        identity: impl Into<String>,
        statement: impl Into<String>,
        place: Place,
    ) -> Self {
        let (identity, statement) = (identity.into(), statement.into());
        Self { claim, identity, statement, help: None, place, severity: None, confidence: None }
    }

    /// What would be right.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// How sure.
    pub fn confidence(self, confidence: Confidence) -> Self {
        Self { confidence: Some(confidence), ..self }
    }

    /// How bad.
    pub fn severity(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }
}

#[derive(Debug, Default)]
struct Tally {
    population: u64,
    examined: u64,
    skipped: Vec<Skip>,
}

/// An observer's notebook: what there was to see, what was seen.
#[derive(Debug)]
pub struct Look<'a> {
    observer: &'static Observer,
    scene: Scene<'a>,
    evidence: Vec<Evidence>,
    tallies: BTreeMap<&'static str, Tally>,
}

impl<'a> Look<'a> {
    pub(crate) fn new(observer: &'static Observer, scene: Scene<'a>) -> Self {
        let tallies = observer.claims.iter().map(|claim| (*claim, Tally::default())).collect();
        Self { observer, scene, evidence: Vec::new(), tallies }
    }

    /// Notes, for every claim, which of these ways into the code were run; and that calls show the ways they took.
    pub fn ways(&mut self, wanted: impl Fn(&crate::Way) -> bool) {
        let ways: Vec<_> = self.scene.ways.iter().filter(|way| wanted(way)).collect();
        let mut ran = 0;
        for way in &ways {
            match self.scene.missed(way) {
                None => {
                    ran += 1;
                    self.seen(None);
                }
                Some(because) => self.skip(None, format!("`{}`", way.what()), because, way.place.clone()),
            }
        }
        if !ways.is_empty() {
            self.not_led_through(ran, ways.len());
        }
    }

    /// Notes what no number of calls makes up for.
    fn not_led_through(&mut self, ran: usize, all: usize) {
        let ways = if all == 1 { "way" } else { "ways" };
        let held_by: Vec<&str> = self.scene.transcript.held_by.iter().map(String::as_str).collect();
        let on = if held_by.is_empty() { String::new() } else { format!(" ({})", held_by.join("; ")) };
        let because = format!(
            "{ran} of {all} {ways} into the code were seen to their end{on}, and a call shows the branches it took"
        );
        for tally in self.tallies.values_mut() {
            let what = "what these calls did not lead through".to_owned();
            tally.skipped.push(Skip { what, because: because.clone(), place: None, remedy: None });
        }
    }

    /// Notes that one thing was seen, for one claim or for all.
    pub fn seen(&mut self, claim: Option<&str>) {
        for (_, tally) in self.tallies.iter_mut().filter(|(own, _)| claim.is_none_or(|it| it == **own)) {
            tally.population += 1;
            tally.examined += 1;
        }
    }

    /// Notes something that was there to see and was not seen, for one claim or for all.
    pub fn skip(&mut self, claim: Option<&str>, what: String, because: String, place: Option<Place>) {
        let skip = Skip { what: redacted(&what), because: redacted(&because), place, remedy: None };
        for (_, tally) in self.tallies.iter_mut().filter(|(own, _)| claim.is_none_or(|it| it == **own)) {
            tally.population += 1;
            tally.skipped.push(skip.clone());
        }
    }

    /// Notes that a bad thing was seen.
    pub fn against(&mut self, found: Found) {
        self.note(found, Bearing::Contradicts { basis: Basis::Presence });
    }

    /// Notes what speaks for a claim: part of the dossier, and no finding.
    pub fn in_favour(&mut self, found: Found) {
        self.note(found, Bearing::Supports);
    }

    fn note(&mut self, found: Found, bearing: Bearing) {
        debug_assert!(
            self.tallies.contains_key(found.claim),
            "{} speaks to {}",
            self.observer.id,
            found.claim
        );
        let identity = redacted(&found.identity);
        let is_known = |it: &Evidence| {
            it.about.as_str() == found.claim && it.identity == identity && it.bearing == bearing
        };
        if self.evidence.iter().any(is_known) {
            return;
        }
        self.evidence.push(Evidence {
            about: ClaimId::from(found.claim),
            by: InstrumentId::from(self.observer.id),
            method: Method::Observe,
            bearing,
            confidence: found.confidence.unwrap_or(self.observer.confidence),
            severity: found.severity.unwrap_or(self.observer.severity),
            statement: redacted(&found.statement),
            help: found.help.as_deref().map(redacted),
            identity,
            place: Some(found.place),
            path: Vec::new(),
            live: None,
            vulnerability: None,
            subject: self.scene.subject.clone(),
            suppressed: None,
        });
    }

    /// Everything that was written down, with one sweep per claim.
    pub(crate) fn end(self) -> (Vec<Evidence>, Vec<Sweep>) {
        let sweeps = self.tallies.into_iter().map(|(claim, tally)| Sweep {
            by: InstrumentId::from(self.observer.id),
            about: ClaimId::from(claim),
            method: Method::Observe,
            subject: self.scene.subject.clone(),
            population: tally.population,
            examined: tally.examined,
            skipped: tally.skipped,
            completion: Completion::Completed,
        });
        (self.evidence, sweeps.collect())
    }
}

fn redacted(text: &str) -> String {
    redact_line(text).into_owned()
}
