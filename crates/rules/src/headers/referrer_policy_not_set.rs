use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{absence::Wanted, has_servers};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "referrer-policy-not-set",
    title: "pages are sent, and no referrer policy with them",
    claims: &["headers/referrer-policy"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: has_servers,
    examine,
    page: include_str!("referrer_policy_not_set.md"),
};

pub(super) const WANTED: Wanted = Wanted {
    claim: "headers/referrer-policy",
    header: "referrer-policy",
    words: &[
        "referrerpolicy",
        "metaname=\"referrer",
        "metaname='referrer",
        "talisman(",
        "secureheaders::",
        "nelmiosecurity",
    ],
    on_pages: true,
    missing: "nothing sends a `Referrer-Policy` with the pages",
    help: "send `Referrer-Policy: no-referrer` or `strict-origin-when-cross-origin` with every page",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    WANTED.examine(case, look);
}
