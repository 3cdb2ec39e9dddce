//! Names of suites and groups.

use std::{collections::BTreeMap, sync::LazyLock};

use super::Protocol;

/// A cipher suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuiteCard {
    /// Its code point.
    pub code: u16,
    /// Its registered name.
    pub name: &'static str,
    /// Its name in OpenSSL; empty where today's builds do not have it.
    pub openssl: &'static str,
    /// The oldest protocol it can be negotiated in.
    since: Protocol,
}

/// Groups for key exchange: code points and names, newest first. Sources: the IANA registry of TLS parameters, read
/// 2026-11-22; Mozilla's guideline for the names it uses.
pub const GROUPS: [(u16, &str); 13] = [
    (0x11ec, "X25519MLKEM768"),
    (0x11eb, "SecP256r1MLKEM768"),
    (0x001d, "X25519"),
    (0x0017, "prime256v1"),
    (0x0018, "secp384r1"),
    (0x0019, "secp521r1"),
    (0x001e, "X448"),
    (0x0100, "ffdhe2048"),
    (0x0101, "ffdhe3072"),
    (0x0102, "ffdhe4096"),
    (0x0016, "secp256k1"),
    (0x0015, "secp224r1"),
    (0x0013, "prime192v1"),
];

static CARDS: LazyLock<BTreeMap<u16, SuiteCard>> = LazyLock::new(|| {
    let rows = include_str!("../../data/tls-suites.tsv").lines().filter(|line| line.starts_with("0x"));
    rows.filter_map(|line| {
        let mut columns = line.split('\t');
        let code = u16::from_str_radix(columns.next()?.strip_prefix("0x")?, 16).ok()?;
        let (name, openssl) = (columns.next()?, columns.next()?);
        let since = match columns.next()? {
            "ssl3" => Protocol::Ssl3,
            "1.2" => Protocol::Tls12,
            "1.3" => Protocol::Tls13,
            _ => return None,
        };
        Some((code, SuiteCard { code, name, openssl, since }))
    })
    .collect()
});

/// The registered name of a suite, or its code point where it has none.
pub fn suite_name(code: u16) -> String {
    CARDS.get(&code).map_or_else(|| format!("0x{code:04x}"), |card| card.name.to_owned())
}

/// The name of a group, or its code point.
pub fn group_name(code: u16) -> String {
    let known = GROUPS.iter().find(|(group, _)| *group == code);
    known.map_or_else(|| format!("0x{code:04x}"), |(_, name)| (*name).to_owned())
}

/// Every suite that can be negotiated in a version, by code point; none for SSL 2.0.
pub fn suites_for(protocol: Protocol) -> Vec<u16> {
    let fits = |card: &&SuiteCard| match protocol {
        Protocol::Ssl2 => false,
        Protocol::Ssl3 | Protocol::Tls10 | Protocol::Tls11 => card.since == Protocol::Ssl3,
        Protocol::Tls12 => card.since <= Protocol::Tls12,
        Protocol::Tls13 => card.since == Protocol::Tls13,
    };
    CARDS.values().filter(fits).map(|card| card.code).collect()
}

impl SuiteCard {
    /// The card of a suite.
    pub fn of(code: u16) -> Option<&'static Self> {
        CARDS.get(&code)
    }
}

#[cfg(test)]
mod tests {
    use assay_catalogue::tls::TlsProfiles;

    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let rows =
            include_str!("../../data/tls-suites.tsv").lines().filter(|line| line.starts_with("0x")).count();
        assert_eq!(CARDS.len(), rows);
        assert!(rows > 350, "{rows}");
    }

    #[test]
    fn the_table_agrees_with_the_profiles_of_the_catalogue() {
        for suite in &TlsProfiles::bundled().suites {
            let card = CARDS.get(&suite.code).unwrap();
            assert_eq!((card.name, card.openssl), (suite.name.as_str(), suite.openssl.as_str()));
        }
        for edition in &TlsProfiles::bundled().intermediate {
            for group in &edition.groups {
                assert!(GROUPS.iter().any(|(_, name)| name == group), "{group}");
            }
        }
    }

    #[test]
    fn versions_have_their_suites() {
        assert!(suites_for(Protocol::Tls13).contains(&0x1301));
        assert!(!suites_for(Protocol::Tls12).contains(&0x1301));
        assert!(
            suites_for(Protocol::Tls12).contains(&0xc02f) && suites_for(Protocol::Tls12).contains(&0x0005)
        );
        assert!(!suites_for(Protocol::Tls10).contains(&0xc02f));
    }
}
