//! Which TLS suites and protocols a server may offer, and for how long it has to promise HTTPS.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{DatedTableError, Source, dated::parse};

/// A cipher suite under its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Its code point on the wire.
    pub code: u16,
    /// Its name in the IANA registry of TLS parameters.
    pub name: String,
    /// Its name in OpenSSL.
    pub openssl: String,
}

/// Mozilla's Intermediate profile as one edition of the guideline has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intermediate {
    /// The edition, `6.0`.
    pub guideline: String,
    /// Where this was read, and when.
    pub source: Source,
    /// Protocol versions, as OpenSSL writes them: `TLSv1.2`.
    pub protocols: Vec<String>,
    /// Suites, by their registry names, most preferred first within a protocol.
    pub suites: Vec<String>,
    /// Key exchange groups, most preferred first.
    pub groups: Vec<String>,
    /// The HSTS `max-age` Mozilla itself advises, in seconds.
    pub hsts_max_age: u64,
    /// The least size of an RSA key, in bits.
    pub rsa_bits: u16,
    /// The longest life of a certificate, in days.
    pub certificate_days: u16,
}

/// How a suite stands to the Intermediate profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum SuiteStanding<'a> {
    /// The newest edition has it.
    Current,
    /// Only an older edition has it.
    Former {
        /// The newest edition that does.
        guideline: &'a str,
    },
    /// No edition in the table has it.
    Outside,
}

/// Editions of the Intermediate profile, and the floor of the requirements for HSTS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsProfiles {
    /// The least HSTS `max-age` the requirements accept, in seconds.
    pub hsts_max_age_floor: u64,
    /// Every suite an edition names.
    #[serde(rename = "suite")]
    pub suites: Vec<Suite>,
    /// Editions, newest first; at least one.
    pub intermediate: Vec<Intermediate>,
}

impl TlsProfiles {
    /// The table that comes with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<TlsProfiles> = LazyLock::new(|| {
            TlsProfiles::from_toml(include_str!("../data/tls-profiles.toml"))
                .expect("the bundled table is read by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads a table of the shape of `data/tls-profiles.toml`.
    ///
    /// # Errors
    /// [`DatedTableError`]: it cannot be read, has no edition, or an edition names a suite that is not listed.
    pub fn from_toml(text: &str) -> Result<Self, DatedTableError> {
        let table: Self = parse(text)?;
        if table.intermediate.is_empty() {
            return Err(DatedTableError::inconsistent("intermediate", "there has to be one edition"));
        }
        for edition in &table.intermediate {
            let unlisted = edition.suites.iter().find(|name| table.suite(name).is_none());
            if let Some(name) = unlisted {
                let why = format!("its suite `{name}` is not listed");
                return Err(DatedTableError::inconsistent(&edition.guideline, why));
            }
        }
        Ok(table)
    }

    /// The newest edition.
    pub fn newest(&self) -> &Intermediate {
        self.intermediate.first().expect("there is one edition: checked on reading")
    }

    /// One edition.
    pub fn edition(&self, guideline: &str) -> Option<&Intermediate> {
        self.intermediate.iter().find(|edition| edition.guideline == guideline)
    }

    /// A suite by either of its names.
    pub fn suite(&self, name: &str) -> Option<&Suite> {
        self.suites.iter().find(|suite| suite.name == name || suite.openssl == name)
    }

    /// How the suite with this code point stands.
    pub fn standing(&self, code: u16) -> SuiteStanding<'_> {
        let Some(suite) = self.suites.iter().find(|suite| suite.code == code) else {
            return SuiteStanding::Outside;
        };
        match self.intermediate.iter().position(|edition| edition.suites.contains(&suite.name)) {
            Some(0) => SuiteStanding::Current,
            Some(place) => SuiteStanding::Former { guideline: &self.intermediate[place].guideline },
            None => SuiteStanding::Outside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_edition_dropped_the_dhe_suites_of_the_one_before() {
        let table = TlsProfiles::bundled();
        assert_eq!(table.newest().guideline, "6.0");
        let former = table.edition("5.7").unwrap();
        let dropped: Vec<_> =
            former.suites.iter().filter(|name| !table.newest().suites.contains(name)).collect();
        assert_eq!(dropped.len(), 3);
        for name in dropped {
            assert!(name.starts_with("TLS_DHE_RSA_"), "{name}");
            let code = table.suite(name).unwrap().code;
            assert_eq!(table.standing(code), SuiteStanding::Former { guideline: "5.7" });
        }
        assert_eq!(table.newest().groups[0], "X25519MLKEM768");
        assert_eq!(former.suites.len(), 12);
    }

    #[test]
    fn suites_are_known_by_code_and_by_either_name() {
        let table = TlsProfiles::bundled();
        assert_eq!(table.standing(0x1301), SuiteStanding::Current);
        assert_eq!(table.suite("ECDHE-RSA-AES128-GCM-SHA256").unwrap().code, 0xc02f);
        // TLS_RSA_WITH_AES_128_CBC_SHA.
        assert_eq!(table.standing(0x002f), SuiteStanding::Outside);
    }

    #[test]
    fn the_floor_for_hsts_is_a_year_of_365_days() {
        assert_eq!(TlsProfiles::bundled().hsts_max_age_floor, 365 * 24 * 60 * 60);
    }

    #[test]
    fn no_suite_has_another_ones_code_or_name() {
        let suites = &TlsProfiles::bundled().suites;
        for (place, suite) in suites.iter().enumerate() {
            let same = |other: &Suite| other.code == suite.code || other.name == suite.name;
            assert!(!suites[..place].iter().any(same), "{}", suite.name);
        }
    }

    #[test]
    fn an_edition_with_an_unlisted_suite_is_refused() {
        let table = include_str!("../data/tls-profiles.toml").replacen(
            "suites = [\n",
            "suites = [\n    \"TLS_MADE_UP\",\n",
            1,
        );
        let error = TlsProfiles::from_toml(&table).unwrap_err().to_string();
        assert_eq!(error, "6.0: its suite `TLS_MADE_UP` is not listed");
    }
}
