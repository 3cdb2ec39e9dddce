//! What would answer a prompt that is blank, or settle one that is likely.

use assay_catalogue::{Method, RequirementId, Truth, questionnaire::Prompt};

use super::Sketch;
use crate::duty::Bench;

/// What a person looks at, then what else of this build would speak to it, then what nothing looks at yet.
pub(super) fn settle(prompt: &Prompt, sketch: &Sketch, bench: &Bench<'_>) -> String {
    let mut sentences = vec![prompt.by_hand.clone()];
    let mut ways: Vec<String> = Vec::new();
    for need in sketch.needs.iter().filter(|need| need.served) {
        let way = match need.method {
            // It was looked at already; what it skipped stands in the reason.
            Method::Examine => continue,
            Method::Test | Method::Observe => format!("`{}`", need.method.remedy()),
            Method::Interview => match row_to_attest(prompt, bench) {
                Some(row) => format!("an attestation of {row} in assay.toml"),
                None => continue,
            },
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if !ways.is_empty() {
        sentences.push(format!("It is then drafted from {}.", ways.join(" and ")));
    }
    for (verb, claims) in bench.unserved(&sketch.needs) {
        let claims = match claims.as_slice() {
            [] => continue,
            [one] => format!("`{one}`"),
            [one, two] => format!("`{one}` and `{two}`"),
            [one, two, rest @ ..] => format!("`{one}`, `{two}` and {} more", rest.len()),
        };
        sentences.push(format!("Nothing in this build {verb} {claims} yet."));
    }
    sentences.join(" ")
}

/// The first of the prompt's rows whose table is for this app and that people can attest.
fn row_to_attest<'p>(prompt: &'p Prompt, bench: &Bench<'_>) -> Option<&'p RequirementId> {
    let attestable = |id: &&RequirementId| {
        let applies = id.table().applies_when();
        let applies = applies.is_none_or(|fact| bench.dossier.facts.truth(&fact) != Truth::No);
        let row = bench.catalogue.requirement(id);
        let mut claims = prompt.claims.iter().flat_map(|basis| &basis.all);
        applies
            && claims.any(|claim| {
                row.is_some_and(|row| {
                    row.duties.iter().any(|duty| {
                        duty.claims.contains(claim)
                            && duty.proofs.iter().any(|proof| proof.contains(&Method::Interview))
                    })
                })
            })
    };
    prompt.requirements.iter().find(attestable)
}
