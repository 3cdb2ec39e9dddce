use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_hosting::Opening;

use super::{OF_STORES, applies, note_files};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "store-open-to-internet",
    title: "a store that anybody reads, or that the whole internet reaches",
    claims: &["eud/stores-closed"],
    topic: Topic::Policy,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("store_open_to_internet.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_files(case, OF_STORES, look);
    for store in &case.hosting.stores {
        let what = &store.what;
        for (opening, place) in &store.openings {
            let found = |statement: String, help: &str| {
                Found::new("eud/stores-closed", format!("{what}: {opening:?}"), statement)
                    .at(place.clone())
                    .help(help)
            };
            match opening {
                Opening::Reachable => look.against(found(
                    format!("{what} has an address that the whole internet reaches"),
                    "keep it in a private network, and name the addresses that may come in",
                )),
                Opening::ReadByAnybody => look.unsure(
                    found(
                        format!("anybody can read what {what} lets in"),
                        "keep it closed, and hand out what is public by another bucket or by signed addresses",
                    )
                    .confidence(Confidence::Low),
                    "it may hold only what is meant to be public",
                ),
                Opening::PlainLinks => {}
            }
        }
    }
}
