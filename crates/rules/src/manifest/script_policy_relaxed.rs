use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "script-policy-relaxed",
    title: "a content policy that lets foreign script run",
    claims: &["csp/scripts-strict"],
    topic: Topic::Csp,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("script_policy_relaxed.md"),
};

/// What each relaxation opens, and what to do instead.
///
/// Source: Content Security Policy Level 3, sections 2.3.1 and 8.
const RELAXATIONS: [(&str, &str, &str); 4] = [
    (
        "unsafe-inline",
        "lets any script run that gets into a page",
        "move inline script into files of the resource; the platform allows by hash what stands in its HTML",
    ),
    (
        "unsafe-eval",
        "lets any text be run as script",
        "use libraries that need neither `eval` nor `new Function`",
    ),
    (
        "unsafe-hashes",
        "lets event handlers and `javascript:` links run",
        "attach event handlers in script files instead of in attributes",
    ),
    (
        "blob:",
        "lets script run that the page itself put together",
        "load workers and scripts from files of the resource",
    ),
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for source in &manifest.permissions.content_scripts {
        let place = manifest.place(source.span);
        if !source.is_certain() {
            look.skip(format!("`{source}` in `content.scripts`"), "it depends on a variable", Some(place));
            continue;
        }
        look.looked_at(1);
        let word = source.value.trim().trim_matches('\'').to_ascii_lowercase();
        if let Some((name, effect, help)) = RELAXATIONS.iter().find(|(name, ..)| *name == word) {
            look.against(
                Found::new(
                    "csp/scripts-strict",
                    format!("permissions.content.scripts: {name}"),
                    format!("`{name}` {effect}"),
                )
                .at(place)
                .help(*help),
            );
        }
    }
}
