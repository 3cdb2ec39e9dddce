use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Action, GuardKind};
use assay_evidence::{Confidence, Topic};

use super::secret_compare_open::is_meant_as_secret;
use super::{flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-compared-plainly",
    title: "a secret compared in a time that tells how much of it was right",
    claims: &["authn/constant-time-compare"],
    topic: Topic::Authz,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("secret_compared_plainly.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for event in &code.events {
        let Some(entry) = code.entry_of(event) else { continue };
        // A failed comparison is as much a comparison, but then nothing holds: what is answered tells of it.
        let answers = matches!(event.action, Action::Respond(_) | Action::Call(_));
        for guard in event.guards.iter().filter(|_| answers) {
            let is_secret = guard.about.get(1).is_some_and(is_meant_as_secret);
            if !is_secret
                || !matches!(guard.kind, GuardKind::SecretCompared { .. })
                || !seen.insert(guard.site)
            {
                continue;
            }
            look.looked_at(1);
            let found = Found::new(
                "authn/constant-time-compare",
                format!("comparison in {}", entry.name),
                format!(
                    "`{}` compares a secret with `===`, which stops at the first character that differs",
                    entry.name
                ),
            )
            .at(code.place(guard.site))
            .help("compare digests of both sides with `crypto.timingSafeEqual`")
            .path(flow::steps(code, event, "this follows the comparison"));
            look.against(found);
        }
    }
}
