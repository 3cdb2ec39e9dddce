use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_policy::decide::egress::Entry;
use url::Url;

use crate::{Decision, Found, Look, Observer, Scene};

const SCOPES: &str = "scopes/used-by-calls";
const HOSTS: &str = "egress/declared-hosts-used";

pub(crate) const OBSERVER: Observer = Observer {
    id: "grant-exercised",
    title: "scopes and hosts that were granted, and which of them a run used",
    claims: &[HOSTS, SCOPES],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::High,
    watch,
    page: include_str!("grant_exercised.md"),
};

const UNUSED: &str = "no call in this run used it, which does not say that none would";

fn watch(scene: &Scene<'_>, look: &mut Look<'_>) {
    scopes(scene, look);
    hosts(scene, look);
}

fn scopes(scene: &Scene<'_>, look: &mut Look<'_>) {
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    for asked in scene.transcript.calls.iter().flat_map(|call| &call.requests) {
        for scope in asked.scopes.iter().filter(|_| asked.decision == Decision::Allow) {
            *used.entry(scope).or_default() += 1;
        }
    }
    let declared = &scene.manifest.permissions.scopes;
    let many = format!("{} of {} scopes were used in this run", used.len(), declared.len());
    for scope in declared {
        let (name, place) = (&scope.name.value, scene.manifest.place(scope.name.span));
        match used.get(name.as_str()) {
            Some(count) => {
                let statement = format!("`{name}` was used by {}; {many}", calls(*count));
                look.seen(Some(SCOPES));
                look.in_favour(Found::new(SCOPES, name.clone(), statement, place));
            }
            None => look.skip(Some(SCOPES), format!("`{name}` ({many})"), UNUSED.to_owned(), Some(place)),
        }
    }
}

fn hosts(scene: &Scene<'_>, look: &mut Look<'_>) {
    // A host that was let through counts, whether the call was made then or not.
    let mut called: BTreeMap<&str, usize> = BTreeMap::new();
    for asked in scene.transcript.calls.iter().flat_map(|call| &call.requests) {
        let is_let_through =
            asked.decision == Decision::Allow || asked.rule.as_deref() == Some("live-egress-off");
        if let Some(host) = asked.host.as_deref().filter(|_| is_let_through) {
            *called.entry(host).or_default() += 1;
        }
    }
    for entry in &scene.manifest.permissions.egress {
        let Some(address) = &entry.address else { continue };
        let place = scene.manifest.place(address.span);
        let name = &address.value;
        let Some(opens) =
            Entry::parse(name).filter(|_| entry.list == assay_app::manifest::EgressList::FetchBackend)
        else {
            let because = "what pages and their contents reach is not watched".to_owned();
            look.skip(Some(HOSTS), format!("`{name}`"), because, Some(place));
            continue;
        };
        let reached = called
            .iter()
            .filter(|(host, _)| Url::parse(&format!("https://{host}/")).is_ok_and(|url| opens.allows(&url)));
        let reached: Vec<_> = reached.collect();
        if reached.is_empty() {
            look.skip(Some(HOSTS), format!("`{name}`"), UNUSED.to_owned(), Some(place));
            continue;
        }
        let told: Vec<String> =
            reached.iter().map(|(host, count)| format!("{host} by {}", calls(**count))).collect();
        look.seen(Some(HOSTS));
        look.in_favour(Found::new(
            HOSTS,
            name.clone(),
            format!("`{name}` let through {}", told.join(", ")),
            place,
        ));
    }
}

fn calls(count: usize) -> String {
    if count == 1 { "1 call".to_owned() } else { format!("{count} calls") }
}
