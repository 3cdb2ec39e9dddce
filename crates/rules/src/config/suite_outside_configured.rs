use assay_catalogue::{Severity, tls::TlsProfiles};
use assay_evidence::{Confidence, Topic};

use super::{OF_SERVERS, applies, note_files};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "suite-outside-configured",
    title: "suites outside Mozilla's Intermediate profile, by name, in a server's settings",
    claims: &["tls/suites-intermediate"],
    topic: Topic::Tls,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("suite_outside_configured.md"),
};

/// Words of OpenSSL for groups of suites that no edition of the profile has a member of.
const WEAK_GROUPS: [&str; 14] = [
    "RC4", "3DES", "DES", "NULL", "ENULL", "ANULL", "EXP", "EXPORT", "MD5", "LOW", "SEED", "IDEA", "ADH",
    "AECDH",
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_files(case, OF_SERVERS, look);
    let profiles = TlsProfiles::bundled();
    for suites in &case.hosting.suites {
        let words = suites.list.split([':', ',', ' ']).map(str::trim).filter(|word| !word.is_empty());
        // `!` and `-` take away, and a `+` before a word only moves it.
        let added = words.filter(|word| !word.starts_with(['!', '-', '+', '@', '$']));
        let outside: Vec<&str> = added.filter(|word| is_outside(profiles, word)).collect();
        let Some(first) = outside.first() else { continue };
        let more = if outside.len() > 1 { format!(" and {} more", outside.len() - 1) } else { String::new() };
        let found = Found::new(
            "tls/suites-intermediate",
            format!("suites: {first}"),
            format!("`{first}`{more} stand in the list, and not in Mozilla's Intermediate profile"),
        )
        .at(suites.place.clone())
        .help("take the list of the Intermediate profile from https://ssl-config.mozilla.org");
        look.against(found);
    }
}

/// True for a group of weak suites, and for the name of one suite that no edition of the profile has.
fn is_outside(profiles: &TlsProfiles, word: &str) -> bool {
    if WEAK_GROUPS.contains(&word.to_ascii_uppercase().as_str()) {
        return true;
    }
    let is_name = word.starts_with("TLS_") || word.contains('-') && word.chars().any(|c| c.is_ascii_digit());
    is_name && profiles.suite(word).is_none()
}
