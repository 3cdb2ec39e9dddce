use assay_app::manifest::Remote;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "remote-stores-end-user-data",
    title: "a remote that keeps end-user data",
    claims: &["eud/remotes-store-nothing"],
    topic: Topic::Policy,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("remote_stores_end_user_data.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.remotes.len());
    for remote in &manifest.remotes {
        let key = remote.key.as_ref().map_or("?", |key| key.as_str());
        let Some(what) = what_it_keeps(remote) else { continue };
        let span = remote.stores_in_scope_eud.map_or(remote.span, |declared| declared.span);
        let span = if remote.stores_in_scope_eud.is_some() {
            span
        } else {
            remote.key.as_ref().map_or(span, |key| key.span)
        };
        look.unsure(
            Found::new(
                "eud/remotes-store-nothing",
                format!("remotes.{key}.storage"),
                format!("the remote `{key}` {what}; whether that lies on encrypted disks is not in the manifest"),
            )
            .at(manifest.place(span))
            .help("have somebody attest full-disk encryption at rest for it (FORGE-R-2), or show it in the infrastructure's files"),
            "how a remote keeps its data is not in the manifest",
        );
    }
}

/// What a remote declares to keep. One that declares nothing is the matter of `remote-operations-missing`.
fn what_it_keeps(remote: &Remote) -> Option<&'static str> {
    let stores = remote.operations.iter().any(|operation| operation.value == "storage");
    match remote.stores_in_scope_eud.map(|declared| declared.value) {
        Some(true) => Some("keeps end-user data, as it declares"),
        Some(false) => None,
        None if stores => Some("keeps data and does not say whether it is end-user data"),
        None => None,
    }
}
