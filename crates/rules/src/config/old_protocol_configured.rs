use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{OF_SERVERS, applies, note_files};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "old-protocol-configured",
    title: "a server or listener that is set up to accept TLS older than 1.2",
    claims: &["tls/served-min-1.2", "tls/outgoing-verified"],
    topic: Topic::Tls,
    severity: Severity::High,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("old_protocol_configured.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_files(case, OF_SERVERS, look);
    // Links to other servers are proved by the files alone.
    look.looked_at_for("tls/outgoing-verified", 1);
    for protocols in case.hosting.protocols.iter().filter(|protocols| !protocols.old.is_empty()) {
        let claim = if protocols.what.starts_with("the link to") {
            "tls/outgoing-verified"
        } else {
            "tls/served-min-1.2"
        };
        let what = &protocols.what;
        let (statement, confidence) = if protocols.by_default {
            let statement =
                format!("{what} says nothing of protocols, and by default accepts some older than TLS 1.2");
            (statement, Confidence::Medium)
        } else {
            let list: Vec<String> =
                protocols.old.iter().map(|old| format!("`{}`", old.trim_matches('"'))).collect();
            (format!("{what} accepts protocols older than TLS 1.2: {}", list.join(", ")), Confidence::High)
        };
        let found = Found::new(claim, format!("{what}: protocols"), statement)
            .at(protocols.place.clone())
            .help("accept TLS 1.2 and 1.3 only")
            .confidence(confidence);
        look.against(found);
    }
}
