//! The oldest clients that Mozilla's Intermediate profile is made for, and whom of them a server turns away.

use std::sync::LazyLock;

use serde::Deserialize;

use super::suite_name;

/// One client: what its first message offers. Its newest protocol is TLS 1.2.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceClient {
    /// Its name, as the guideline has it.
    pub name: String,
    /// The editions of the guideline that name it.
    pub guidelines: Vec<String>,
    /// The client whose message was taken.
    pub observed: String,
    /// Suites it offers, by code point.
    pub suites: Vec<u16>,
    /// Groups it offers, by code point.
    pub groups: Vec<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    client: Vec<ReferenceClient>,
}

static CLIENTS: LazyLock<Vec<ReferenceClient>> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../data/tls-clients.toml"))
        .expect("the bundled table is read by this crate's tests");
    table.client
});

/// The reference clients of an edition of the guideline; none for one that is not in the table.
pub fn reference_clients(guideline: &str) -> impl Iterator<Item = &'static ReferenceClient> {
    CLIENTS.iter().filter(move |client| client.guidelines.iter().any(|named| named == guideline))
}

impl ReferenceClient {
    /// True where it finds a suite in TLS 1.2 among those of a server, and for an exchange over a curve one of the
    /// server's curves. Where no curve was seen, any will do.
    pub fn is_served(&self, suites: &[u16], curves: &[u16]) -> bool {
        let has_curve = curves.is_empty() || self.groups.iter().any(|group| curves.contains(group));
        suites
            .iter()
            .filter(|code| self.suites.contains(code))
            .any(|code| has_curve || !suite_name(*code).contains("_ECDHE_"))
    }
}

#[cfg(test)]
mod tests {
    use assay_catalogue::tls::TlsProfiles;

    use super::reference_clients;
    use crate::tls::SuiteCard;

    /// Code points of an edition's suites, of those that go with a certificate for RSA or for ECDSA.
    fn suites(guideline: &str, without: &str) -> Vec<u16> {
        let table = TlsProfiles::bundled();
        let names = &table.edition(guideline).unwrap().suites;
        let kept = names.iter().filter(|name| !name.contains(without));
        kept.map(|name| table.suite(name).unwrap().code).collect()
    }

    #[test]
    fn every_edition_serves_its_own_clients_with_either_kind_of_certificate() {
        for edition in &TlsProfiles::bundled().intermediate {
            let guideline = &edition.guideline;
            assert_eq!(reference_clients(guideline).count(), 9, "{guideline}");
            for (kind, other) in [("RSA", "_ECDSA_"), ("ECDSA", "_RSA_")] {
                let suites = suites(guideline, other);
                for client in reference_clients(guideline) {
                    assert!(client.is_served(&suites, &[0x0017]), "{guideline}, {kind}: {}", client.name);
                }
            }
        }
    }

    #[test]
    fn the_newest_edition_turns_one_client_of_the_one_before_away() {
        let suites = suites("6.0", "_ECDSA_");
        let away: Vec<_> = reference_clients("5.7")
            .filter(|client| !client.is_served(&suites, &[]))
            .map(|client| client.name.as_str())
            .collect();
        assert_eq!(away, ["Internet Explorer 11 on Windows 7"]);
    }

    #[test]
    fn suites_of_clients_are_known_ones_or_were_never_registered() {
        let never = [0xcc13, 0xcc14, 0x0056];
        for client in reference_clients("6.0").chain(reference_clients("5.7")) {
            for code in &client.suites {
                assert!(
                    SuiteCard::of(*code).is_some() || never.contains(code),
                    "{}: {code:#06x}",
                    client.name
                );
            }
        }
    }

    #[test]
    fn a_client_without_a_common_curve_is_served_by_other_exchanges_only() {
        let chrome = reference_clients("6.0").find(|client| client.name == "Chrome 49").unwrap();
        assert!(!chrome.is_served(&[0xc02f], &[0x0019]));
        assert!(chrome.is_served(&[0xc02f, 0x009c], &[0x0019]));
        assert!(!chrome.is_served(&[0x1301], &[]));
    }
}
