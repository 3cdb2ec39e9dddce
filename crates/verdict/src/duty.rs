//! Judging one duty: the first line that fits, in the order of the numbered functions below.

use std::collections::BTreeMap;

use assay_catalogue::{Catalogue, Claim, ClaimId, Duty, DutyId, Force, Method, Requirement, Status, Truth};
use assay_evidence::{
    Applicability, Basis, Bearing, Completion, Confidence, Dossier, Evidence, InstrumentCard, Sweep,
};
use jiff::civil::Date;

use crate::{Attestation, DutyVerdict, Need, Outcome, Standing, Statements};

/// What a duty is judged with.
pub(crate) struct Bench<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) dossier: &'a Dossier,
    pub(crate) statements: &'a Statements,
    pub(crate) today: Date,
}

/// An outcome before it is dressed up.
struct Ruling {
    outcome: Outcome,
    because: String,
    needs: Vec<Need>,
}

impl Ruling {
    fn new(outcome: Outcome, because: impl Into<String>) -> Self {
        Self { outcome, because: because.into(), needs: Vec::new() }
    }
}

impl<'a> Bench<'a> {
    /// Judges one duty of one row.
    pub(crate) fn judge_duty(&self, requirement: &Requirement, duty: &Duty) -> DutyVerdict {
        let ruling = self
            .not_applicable(requirement, duty)
            .or_else(|| self.contradicted(duty))
            .or_else(|| self.platform(duty))
            .or_else(|| self.proven(requirement, duty))
            .or_else(|| self.broken(duty))
            .unwrap_or_else(|| self.open(requirement, duty));
        let evidence = match ruling.outcome {
            Outcome::NotApplicable => Vec::new(),
            _ => self.weighty(duty).map(Evidence::fingerprint).collect(),
        };
        DutyVerdict {
            duty: DutyId { requirement: requirement.id.clone(), letter: duty.letter },
            force: duty.force,
            outcome: ruling.outcome,
            because: ruling.because,
            evidence,
            needs: ruling.needs,
            enforced_by: duty.enforced_by.clone(),
        }
    }

    /// 1. It does not apply, and that is certain; or whether it applies cannot be told.
    fn not_applicable(&self, requirement: &Requirement, duty: &Duty) -> Option<Ruling> {
        let facts = &self.dossier.facts;
        if requirement.status == Status::NotYet {
            return Some(Ruling::new(
                Outcome::NotApplicable,
                "This requirement does not yet apply to this type of app.",
            ));
        }
        let table = requirement.id.table().applies_when();
        let table = assay_catalogue::Applies { all: table.into_iter().collect(), ..Default::default() };
        let mut unknown = None;
        for applies in [&table, &requirement.applies, &duty.applies] {
            match applies.to(facts) {
                Truth::Yes => {}
                Truth::No => {
                    let own_words = requirement
                        .not_applicable_because
                        .as_deref()
                        .filter(|_| !std::ptr::eq(applies, &table));
                    let because =
                        own_words.map_or_else(|| sentence(&applies.because(facts)), ToOwned::to_owned);
                    return Some(Ruling::new(Outcome::NotApplicable, because));
                }
                Truth::Unknown => {
                    unknown.get_or_insert_with(|| {
                        let why = applies.because(facts);
                        Ruling::new(Outcome::Unknown, format!("Whether it applies cannot be told: {why}."))
                    });
                }
            }
        }
        if unknown.is_none() && !duty.claims.is_empty() && !duty.platform_provided {
            let truths: Vec<_> = duty.claims.iter().filter_map(|id| self.card(id)).collect();
            if truths.iter().all(|claim| claim.applies.to(facts) == Truth::No) {
                let mut reasons: Vec<_> = truths.iter().map(|claim| claim.applies.because(facts)).collect();
                reasons.dedup();
                return Some(Ruling::new(Outcome::NotApplicable, sentence(&reasons.join("; "))));
            }
        }
        unknown
    }

