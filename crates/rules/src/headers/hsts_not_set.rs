use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{absence::Wanted, has_servers};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "hsts-not-set",
    title: "a server that does not bind browsers to HTTPS",
    claims: &["tls/hsts-one-year"],
    topic: Topic::Tls,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: has_servers,
    examine,
    page: include_str!("hsts_not_set.md"),
};

const WANTED: Wanted = Wanted {
    claim: "tls/hsts-one-year",
    header: "strict-transport-security",
    words: &[
        "stricttransportsecurity",
        "hsts",
        "forcessl",
        "talisman(",
        "secureheaders::",
        "nelmiosecurity",
        "stsseconds",
    ],
    on_pages: false,
    missing: "nothing sends `Strict-Transport-Security`",
    help: "send `Strict-Transport-Security: max-age=31536000; includeSubDomains` with every reply",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    WANTED.examine(case, look);
}
