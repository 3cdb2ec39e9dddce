//! What holds for any facts and any evidence.

use assay_catalogue::{Catalogue, Truth};
use assay_evidence::{Basis, Bearing, Confidence, Dossier, Evidence};
use assay_verdict::{
    Statements,
    questionnaire::{Certainty, Reply},
};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{answers, app, evidence};

fn any_facts() -> impl Strategy<Value = Dossier> {
    let names: Vec<String> = Catalogue::bundled().facts().map(|(id, _)| id.to_string()).collect();
    let truths = vec(select(vec![Truth::Yes, Truth::No, Truth::Unknown]), names.len());
    truths.prop_map(move |truths| {
        let mut dossier = app();
        for (name, truth) in names.iter().zip(truths) {
            dossier.facts.note(name, truth, "by chance");
        }
        dossier.facts.note("type.forge", Truth::Yes, "a manifest");
        dossier
    })
}

fn any_evidence() -> impl Strategy<Value = Evidence> {
    let claims: Vec<String> = Catalogue::bundled().claims().map(|(id, _)| id.to_string()).collect();
    let bearing = select(vec![
        Bearing::Supports,
        Bearing::Contradicts { basis: Basis::Presence },
        Bearing::Contradicts { basis: Basis::Absence },
        Bearing::Inconclusive { because: "b".into() },
    ]);
    let confidence = select(vec![Confidence::Low, Confidence::Medium, Confidence::High]);
    (select(claims), bearing, confidence)
        .prop_map(|(claim, bearing, confidence)| evidence(&claim, bearing, confidence))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn without_evidence_what_rests_on_evidence_is_blank(dossier in any_facts()) {
        for answer in answers(dossier, Statements::default()) {
            if answer.prompt.facts.is_none() {
                prop_assert_eq!(&answer.reply, &Reply::Blank, "{}", answer.prompt.id);
            }
        }
    }

    #[test]
    fn an_answer_rests_on_what_is_shown(dossier in any_facts(), seen in vec(any_evidence(), 0..40)) {
        let mut dossier = dossier;
        dossier.evidence = seen.clone();
        for answer in answers(dossier, Statements::default()) {
            prop_assert_eq!(answer.reply == Reply::Blank, answer.certainty == Certainty::Unknown);
            if answer.reply == Reply::Blank || answer.prompt.facts.is_some() {
                continue;
            }
            // Nobody swept, so no proof is complete: only a sure contradiction can have answered.
            let claims = answer.prompt.claims.as_ref().unwrap();
            let sure = |e: &&Evidence| {
                e.contradicts() && e.confidence > Confidence::Low && claims.refuting().contains(&e.about)
            };
            prop_assert!(seen.iter().any(|e| sure(&e)), "{:#?}", answer);
            prop_assert_eq!(answer.reply.yes_no(), claims.when_refuted);
        }
    }

    #[test]
    fn the_order_of_evidence_does_not_matter(seen in vec(any_evidence(), 0..20)) {
        let (mut one, mut other) = (app(), app());
        one.evidence = seen.clone();
        other.evidence = seen.into_iter().rev().collect();
        prop_assert_eq!(answers(one, Statements::default()), answers(other, Statements::default()));
    }
}
