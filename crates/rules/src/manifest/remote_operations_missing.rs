use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "remote-operations-missing",
    title: "a remote that does not say what it is for",
    claims: &["eud/remote-use-declared"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("remote_operations_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.remotes.len());
    // What was not read may hold what seems to be missing; the look is then not whole.
    if !manifest.is_complete() {
        return;
    }
    for remote in manifest.remotes.iter().filter(|remote| remote.operations.is_empty()) {
        let key = remote.key.as_ref().map_or("?", |key| key.as_str());
        let span = remote.key.as_ref().map_or(remote.span, |key| key.span);
        look.against(
            Found::new(
                "eud/remote-use-declared",
                format!("remotes.{key}.operations"),
                format!("the remote `{key}` names no operations, so it counts as storing end-user data"),
            )
            .at(manifest.place(span))
            .help("name them: `compute`, `fetch`, `storage` (with `storage.inScopeEUD`) or `other`")
            .by_absence(),
        );
    }
}
