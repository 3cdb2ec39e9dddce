use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    absence::{Wanted, missing, step},
    has_servers,
    setting::Settings,
};
use crate::{Case, Found, Look, Rule};

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
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::gather(case);
    let Some(missing) = missing(case, &settings, &WANTED, look) else { return };
    let statement = format!("{} nothing sends a `Content-Security-Policy` with the pages", missing.server);
    let found = Found::new("headers/csp-sent", "no policy", statement)
        .path(step(&missing.place, "the header would be set here"))
        .at(missing.place)
        .help("send one with every page: `default-src 'none'; script-src 'self' https://connect-cdn.atl-paas.net; …`")
        .by_absence();
    match missing.doubt {
        None => look.against(found),
        Some(doubt) => look.unsure(found.confidence(Confidence::Low), doubt),
    }
}
