use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::references::{Reference, Target, declared, references};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "reference-missing",
    title: "an endpoint, remote, resource, action or provider that is used and not declared",
    claims: &["wiring/references-resolve"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("reference_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    // What was not read may hold what seems to be missing; the look is then not whole.
    if !manifest.is_complete() {
        return;
    }
    // Functions are the matter of `function-missing`.
    let references = references(manifest);
    for Reference { target, key, subject, from } in
        references.into_iter().filter(|reference| reference.target != Target::Function)
    {
        let declared = declared(manifest, target);
        let (noun, place) = (target.noun(), manifest.place(key.span));
        if declared.iter().any(|known| known.value == key.value) {
            look.looked_at(1);
        } else if !key.is_certain() || declared.iter().any(|known| !known.is_certain()) {
            look.skip(format!("`{key}` in `{from}`"), "a key depends on a variable", Some(place));
        } else {
            look.looked_at(1);
            look.against(
                Found::new(
                    "wiring/references-resolve",
                    format!("{from}: {noun} {key}"),
                    format!("{subject} the {noun} `{key}`, which the manifest does not declare"),
                )
                .at(place)
                .help(format!("declare the {noun}, or take the reference out")),
            );
        }
    }
}
