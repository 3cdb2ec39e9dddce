use assay_catalogue::{
    Severity,
    tls::{SuiteStanding, TlsProfiles},
};
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{
    Found, Look, Probe, Scene,
    probe::always,
    tls::{ProtocolSeen, SuiteCard, TlsSeen, group_name, suite_name},
    transport::tls_reference_client_refused::lost,
};

pub(crate) const PROBE: Probe = Probe {
    id: "tls-suite-outside-intermediate",
    title: "a host that accepts a cipher suite outside of Mozilla's Intermediate profile",
    claims: &["tls/suites-intermediate"],
    topic: Topic::Tls,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("tls_suite_outside_intermediate.md"),
};

/// The least size of a prime, in bits: the profile has 2048 in both editions.
const PRIME_BITS: usize = 2048;

/// The claim it speaks to.
const CLAIM: &str = "tls/suites-intermediate";

fn judge(scene: &Scene<'_>, look: &mut Look) {
    let table = scene.settings.tls_profiles();
    for tls in &scene.survey.tls {
        if let Some(trouble) = &tls.trouble {
            look.skip(format!("the suites of {}", tls.address()), trouble);
            continue;
        }
        for seen in &tls.protocols {
            if let Some(why) = &seen.unsure {
                look.skip(format!("suites of {} at {}", seen.protocol, tls.address()), why);
            }
            look.looked_at(seen.suites.len());
            suites(table, tls, seen, look);
        }
        for bits in tls.prime_bits.iter().filter(|bits| **bits < PRIME_BITS) {
            let statement = format!("{} exchanges keys over a prime of {bits} bits", tls.host);
            let help = "use a prime of at least 2048 bits (`ffdhe2048`), or no suite of DHE at all";
            look.against(
                Found::new(CLAIM, format!("{}: prime of {bits} bits", tls.host), statement).help(help),
            );
        }
        groups(table, tls, look);
    }
}

fn suites(table: &TlsProfiles, tls: &TlsSeen, seen: &ProtocolSeen, look: &mut Look) {
    let (mut outside, mut former) = (Vec::new(), Vec::new());
    for code in &seen.suites {
        match table.standing(*code) {
            SuiteStanding::Current => {}
            SuiteStanding::Former { guideline } => former.push((*code, guideline)),
            SuiteStanding::Outside => outside.push(*code),
        }
    }
    if !seen.suites.is_empty() {
        let all: Vec<_> = seen.suites.iter().map(|code| suite_name(*code)).collect();
        let statement = format!("{} accepts in {}: {}", tls.host, seen.protocol, all.join(", "));
        look.in_favour(Found::new(CLAIM, format!("{}: suites of {}", tls.host, seen.protocol), statement));
    }
    let newest = &table.newest().guideline;
    let protocol = seen.protocol;
    if !outside.is_empty() {
        let names: Vec<_> = outside.iter().map(|code| suite_name(*code)).collect();
        let statement = format!(
            "{} accepts {} in {protocol} that Mozilla's Intermediate profile does not have: {}",
            tls.host,
            if names.len() == 1 { "a suite".to_owned() } else { format!("{} suites", names.len()) },
            listed(&names)
        );
        let found = Found::new(CLAIM, format!("{}: {protocol}", tls.host), statement)
            .help(format!(
                "offer the suites of the profile only (guideline {newest}); {}",
                cost(&lost(table, tls, |code| table.standing(code) != SuiteStanding::Outside))
            ))
            .severity(if outside.iter().any(|code| is_broken(*code)) {
                Severity::Medium
            } else {
                Severity::Low
            });
        look.against(with_repeat(found, tls, outside[0]));
    }
    if let Some((code, guideline)) = former.first() {
        let names: Vec<_> = former.iter().map(|(code, _)| suite_name(*code)).collect();
        let statement = format!(
            "{} accepts suites in {protocol} that guideline {guideline} has and {newest} has not: {}",
            tls.host,
            names.join(", ")
        );
        let found = Found::new(CLAIM, format!("{}: {protocol}, former", tls.host), statement)
            .help(format!(
                "leave them out: {}",
                cost(&lost(table, tls, |code| table.standing(code) == SuiteStanding::Current))
            ))
            .severity(Severity::Low)
            .confidence(Confidence::Low);
        look.against(with_repeat(found, tls, *code));
    }
}

/// What it costs to offer no more than the profile.
fn cost(lost: &[&str]) -> String {
    match lost {
        [] => "no client that the profile is made for loses its way by that".to_owned(),
        lost => format!(
            "of the suites that are offered now, none is left for {} then, clients of the profile: see whether anybody \
             comes with one, and which suites of the profile are missing",
            lost.join(", ")
        ),
    }
}

fn groups(table: &TlsProfiles, tls: &TlsSeen, look: &mut Look) {
    let allowed = table.intermediate.iter().flat_map(|edition| &edition.groups);
    let allowed: Vec<_> = allowed.collect();
    let mut outside: Vec<String> =
        tls.groups.iter().chain(&tls.curves).map(|code| group_name(*code)).collect();
    outside.sort();
    outside.dedup();
    outside.retain(|name| !allowed.contains(&name));
    if outside.is_empty() {
        return;
    }
    let statement =
        format!("{} exchanges keys over groups outside of the profile: {}", tls.host, outside.join(", "));
    look.against(
        Found::new(CLAIM, format!("{}: groups", tls.host), statement)
            .help("name the groups of the profile: X25519MLKEM768, X25519, prime256v1, secp384r1")
            .severity(Severity::Low)
            .confidence(Confidence::Low),
    );
}

/// Names, up to a number that can be read.
fn listed(names: &[String]) -> String {
    const READABLE: usize = 6;
    match names.len().checked_sub(READABLE) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..READABLE].join(", ")),
    }
}

/// True for suites whose cipher, hash or key exchange is broken: no encryption, export sizes, RC4, DES, MD5, anonymity.
fn is_broken(code: u16) -> bool {
    let name = suite_name(code);
    ["_NULL_", "EXPORT", "_RC4_", "_RC2_", "_DES_", "_3DES_", "_anon_", "_MD5", "_IDEA_"]
        .iter()
        .any(|word| name.contains(word))
}

fn with_repeat(found: Found, tls: &TlsSeen, code: u16) -> Found {
    match SuiteCard::of(code).map(|card| card.openssl).filter(|name| !name.is_empty()) {
        Some(name) => {
            let line = "openssl s_client -connect";
            found.repeat(format!("{line} {} -no_tls1_3 -cipher {name}:@SECLEVEL=0", tls.address()))
        }
        None => found,
    }
}
