use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{address::doubt, applies, note_settings};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "verification-off-configured",
    title: "settings by which connections accept any certificate",
    claims: &["tls/outgoing-verified"],
    topic: Topic::Tls,
    severity: Severity::High,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("verification_off_configured.md"),
};

/// Variables, and the values by which they switch verification off.
const SWITCHES: [(&str, &[&str]); 6] = [
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
    ("PYTHONHTTPSVERIFY", &["0"]),
    ("GIT_SSL_NO_VERIFY", &["1", "true"]),
    ("NPM_CONFIG_STRICT_SSL", &["false"]),
    ("server.ssl.trust-all", &["true"]),
    ("spring.cloud.gateway.httpclient.ssl.use-insecure-trust-manager", &["true"]),
];

const HELP: &str = "leave verification on; give a private authority's certificate where one is needed";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_settings(case, look);
    for variable in case.hosting.variables.iter().filter(|variable| !variable.for_development) {
        let value = variable.value.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
        let is_off = SWITCHES
            .iter()
            .any(|(name, off)| variable.name.eq_ignore_ascii_case(name) && off.contains(&value.as_str()));
        if !is_off {
            continue;
        }
        let what = format!("{}={value}", variable.name);
        let statement = format!("`{what}` lets anybody on the way pose as the other side");
        let found =
            Found::new("tls/outgoing-verified", what, statement).at(variable.place.clone()).help(HELP);
        match doubt(case, variable) {
            None => look.against(found),
            Some(because) => look.unsure(found.confidence(Confidence::Low), because),
        }
    }
    for (what, place) in &case.hosting.unverified {
        let statement = format!("`{what}` lets anybody on the way pose as the other side");
        let found = Found::new("tls/outgoing-verified", what.clone(), statement).at(place.clone()).help(HELP);
        look.against(found);
    }
}
