//! How a probe writes down what it sees.

use std::collections::BTreeMap;

use assay_catalogue::{ClaimId, Method, Severity};
use assay_evidence::{
    Basis, Bearing, Completion, Confidence, Depth, Evidence, Exchange, InstrumentId, LiveProof, Skip,
    Subject, Sweep,
};
use assay_source::{Place, redact_line};

use crate::{Answer, Probe};

/// The most exchanges that one finding shows, of those that say the same.
const EXCHANGES: usize = 3;

/// One thing a probe found, before the probe's defaults are filled in.
#[derive(Debug, Clone)]
#[must_use = "a finding counts once it is handed to `Look::against` or `Look::unsure`"]
pub struct Found {
    claim: &'static str,
    identity: String,
    statement: String,
    help: Option<String>,
    place: Option<Place>,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    depth: Depth,
    exchanges: Vec<Exchange>,
    repeat: Vec<String>,
}

impl Found {
    /// `identity` says what exactly it is about: `GET /hello-world: alg none`. `statement` is one plain sentence
    /// about this case, without a full stop. Neither holds a token, a time or a port that changes between runs.
    pub fn new(claim: &'static str, identity: impl Into<String>, statement: impl Into<String>) -> Self {
        Self {
            claim,
            identity: identity.into(),
            statement: statement.into(),
            help: None,
            place: None,
            severity: None,
            confidence: None,
            depth: Depth::BlackBox,
            exchanges: Vec::new(),
            repeat: Vec::new(),
        }
    }

    /// What would be right, in one sentence.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where the endpoint it is about is declared.
    pub fn declared_at(mut self, place: Option<&Place>) -> Self {
        self.place = place.cloned();
        self
    }

    /// The exchange that shows it, or one it is compared with; the telling one first. `what` says in a few words
    /// what the request is: `no token`. A line that repeats it comes along.
    pub fn shown_by(mut self, what: impl Into<String>, answer: &Answer) -> Self {
        self.repeat.push(answer.request.curl());
        self.exchanges.push(answer.exchange(what));
        self
    }

    /// A command line that shows it again, for what is no HTTP exchange.
    pub fn repeat(mut self, line: impl Into<String>) -> Self {
        self.repeat.push(line.into());
        self
    }

    /// What the prober held; nothing where it is not said.
    pub fn depth(mut self, depth: Depth) -> Self {
        self.depth = depth;
        self
    }

    /// How bad, where that differs from the probe's usual.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// How sure, where that differs from the probe's usual.
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

/// A probe's notebook: what there was to ask, what was found.
#[derive(Debug)]
pub struct Look {
    probe: &'static Probe,
    subject: Subject,
    evidence: Vec<Evidence>,
    tallies: BTreeMap<&'static str, Tally>,
}

impl Look {
    /// An empty notebook.
    pub(crate) fn new(probe: &'static Probe, subject: &Subject) -> Self {
        let tallies = probe.claims.iter().map(|claim| (*claim, Tally::default())).collect();
        Self { probe, subject: subject.clone(), evidence: Vec::new(), tallies }
    }

    /// Notes that `count` things of the probe's population were tested, for every claim of the probe.
    pub fn looked_at(&mut self, count: usize) {
        for tally in self.tallies.values_mut() {
            tally.population += count as u64;
            tally.examined += count as u64;
        }
    }

    /// Notes that `count` things were tested for one claim of the probe.
    pub fn looked_at_for(&mut self, claim: &'static str, count: usize) {
        let tally = self.tally(claim);
        tally.population += count as u64;
        tally.examined += count as u64;
    }

    /// Notes something that belongs to the population and was not tested, for every claim of the probe. Where
    /// anything was skipped, the claim cannot pass.
    pub fn skip(&mut self, what: impl Into<String>, because: impl Into<String>) {
        let skip = Skip {
            what: redacted(&what.into()),
            because: redacted(&because.into()),
            place: None,
            remedy: None,
        };
        for tally in self.tallies.values_mut() {
            tally.population += 1;
            tally.skipped.push(skip.clone());
        }
    }

    /// Notes a skip for one claim of the probe.
    pub fn skip_for(&mut self, claim: &'static str, what: impl Into<String>, because: impl Into<String>) {
        let skip = Skip {
            what: redacted(&what.into()),
            because: redacted(&because.into()),
            place: None,
            remedy: None,
        };
        let tally = self.tally(claim);
        tally.population += 1;
        tally.skipped.push(skip);
    }

    /// Notes evidence against a claim: a bad thing was seen, or a good thing was asked for and did not come.
    pub fn against(&mut self, found: Found) {
        self.note(found, Bearing::Contradicts { basis: Basis::Presence });
    }

    /// Notes what was seen that speaks for a claim, where it is worth keeping: the suites of a host. It is part of the
    /// dossier, and no finding.
    pub fn in_favour(&mut self, found: Found) {
        self.note(found, Bearing::Supports);
    }

    /// Notes that a claim was tested here and cannot be told.
    pub fn unsure(&mut self, found: Found, because: impl Into<String>) {
        self.note(found, Bearing::Inconclusive { because: redacted(&because.into()) });
    }

    fn note(&mut self, found: Found, bearing: Bearing) {
        debug_assert!(
            self.probe.claims.contains(&found.claim),
            "{} speaks to {}",
            self.probe.id,
            found.claim
        );
        let identity = redacted(&found.identity);
        // The same thing seen again is one finding with one more proof.
        let same = |known: &&mut Evidence| {
            known.about.as_str() == found.claim && known.identity == identity && known.bearing == bearing
        };
        if let Some(live) = self.evidence.iter_mut().find(same).and_then(|known| known.live.as_mut()) {
            if live.exchanges.len() < EXCHANGES {
                live.exchanges.extend(found.exchanges);
                live.repeat.extend(found.repeat);
            }
            return;
        }
        self.evidence.push(Evidence {
            about: ClaimId::from(found.claim),
            by: InstrumentId::from(self.probe.id),
            method: Method::Test,
            bearing,
            confidence: found.confidence.unwrap_or(self.probe.confidence),
            severity: found.severity.unwrap_or(self.probe.severity),
            statement: redacted(&found.statement),
            help: found.help,
            identity,
            place: found.place,
            path: Vec::new(),
            live: Some(LiveProof { depth: found.depth, exchanges: found.exchanges, repeat: found.repeat }),
            vulnerability: None,
            subject: self.subject.clone(),
            suppressed: None,
        });
    }

    fn tally(&mut self, claim: &'static str) -> &mut Tally {
        debug_assert!(self.probe.claims.contains(&claim), "{} speaks to {claim}", self.probe.id);
        self.tallies.entry(claim).or_default()
    }

    /// Everything that was written down, with one sweep per claim.
    pub(crate) fn end(self, completion: &Completion) -> (Vec<Evidence>, Vec<Sweep>) {
        let sweeps = self.tallies.into_iter().map(|(claim, tally)| Sweep {
            by: InstrumentId::from(self.probe.id),
            about: ClaimId::from(claim),
            method: Method::Test,
            subject: self.subject.clone(),
            population: tally.population,
            examined: tally.examined,
            skipped: tally.skipped,
            completion: completion.clone(),
        });
        (self.evidence, sweeps.collect())
    }
}

fn redacted(text: &str) -> String {
    redact_line(text).into_owned()
}
