use std::collections::BTreeMap;

use assay_app::manifest::Remote;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "remote-duplicated",
    title: "a remote that is declared twice",
    claims: &["wiring/remotes-used"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("remote_duplicated.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.remotes.len());
    let (mut keys, mut urls) = (BTreeMap::new(), BTreeMap::new());
    for remote in &manifest.remotes {
        let key = remote.key.as_ref().map_or("?", |key| key.as_str());
        let span = remote.key.as_ref().map_or(remote.span, |key| key.span);
        let found = |statement: String| {
            Found::new("wiring/remotes-used", format!("remotes.{key}"), statement)
                .at(manifest.place(span))
                .help("declare each server once, with the operations and tokens it needs")
        };
        if remote.key.is_some() && keys.insert(key, ()).is_some() {
            look.against(found(format!(
                "the remote `{key}` is declared twice: which of them counts is not defined"
            )));
            continue;
        }
        if let Some(other) = addresses(remote).and_then(|all| urls.insert(all, key)) {
            let statement = format!("the remotes `{other}` and `{key}` are the same server");
            look.against(found(statement).confidence(Confidence::Low));
        }
    }
}

/// Every base URL with its region, in order; none where there is none.
fn addresses(remote: &Remote) -> Option<Vec<String>> {
    let mut all: Vec<String> = remote
        .base_urls
        .iter()
        .map(|base| {
            let region = base.region.as_ref().map_or("default", |region| region.as_str());
            format!("{region} {}", base.url.value.trim_end_matches('/'))
        })
        .collect();
    all.sort();
    (!all.is_empty()).then_some(all)
}
