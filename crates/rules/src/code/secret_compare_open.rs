use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Analysis, GuardKind, Source, Value, model::Effect};
use assay_evidence::{Confidence, Step, Topic};

use super::{flow, reach::blind_spots, reads_code, sensitive};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "secret-compare-open",
    title: "a proof that a caller without one passes when the secret is not set",
    claims: &["web-trigger/authenticated", "endpoints/authenticated"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("secret_compare_open.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for event in &code.events {
        let Some(entry) = code.entry_of(event) else { continue };
        for guard in event.guards.iter() {
            let GuardKind::SecretCompared { can_be_missing } = guard.kind else { continue };
            look.looked_at(1);
            let is_secret = guard.about.get(1).is_some_and(is_meant_as_secret);
            let written = code.text(guard.site).slice(guard.site.span);
            if !can_be_missing || !is_secret || refuses_missing(written) || !seen.insert(guard.site) {
                continue;
            }
            if guard.about.get(1).is_some_and(|secret| is_refused_at_start(code, secret)) {
                continue;
            }
            let secret = guard.about.get(1).map_or_else(|| "the secret".to_owned(), secret_words);
            let claim = match entry.side {
                assay_code::Side::Server => "endpoints/authenticated",
                _ => "web-trigger/authenticated",
            };
            let mut path = flow::steps(code, event, "this then happens for any caller");
            path.insert(
                path.len() - 1,
                Step {
                    place: code.place(guard.site),
                    text: "both sides may be undefined, and then they are equal".to_owned(),
                },
            );
            let found = Found::new(
                claim,
                format!("{secret} in {}", entry.name),
                format!("where {secret} is not set, a caller of `{}` who sends nothing passes: undefined equals undefined", entry.name),
            )
            .at(code.place(guard.site))
            .help("refuse every request while the secret is missing, then compare with `crypto.timingSafeEqual`")
            .path(path);
            look.against(found);
        }
    }
}

/// `given.equals(secret)` of the JVM and .NET is never true of something that is missing; `Objects.equals` is, of two.
fn refuses_missing(comparison: &str) -> bool {
    const OF_TWO: [&str; 6] = ["Objects", "StringUtils", "string", "String", "object", "Object"];
    let at = comparison.find(".equals(").or_else(|| comparison.find(".Equals("));
    at.is_some_and(|at| !OF_TWO.iter().any(|class| comparison[..at].trim_end().ends_with(class)))
}

/// Whether the server does not begin to listen without it.
fn is_refused_at_start(code: &Analysis, secret: &Value) -> bool {
    code.calls_with(Effect::Listen).any(|(event, _)| {
        event.guards.iter().any(|guard| guard.kind == GuardKind::Present && guard.covers(secret))
    })
}

/// True for what is kept as a secret, or is named for the use as one.
pub(crate) fn is_meant_as_secret(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| match &origin.source {
        Source::Secret(..) => true,
        Source::Environment(name) => {
            sensitive::is_secret_name(name)
                || words(name)
                    .iter()
                    .any(|word| matches!(word.as_str(), "key" | "signature" | "hmac" | "auth"))
        }
        Source::Stored(_) => sensitive::is_secret_name(origin.last_field()),
        _ => false,
    })
}

fn secret_words(value: &Value) -> String {
    let origins = value.deep_origins();
    let named = origins.iter().find_map(|origin| match &origin.source {
        Source::Environment(name) if !name.is_empty() => Some(format!("the variable `{name}`")),
        Source::Secret(..) | Source::Stored(_) => Some("the stored secret".to_owned()),
        _ => None,
    });
    named.unwrap_or_else(|| "the secret".to_owned())
}
