use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{OF_SERVERS, applies, note_files};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "plain-http-entrance",
    title: "a way in over plain http that is answered and not redirected",
    claims: &["tls/served-min-1.2"],
    topic: Topic::Tls,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("plain_http_entrance.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_files(case, OF_SERVERS, look);
    for entrance in &case.hosting.entrances {
        let what = &entrance.what;
        let found = Found::new(
            "tls/served-min-1.2",
            format!("{what}: plain http"),
            format!("{what} answers over plain http"),
        )
        .at(entrance.place.clone())
        .help("redirect to https, and answer nothing else there");
        look.against(found);
    }
}
