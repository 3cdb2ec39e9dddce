use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::references::{Reference, Target, declared, references};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "function-missing",
    title: "a function that is called and not declared",
    claims: &["wiring/references-resolve"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("function_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    // What was not read may hold what seems to be missing; the look is then not whole.
    if !manifest.is_complete() {
        return;
    }
    let declared = declared(manifest, Target::Function);
    for Reference { key, subject, from, .. } in
        references(manifest).into_iter().filter(|reference| reference.target == Target::Function)
    {
        let place = manifest.place(key.span);
        if declared.iter().any(|known| known.value == key.value) {
            look.looked_at(1);
        } else if !key.is_certain() || declared.iter().any(|known| !known.is_certain()) {
            look.skip(format!("`{key}` in `{from}`"), "a key depends on a variable", Some(place));
        } else {
            look.looked_at(1);
            look.against(
                Found::new(
                    "wiring/references-resolve",
                    format!("{from}: function {key}"),
                    format!("{subject} the function `{key}`, which `modules.function` does not declare"),
                )
                .at(place)
                .help("declare it with its handler, or take the reference out"),
            );
        }
    }
}
