//! Answers that evidence carries, weighed by the same law as the rows.

use assay_catalogue::{
    ClaimId, Duty, Requirement,
    questionnaire::{ClaimBasis, Prompt},
};
use assay_evidence::{Applicability, Confidence, Evidence};

use super::{Certainty, Desk, Exhibit, ExhibitKind, Reply, Sketch};
use crate::{DutyVerdict, Need, Outcome, Standing};

/// A duty of one of a prompt's rows, narrowed to the prompt's claims, and how it stands.
struct Judged {
    duty: Duty,
    verdict: DutyVerdict,
}

impl Desk<'_> {
    /// A contradiction refutes, a complete proof of everything proves, all else is blank.
    pub(super) fn by_claims(&self, prompt: &Prompt, basis: &ClaimBasis) -> Sketch {
        let judged = self.judged(prompt, &basis.all);
        if judged.is_empty() {
            return Sketch::blank("No row of the requirements that asks this applies to the app.");
        }
        let (disputed, standing): (Vec<&Evidence>, Vec<&Evidence>) =
            self.against(&judged, basis).into_iter().partition(|evidence| evidence.suppressed.is_some());
        if let (Some(answer), Some(first)) = (basis.when_refuted, standing.first()) {
            let sure = |evidence: &&Evidence| {
                evidence.confidence == Confidence::High && !basis.likely_by.contains(&evidence.about)
            };
            let sure = standing.iter().any(sure);
            return Sketch {
                reply: answer.into(),
                certainty: if sure { Certainty::Certain } else { Certainty::Likely },
                because: crate::duty::sentence(&first.statement),
                evidence: standing.iter().map(|it| self.exhibit(ExhibitKind::Seen, it)).collect(),
                needs: Vec::new(),
            };
        }
        if judged.iter().all(|judged| judged.verdict.outcome == Outcome::NotApplicable) {
            return Sketch::blank(judged[0].verdict.because.clone());
        }
        let proven = judged.iter().all(|judged| is_proven(judged.verdict.outcome));
        if let (Some(answer), true) = (basis.when_proven, proven) {
            return self.proven(answer.into(), &judged);
        }
        let mut needs: Vec<Need> = judged.iter().flat_map(|judged| judged.verdict.needs.clone()).collect();
        needs.sort();
        needs.dedup();
        let evidence = self.doubts(&basis.all);
        let because = match (disputed.is_empty(), evidence.is_empty()) {
            (false, _) => {
                "What was found is disputed by a comment beside it; a person has to decide.".to_owned()
            }
            (true, false) => "What was seen leaves it open; a person has to look.".to_owned(),
            (true, true) => self.why_open(&judged),
        };
        Sketch { reply: Reply::Blank, certainty: Certainty::Unknown, because, evidence, needs }
    }

    /// Why nothing was seen that speaks against it, and it is open all the same.
    fn why_open(&self, judged: &[Judged]) -> String {
        let open = || judged.iter().filter(|judged| judged.verdict.outcome.is_open());
        let Some(worst) = open().min_by_key(|judged| judged.verdict.outcome) else {
            return "What was found does not carry an answer.".to_owned();
        };
        let skipped = open().find_map(|judged| self.bench.doubt(&judged.duty));
        let said = &worst.verdict.because;
        let all_is_missing = open().all(|judged| judged.verdict.outcome == Outcome::NotChecked);
        match worst.verdict.outcome {
            Outcome::Error => said.clone(),
            _ if said.starts_with("The attestation") || said.starts_with("Whether it applies") => {
                said.clone()
            }
            _ if skipped.is_some() => skipped.unwrap_or_default(),
            _ if all_is_missing => "Nobody has looked at it.".to_owned(),
            _ => "Not all of it was looked at.".to_owned(),
        }
    }

    /// The duties that rest on some of the claims, narrowed to these. Rows of tables for other types of app
    /// are left out.
    fn judged(&self, prompt: &Prompt, claims: &[ClaimId]) -> Vec<Judged> {
        let rows = prompt.requirements.iter().filter_map(|id| self.bench.catalogue.requirement(id));
        rows.filter(|row| self.table_may_apply(row))
            .flat_map(|row| row.duties.iter().map(move |duty| (row, duty)))
            .filter_map(|(row, duty)| {
                let duty = self.narrowed(duty, claims)?;
                let verdict = self.bench.judge_duty(row, &duty);
                Some(Judged { duty, verdict })
            })
            .collect()
    }

    fn table_may_apply(&self, row: &Requirement) -> bool {
        let decides = row.id.table().applies_when();
        decides.is_none_or(|fact| self.bench.dossier.facts.truth(&fact) != assay_catalogue::Truth::No)
    }

    /// A duty as if it rested on these claims only: proofs ask for no method that none of them can be known by.
    fn narrowed(&self, duty: &Duty, claims: &[ClaimId]) -> Option<Duty> {
        let mut narrowed = duty.clone();
        narrowed.claims.retain(|claim| claims.contains(claim));
        let cards: Vec<_> =
            narrowed.claims.iter().filter_map(|claim| self.bench.catalogue.claim(claim)).collect();
        for proof in &mut narrowed.proofs {
            proof.retain(|method| cards.iter().any(|card| card.methods.contains(method)));
        }
        narrowed.proofs.retain(|proof| !proof.is_empty());
        (!narrowed.claims.is_empty()).then_some(narrowed)
    }

    /// What makes a narrowed duty fail and speaks to the prompt.
    fn against(&self, judged: &[Judged], basis: &ClaimBasis) -> Vec<&Evidence> {
        let failing = || judged.iter().filter(|judged| judged.verdict.outcome == Outcome::Fail);
        let speaks = |evidence: &&Evidence| {
            basis.refuting().contains(&evidence.about)
                && failing().any(|judged| self.bench.fails(&judged.duty, evidence))
        };
        self.assessment.dossier.evidence.iter().filter(speaks).collect()
    }

    fn proven(&self, reply: Reply, judged: &[Judged]) -> Sketch {
        let counting = || judged.iter().filter(|judged| judged.verdict.outcome != Outcome::NotApplicable);
        let claims: Vec<&ClaimId> = counting().flat_map(|judged| &judged.duty.claims).collect();
        let stated = counting().any(|judged| judged.verdict.outcome == Outcome::Attested);
        let mut evidence = self.nothing_to_speak_of(&claims);
        let void: Vec<String> = evidence.iter().map(|exhibit| exhibit.statement.clone()).collect();
        for judged in counting().filter(|judged| judged.verdict.outcome != Outcome::Attested) {
            evidence.push(Exhibit::look(&judged.verdict.because));
        }
        evidence.extend(self.statements_about(&claims));
        let certainty = match (stated, self.least_sure(&claims)) {
            (true, _) => Certainty::Stated,
            (false, Some(Confidence::High)) => Certainty::Certain,
            (false, _) => Certainty::Likely,
        };
        let because = judged.iter().min_by_key(|judged| judged.verdict.outcome);
        let because = because.map_or_else(String::new, |judged| judged.verdict.because.clone());
        let because = match void.is_empty() {
            true => because,
            false => format!("{} {because}", crate::duty::sentence(&void.join("; "))),
        };
        Sketch { reply, certainty, because, evidence, needs: Vec::new() }
    }

    /// Facts by which some of the claims have nothing to speak of: no scope is asked for, so none too many.
    fn nothing_to_speak_of(&self, claims: &[&ClaimId]) -> Vec<Exhibit> {
        let facts = &self.bench.dossier.facts;
        let cards = claims.iter().filter_map(|claim| self.bench.catalogue.claim(claim));
        let void = cards.filter(|card| card.applies.to(facts) == assay_catalogue::Truth::No);
        let mut reasons: Vec<String> = void.map(|card| card.applies.because(facts)).collect();
        reasons.sort();
        reasons.dedup();
        reasons.iter().map(|because| self.fact(because)).collect()
    }

    /// How sure the least sure of the instruments is that looked at these claims.
    fn least_sure(&self, claims: &[&ClaimId]) -> Option<Confidence> {
        let looked = self.bench.dossier.instruments.iter().filter(|card| {
            card.applicability == Applicability::Applies
                && card.claims.iter().any(|claim| claims.contains(&claim))
        });
        looked.map(|card| card.confidence).min()
    }

    /// Attestations that count today and speak to one of these claims.
    pub(super) fn statements_about(&self, claims: &[&ClaimId]) -> Vec<Exhibit> {
        self.current(claims).map(Exhibit::stated).collect()
    }

    /// Attestations that count today and speak to one of these claims.
    pub(super) fn current<'d>(
        &'d self,
        claims: &'d [&ClaimId],
    ) -> impl Iterator<Item = &'d crate::Attestation> {
        self.bench.statements.attestations.iter().filter(|attestation| {
            let row = self.bench.catalogue.requirement(attestation.about.requirement());
            row.is_some_and(|row| {
                attestation.standing(self.bench.today, row.changed) == Standing::Current
                    && claims.iter().any(|claim| attestation.speaks_to(claim, self.bench.catalogue))
            })
        })
    }
}

fn is_proven(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Pass | Outcome::Attested | Outcome::Platform | Outcome::NotApplicable)
}