    /// 2. A confident contradiction, unless it rests on absence and the deciding method looked and disagrees.
    fn contradicted(&self, duty: &Duty) -> Option<Ruling> {
        let against: Vec<_> = self.weighty(duty).filter(|e| self.fails(duty, e)).collect();
        let first = against.first()?;
        let more = match against.len() - 1 {
            0 => String::new(),
            1 => " (and one more)".to_owned(),
            more => format!(" (and {more} more)"),
        };
        let statement = first.statement.trim_end_matches('.');
        let advice = if duty.force == Force::Should { "Advice: " } else { "" };
        Some(Ruling::new(Outcome::Fail, format!("{advice}{}", sentence(&format!("{statement}{more}")))))
    }

    /// True where this piece of evidence alone makes the duty fail.
    pub(crate) fn fails(&self, duty: &Duty, evidence: &Evidence) -> bool {
        duty.claims.contains(&evidence.about)
            && evidence.contradicts()
            && evidence.confidence >= Confidence::Medium
            && self.dossier.concerns(&evidence.subject)
            && !self.outweighed(duty, evidence)
    }

    /// True for a contradiction that rests on absence where the deciding method looked at all there was and
    /// does not contradict.
    pub(crate) fn outweighed(&self, duty: &Duty, evidence: &Evidence) -> bool {
        let method = duty.decided_by;
        evidence.bearing == Bearing::Contradicts { basis: Basis::Absence }
            && evidence.method != method
            && self.missing(&evidence.about, method).is_none()
            && !self
                .about(&evidence.about)
                .any(|other| other.method == method && other.bearing != Bearing::Supports)
    }

    /// 3. The platform provides it, and what would void that was looked for and not found.
    fn platform(&self, duty: &Duty) -> Option<Ruling> {
        if !duty.platform_provided {
            return None;
        }
        let found = self.weighty(duty).next().is_some();
        let looked = duty.defeaters.iter().all(|claim| self.missing(claim, Method::Examine).is_none());
        (looked && !found).then(|| {
            let because = match duty.defeaters.as_slice() {
                [] => "The platform sees to it; nothing an app does could void that.",
                _ => "The platform sees to it; what would void that was looked for and not found.",
            };
            Ruling::new(Outcome::Platform, because)
        })
    }

    /// 4. One complete proof, and no doubt left.
    fn proven(&self, requirement: &Requirement, duty: &Duty) -> Option<Ruling> {
        if duty.platform_provided || self.weighty(duty).next().is_some() {
            return None;
        }
        let proof = duty.proofs.iter().find(|proof| self.needs(requirement, duty, proof).is_empty())?;
        let looked: u64 =
            self.relevant(duty).flat_map(|claim| self.sweeps_about(claim)).map(|sweep| sweep.examined).sum();
        Some(match proof.as_slice() {
            [Method::Interview] => Ruling::new(Outcome::Attested, self.attested(requirement, duty)),
            // Nothing but an attestation may pass without something having been looked at.
            _ if looked == 0 => return None,
            _ => Ruling::new(Outcome::Pass, self.proof_told(duty, proof)),
        })
    }

    /// 5. A look that is needed broke.
    fn broken(&self, duty: &Duty) -> Option<Ruling> {
        let sweeps = duty.claims.iter().chain(&duty.defeaters).flat_map(|claim| self.sweeps_about(claim));
        sweeps.into_iter().find_map(|sweep| match &sweep.completion {
            Completion::Broke { because } => {
                Some(Ruling::new(Outcome::Error, format!("`{}` broke while looking: {because}.", sweep.by)))
            }
            Completion::Completed => None,
        })
    }

