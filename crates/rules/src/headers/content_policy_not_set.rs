use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{absence::Wanted, has_servers};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "content-policy-not-set",
    title: "pages are sent, and no Content-Security-Policy with them",
    claims: &["headers/csp-sent"],
    topic: Topic::Csp,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: has_servers,
    examine,
    page: include_str!("content_policy_not_set.md"),
};

const WANTED: Wanted = Wanted {
    claim: "headers/csp-sent",
    header: "content-security-policy",
    words: &[
        "contentsecuritypolicy",
        "helmetcsp",
        "talisman(",
        "cspmiddleware",
        "secureheaders::",
        "nelmiosecurity",
    ],
    on_pages: true,
    missing: "nothing sends a `Content-Security-Policy` with the pages",
    help: "send one with every page: `default-src 'none'; script-src 'self' https://connect-cdn.atl-paas.net; …`",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    WANTED.examine(case, look);
}
