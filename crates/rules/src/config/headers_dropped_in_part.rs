use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_hosting::Format;

use super::{applies, note_files};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "headers-dropped-in-part",
    title: "a part of a site that loses the headers of the whole",
    claims: &["headers/csp-sent", "headers/referrer-policy"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    applies,
    examine,
    page: include_str!("headers_dropped_in_part.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_files(case, &[Format::Nginx], look);
    for dropped in &case.hosting.dropped {
        let has = |name: &str| dropped.names.iter().any(|dropped| dropped == name);
        let claim = if has("content-security-policy") || !has("referrer-policy") {
            "headers/csp-sent"
        } else {
            "headers/referrer-policy"
        };
        let names = dropped.names.join("`, `");
        let part = &dropped.part;
        let found = Found::new(
            claim,
            format!("{part}: {names}"),
            format!("{part} has a list of headers of its own, and so does not send `{names}`"),
        )
        .at(dropped.place.clone())
        .help("repeat them there, or keep them in a file that both include");
        look.unsure(found, "whether this part hands out pages is not known");
    }
}