    /// 6 and 7. Nobody looked; or what is known does not suffice.
    fn open(&self, requirement: &Requirement, duty: &Duty) -> Ruling {
        let mut needs: Vec<_> =
            duty.proofs.iter().map(|proof| self.needs(requirement, duty, proof)).collect();
        if duty.platform_provided {
            let defeaters = duty.defeaters.iter().filter_map(|claim| self.missing(claim, Method::Examine));
            needs.push(defeaters.collect());
        }
        // The way with least left to do is the one to tell, what this build can do before what it cannot.
        needs
            .sort_by_key(|needs: &Vec<Need>| (needs.iter().filter(|need| !need.served).count(), needs.len()));
        let needs = needs.into_iter().find(|needs| !needs.is_empty()).unwrap_or_default();
        let claims = || duty.claims.iter().chain(&duty.defeaters);
        let looked = claims().flat_map(|claim| self.sweeps_about(claim)).any(|sweep| sweep.examined > 0)
            || claims().any(|claim| self.about(claim).next().is_some());
        let stale = self.stale_attestation(requirement, duty);
        let because = match (looked, stale) {
            (_, Some(stale)) => stale,
            (false, None) => match (self.nothing_to_look_at(&needs), self.skipped(duty)) {
                (Some(by), _) => format!("`{by}` found nothing of the kind to look at."),
                (None, Some(skipped)) => match self.untried(&needs).as_slice() {
                    [] => skipped,
                    untried => format!("{skipped} {}", self.remedy(untried)),
                },
                (None, None) => format!("Nobody looked. {}", self.remedy(&needs)),
            },
            (true, None) => self.doubt(duty).unwrap_or_else(|| {
                let watched = self.watched(duty);
                format!("Not all of it was looked at. {}{watched}", self.remedy(&needs))
            }),
        };
        let outcome = if looked || because.starts_with("The attestation") {
            Outcome::Unknown
        } else {
            Outcome::NotChecked
        };
        Ruling { outcome, because, needs }
    }

    /// What to do about what is missing, in words.
    fn remedy(&self, needs: &[Need]) -> String {
        let mut ways: Vec<&str> =
            needs.iter().filter(|need| need.served).map(|need| need.method.remedy()).collect();
        ways.sort_unstable();
        ways.dedup();
        let unserved = self.unserved(needs).into_iter();
        let unserved: Vec<String> = unserved
            .map(|(verb, claims)| format!("nothing in this build {verb} {}", claims.join(", ")))
            .collect();
        let unserved = unserved.join(", and ");
        match (ways.is_empty(), unserved.is_empty()) {
            (true, true) => "Nothing in this build can.".to_owned(),
            (false, true) => format!("Next: {}.", ways.join(", ")),
            (true, false) => format!("So far {unserved}."),
            (false, false) => format!("Next: {}; {unserved}.", ways.join(", ")),
        }
    }

