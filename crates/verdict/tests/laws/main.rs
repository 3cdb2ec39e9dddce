//! The law of judging, held over random dossiers: silence is never a pass, contradiction never helps, order
//! never matters, and what people decide to live with changes no outcome.
#![expect(clippy::unwrap_used, reason = "tests")]

mod any;
mod cases;
mod world;

use assay_catalogue::{Method, Severity};
use assay_evidence::{
    Applicability, Basis, Bearing, Completion, Confidence, Dossier, Evidence, InstrumentCard, InstrumentId,
    Topic,
};
use assay_verdict::{Assessment, Outcome, Statements, Waiver, judge};
use jiff::civil::date;
use proptest::{prelude::*, sample::select};

use any::{dossier, evidence};
use world::{TODAY, attestation, catalogue, judged};

fn outcomes(assessment: &Assessment) -> Vec<(String, Outcome, Vec<Outcome>)> {
    assessment
        .rows
        .iter()
        .map(|row| {
            (row.requirement.to_string(), row.outcome, row.duties.iter().map(|duty| duty.outcome).collect())
        })
        .collect()
}

fn is_green(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Pass | Outcome::Attested | Outcome::Platform)
}

proptest! {
    #[test]
    fn the_order_of_what_was_seen_does_not_matter(dossier in dossier()) {
        let mut turned = dossier.clone();
        turned.evidence.reverse();
        turned.sweeps.reverse();
        turned.instruments.reverse();
        prop_assert_eq!(judged(&dossier), judged(&turned));
    }

    #[test]
    fn silence_is_never_green(mut dossier in dossier()) {
        dossier.sweeps.clear();
        for row in judged(&dossier).rows {
            prop_assert!(!is_green(row.outcome), "{row:?}");
        }
    }

    #[test]
    fn a_look_that_is_taken_away_never_makes_a_row_green(dossier in dossier(), which: prop::sample::Index) {
        let before = judged(&dossier);
        let mut less = dossier.clone();
        if less.sweeps.is_empty() { return Ok(()); }
        less.sweeps.remove(which.index(less.sweeps.len()));
        // A broken look that is taken away leaves the others to speak; nothing else may turn green.
        if dossier.sweeps.iter().any(|sweep| sweep.completion != Completion::Completed) { return Ok(()); }
        for (row, after) in before.rows.iter().zip(judged(&less).rows) {
            // A contradiction by absence comes back once the look that outweighed it is gone, so worse is fine.
            prop_assert!(is_green(row.outcome) || !is_green(after.outcome), "{row:?}\n{after:?}");
        }
    }

    #[test]
    fn contradiction_never_improves_a_row(
        dossier in dossier(),
        extra in evidence(),
        basis in select(vec![Basis::Presence, Basis::Absence]),
    ) {
        let extra = Evidence { bearing: Bearing::Contradicts { basis }, ..extra };
        let before = judged(&dossier);
        let mut more = dossier.clone();
        more.evidence.push(extra);
        for (row, after) in before.rows.iter().zip(judged(&more).rows) {
            prop_assert!(after.outcome <= row.outcome, "{row:?}\n{after:?}");
        }
    }

    #[test]
    fn an_instrument_that_should_have_looked_and_did_not_keeps_a_row_from_passing(dossier in dossier()) {
        let mut more = dossier.clone();
        more.instruments.push(InstrumentCard {
            id: "late".into(),
            title: "t".into(),
            method: Method::Examine,
            claims: vec!["a/examined".into()],
            topic: Topic::Policy,
            severity: Severity::High,
            confidence: Confidence::High,
            applicability: Applicability::Applies,
        });
        for row in judged(&more).rows {
            let rests_on_it = !matches!(row.requirement.to_string().as_str(), "ALL-12");
            if rests_on_it && row.outcome != Outcome::NotApplicable {
                prop_assert!(!is_green(row.outcome), "{row:?}");
            }
        }
    }

    #[test]
    fn what_people_live_with_changes_no_outcome(dossier in dossier()) {
        let waivers = (0..3).map(|id| Waiver {
            rule: InstrumentId(format!("i{id}")),
            path: None,
            fingerprint: None,
            reason: "known".into(),
            expires: date(2027, 1, 1),
            place: None,
        }).collect();
        let waived = judge(&catalogue(), dossier.clone(), Statements { attestations: vec![], waivers }, TODAY);
        prop_assert_eq!(outcomes(&judged(&dossier)), outcomes(&waived));
        prop_assert!(waived.findings.iter().all(|finding| finding.waiver.is_some()));
    }

    #[test]
    fn merging_is_the_same_from_either_side(one in dossier(), two in dossier()) {
        // Facts of the first dossier count where both know one, so both sides must know the same.
        let two = Dossier { facts: one.facts.clone(), ..two };
        let there = judged(&one.clone().merge(two.clone()).unwrap());
        let back = judged(&two.merge(one).unwrap());
        prop_assert_eq!(outcomes(&there), outcomes(&back));
    }

    #[test]
    fn an_attestation_answers_nothing_that_has_to_be_looked_at(dossier in dossier()) {
        let attestations = ["ALL-1", "ALL-2", "CONNECT-1", "FORGE-1"]
            .map(|id| attestation(id, date(2026, 6, 1), date(2027, 6, 1)))
            .into();
        let vouched = judge(&catalogue(), dossier.clone(), Statements { attestations, waivers: vec![] }, TODAY);
        prop_assert_eq!(outcomes(&judged(&dossier)), outcomes(&vouched));
    }
}
