use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_hosting::AtRest;

use super::{OF_STORES, applies, note_files};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "store-unencrypted",
    title: "a database, disk or cache that is made without encryption",
    claims: &["eud/encrypted-at-rest"],
    topic: Topic::Policy,
    severity: Severity::High,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("store_unencrypted.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_files(case, OF_STORES, look);
    if case.hosting.stores.is_empty() {
        return;
    }
    // Files can show that a store is not encrypted, and never that there is no other store.
    look.skip(
        "stores that no file describes",
        "what is made by hand stands in no file",
        Some(case.app.head()),
    );
    for store in &case.hosting.stores {
        let what = &store.what;
        let (statement, confidence) = match store.at_rest {
            AtRest::SwitchedOff => (format!("{what} is made without encryption at rest"), Confidence::High),
            AtRest::OffByDefault => (
                format!("{what} says nothing of encryption at rest, and by default has none"),
                Confidence::Medium,
            ),
            AtRest::Encrypted | AtRest::Unknown => continue,
        };
        let found = Found::new("eud/encrypted-at-rest", format!("{what}: at rest"), statement)
            .at(store.at_rest_place.clone())
            .help("switch encryption on; what is there already has to be copied to a new store")
            .confidence(confidence);
        look.against(found);
    }
}