    /// The claims that nothing in this build can speak to as it is needed, in order, by what nothing does: “looks at”
    /// where no instrument knows the claim at all; “examines” where one tests it and the source is what is missing.
    pub(crate) fn unserved<'n>(&self, needs: &'n [Need]) -> BTreeMap<&'static str, Vec<&'n str>> {
        let mut unserved: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for need in needs.iter().filter(|need| !need.served) {
            let known =
                Method::EVERY.iter().any(|method| self.registered(&need.claim, *method).next().is_some());
            let verb = if known { need.method.verb() } else { "looks at" };
            unserved.entry(verb).or_default().push(need.claim.as_str());
        }
        for claims in unserved.values_mut() {
            claims.sort_unstable();
            claims.dedup();
        }
        unserved
    }

    /// An instrument that looked for what is needed and found nothing there to look at, where that is all there
    /// is to say: to run it again would change nothing.
    fn nothing_to_look_at(&self, needs: &[Need]) -> Option<&'a assay_evidence::InstrumentId> {
        let empty = |need: &Need| {
            let mut sweeps = self.sweeps_of(&need.claim, need.method);
            sweeps.find(|sweep| sweep.population == 0 && sweep.completion == Completion::Completed)
        };
        let all = needs.iter().all(|need| need.served && empty(need).is_some());
        needs.first().filter(|_| all).and_then(empty).map(|sweep| &sweep.by)
    }

    /// What nobody even tried. Who tried and could not says what it takes: to hear that it is to be tried is of no use.
    fn untried(&self, needs: &[Need]) -> Vec<Need> {
        let is_untried = |need: &&Need| self.sweeps_of(&need.claim, need.method).next().is_none();
        needs.iter().filter(is_untried).cloned().collect()
    }

    /// What is missing for one proof of a duty.
    fn needs(&self, requirement: &Requirement, duty: &Duty, proof: &[Method]) -> Vec<Need> {
        let mut needs = Vec::new();
        for claim in self.relevant(duty) {
            let Some(card) = self.card(claim) else { continue };
            for method in proof.iter().filter(|method| card.methods.contains(method)) {
                needs.extend(match method {
                    Method::Interview => (!self.is_attested(requirement, claim)).then(|| Need {
                        method: *method,
                        claim: claim.clone(),
                        served: true,
                    }),
                    _ => self.missing(claim, *method),
                });
            }
        }
        needs
    }

    /// The need for `claim` by `method`, unless every instrument registered for it made a whole sweep.
    fn missing(&self, claim: &ClaimId, method: Method) -> Option<Need> {
        let mut registered = self.registered(claim, method).peekable();
        let served = registered.peek().is_some();
        let whole = registered.all(|card| {
            let mut sweeps = self.sweeps_of(claim, method).filter(|sweep| sweep.by == card.id).peekable();
            sweeps.peek().is_some() && sweeps.any(Sweep::is_whole)
        });
        (!served || !whole).then(|| Need { method, claim: claim.clone(), served })
    }

    fn is_attested(&self, requirement: &Requirement, claim: &ClaimId) -> bool {
        self.statements.attestations.iter().any(|attestation| {
            attestation.speaks_to(claim, self.catalogue)
                && attestation.standing(self.today, requirement.changed) == Standing::Current
        })
    }

    fn attested(&self, requirement: &Requirement, duty: &Duty) -> String {
        let attestation = self.statements.attestations.iter().find(|attestation| {
            duty.claims.iter().any(|claim| attestation.speaks_to(claim, self.catalogue))
                && attestation.standing(self.today, requirement.changed) == Standing::Current
        });
        attestation.map_or_else(String::new, |attestation| {
            let Attestation { owner, date, expires, statement, .. } = attestation;
            format!("{owner} attests on {date}, until {expires}: {}", sentence(statement))
        })
    }

    /// An attestation that would have counted, and why it does not.
    fn stale_attestation(&self, requirement: &Requirement, duty: &Duty) -> Option<String> {
        self.statements.attestations.iter().find_map(|attestation| {
            if !duty.claims.iter().any(|claim| attestation.speaks_to(claim, self.catalogue)) {
                return None;
            }
            let why = match attestation.standing(self.today, requirement.changed) {
                Standing::Current => return None,
                Standing::Expired => format!("expired on {}", attestation.expires),
                Standing::OlderThanRow => {
                    format!("is of {}, before the row changed on {}", attestation.date, requirement.changed)
                }
                Standing::NotYetMade => format!("is dated {}, after this assessment", attestation.date),
            };
            Some(format!("The attestation by {} {why}; it has to be made again.", attestation.owner))
        })
    }

    /// The first doubt that keeps a duty with a completed look from passing.
    pub(crate) fn doubt(&self, duty: &Duty) -> Option<String> {
        if let Some(evidence) = self.weighty(duty).next() {
            let statement = evidence.statement.trim_end_matches('.');
            let because = match &evidence.bearing {
                Bearing::Inconclusive { because } => because.clone(),
                _ if !self.dossier.concerns(&evidence.subject) => {
                    "that was seen in another release".to_owned()
                }
                _ => format!("of {} confidence", evidence.confidence),
            };
            return Some(format!("{statement}: {because}."));
        }
        self.skipped(duty)
    }

    /// The first thing that somebody was to look at and did not. A run leaves out what its calls did not lead through, always:
    /// that is the reason only where nothing but a run can tell.
    fn skipped(&self, duty: &Duty) -> Option<String> {
        let only_by_running = duty.proofs.iter().all(|proof| proof.contains(&Method::Observe));
        let claims = duty.claims.iter().chain(&duty.defeaters);
        let mut sweeps = claims
            .flat_map(|claim| self.sweeps_about(claim))
            .filter(|sweep| sweep.method != Method::Observe || only_by_running);
        let skip = sweeps.find_map(|sweep| sweep.skipped.first())?;
        Some(format!("{} was not looked at: {}.", skip.what, skip.because.trim_end_matches('.')))
    }

    /// How far a run led, where somebody watched one.
    fn watched(&self, duty: &Duty) -> String {
        let sweeps = duty.claims.iter().flat_map(|claim| self.sweeps_about(claim));
        let mut runs = sweeps.filter(|sweep| sweep.method == Method::Observe && sweep.population > 0);
        runs.next().map_or_else(String::new, |run| {
            format!(" A run was watched, as far as {} of {}.", run.examined, run.population)
        })
    }

    fn proof_told(&self, duty: &Duty, proof: &[Method]) -> String {
        let sweeps: Vec<_> = self
            .relevant(duty)
            .flat_map(|claim| self.sweeps_about(claim))
            .filter(|sweep| proof.contains(&sweep.method))
            .collect();
        let mut by: Vec<_> = sweeps.iter().map(|sweep| sweep.by.as_str()).collect();
        by.sort_unstable();
        by.dedup();
        let looked: u64 = sweeps.iter().map(|sweep| sweep.examined).sum();
        let things = if looked == 1 { "thing" } else { "things" };
        format!("{} looked at {looked} {things} and found nothing against it.", by.join(", "))
    }

    /// The claims of a duty that have anything to speak of in this app, or may have.
    fn relevant<'d>(&'d self, duty: &'d Duty) -> impl Iterator<Item = &'d ClaimId> {
        duty.claims.iter().filter(|id| {
            self.card(id).is_some_and(|claim| claim.applies.to(&self.dossier.facts) != Truth::No)
        })
    }

    fn card(&self, claim: &ClaimId) -> Option<&'a Claim> {
        self.catalogue.claim(claim)
    }

    /// Evidence that speaks against what the duty rests on, or leaves it in doubt.
    fn weighty<'d>(&'d self, duty: &'d Duty) -> impl Iterator<Item = &'a Evidence> + 'd {
        let claims = duty.claims.iter().chain(&duty.defeaters);
        claims
            .flat_map(|claim| self.about(claim))
            .filter(|evidence| evidence.bearing != Bearing::Supports && !self.outweighed(duty, evidence))
    }

    fn about(&self, claim: &ClaimId) -> impl Iterator<Item = &'a Evidence> {
        self.dossier.evidence.iter().filter(move |evidence| evidence.about == *claim)
    }

    fn sweeps_about(&self, claim: &ClaimId) -> impl Iterator<Item = &'a Sweep> {
        self.dossier
            .sweeps
            .iter()
            .filter(move |sweep| sweep.about == *claim && self.dossier.concerns(&sweep.subject))
    }

    fn sweeps_of(&self, claim: &ClaimId, method: Method) -> impl Iterator<Item = &'a Sweep> {
        self.sweeps_about(claim).filter(move |sweep| sweep.method == method)
    }

    fn registered(&self, claim: &ClaimId, method: Method) -> impl Iterator<Item = &'a InstrumentCard> {
        self.dossier.instruments.iter().filter(move |card| {
            card.method == method
                && card.claims.contains(claim)
                && card.applicability == Applicability::Applies
        })
    }
}

/// `text` with a capital at its start and a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
