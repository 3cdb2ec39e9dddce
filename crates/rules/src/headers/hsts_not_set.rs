use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    absence::{Wanted, missing, step},
    has_servers,
    setting::Settings,
};
use crate::{Case, Found, Look, Rule};

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
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::gather(case);
    let Some(missing) = missing(case, &settings, &WANTED, look) else { return };
    let statement = format!("{} nothing sends `Strict-Transport-Security`", missing.server);
    let found = Found::new("tls/hsts-one-year", "no policy", statement)
        .path(step(&missing.place, "the header would be set here"))
        .at(missing.place)
        .help("send `Strict-Transport-Security: max-age=31536000; includeSubDomains` with every reply")
        .by_absence();
    match missing.doubt {
        None => look.against(found),
        Some(doubt) => look.unsure(found.confidence(Confidence::Low), doubt),
    }
}
