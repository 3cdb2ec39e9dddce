use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "style-policy-relaxed",
    title: "a content policy that lets foreign styles apply",
    claims: &["csp/styles-strict"],
    topic: Topic::Csp,
    severity: Severity::Low,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("style_policy_relaxed.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for source in &manifest.permissions.content_styles {
        let place = manifest.place(source.span);
        if !source.is_certain() {
            look.skip(format!("`{source}` in `content.styles`"), "it depends on a variable", Some(place));
            continue;
        }
        look.looked_at(1);
        let word = source.value.trim().trim_matches('\'').to_ascii_lowercase();
        if matches!(word.as_str(), "unsafe-inline" | "unsafe-hashes") {
            look.against(
                Found::new(
                    "csp/styles-strict",
                    format!("permissions.content.styles: {word}"),
                    format!("`{word}` lets any style apply that gets into a page"),
                )
                .at(place)
                .help("keep styles in files of the resource, if the libraries in use allow it"),
            );
        }
    }
}
