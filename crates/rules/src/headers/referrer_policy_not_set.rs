use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    absence::{Wanted, missing, step},
    has_servers,
    setting::Settings,
};
use crate::{Case, Found, Look, Rule};

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

const WANTED: Wanted = Wanted {
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
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::gather(case);
    let Some(missing) = missing(case, &settings, &WANTED, look) else { return };
    let statement = format!("{} nothing sends a `Referrer-Policy` with the pages", missing.server);
    let found = Found::new("headers/referrer-policy", "no policy", statement)
        .path(step(&missing.place, "the header would be set here"))
        .at(missing.place)
        .help("send `Referrer-Policy: no-referrer` or `strict-origin-when-cross-origin` with every page")
        .by_absence();
    match missing.doubt {
        None => look.against(found),
        Some(doubt) => look.unsure(found.confidence(Confidence::Low), doubt),
    }
}
