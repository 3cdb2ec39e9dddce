//! Variables of environments. Those that are encrypted can be written and used, never read back.

use std::collections::BTreeMap;

use assay_auth::sealing::SealingKey;
use assay_source::Digest;
use assay_store::MasterKey;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::act::EnvironmentId;
use crate::error::Error;

/// A variable, as it lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kept {
    /// As it is.
    Plain(String),
    /// Sealed, in Base64.
    Sealed(String),
}

/// A variable, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value; none where it is encrypted.
    pub value: Option<String>,
}

/// The variables of one environment, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Variables(pub(crate) BTreeMap<String, Kept>);

/// Seals for one environment: a variable of one cannot be opened as another's.
pub(crate) struct Sealing(SealingKey);

impl Sealing {
    pub(crate) fn of(master: &MasterKey, environment: &EnvironmentId) -> Self {
        let parts = ["variables", &environment.app, &environment.name];
        let owner = Digest::of_parts(parts.iter().map(|part| part.as_bytes()));
        Self(SealingKey::derive(master, owner.as_bytes()))
    }
}

impl Variables {
    pub(crate) fn set(&mut self, name: &str, value: &str, sealing: Option<&Sealing>) -> Result<(), Error> {
        let word = (1..=200).contains(&name.len())
            && !name.starts_with(|char: char| char.is_ascii_digit())
            && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        if !word {
            return Err(Error::BadName { what: "variable", name: name.escape_default().take(200).collect() });
        }
        let kept = match sealing {
            None => Kept::Plain(value.to_owned()),
            Some(sealing) => Kept::Sealed(BASE64.encode(&sealing.0.seal(name, value.as_bytes()))),
        };
        self.0.insert(name.to_owned(), kept);
        Ok(())
    }

    /// Names, and the values of those that are not encrypted.
    pub(crate) fn told(&self) -> Vec<Variable> {
        let told = |(name, kept): (&String, &Kept)| Variable {
            name: name.clone(),
            value: match kept {
                Kept::Plain(value) => Some(value.clone()),
                Kept::Sealed(_) => None,
            },
        };
        self.0.iter().map(told).collect()
    }

    /// All values, for the app's process. None where one cannot be opened.
    pub(crate) fn opened(&self, sealing: &Sealing) -> Option<Vec<(String, String)>> {
        let open = |(name, kept): (&String, &Kept)| {
            let value = match kept {
                Kept::Plain(value) => value.clone(),
                Kept::Sealed(text) => {
                    let sealed = BASE64.decode(text.as_bytes()).ok()?;
                    String::from_utf8(sealing.0.open(name, &sealed).ok()?).ok()?
                }
            };
            Some((name.clone(), value))
        };
        self.0.iter().map(open).collect()
    }

    /// Those that a manifest may be filled in with: an encrypted one would be shown there.
    pub(crate) fn for_manifest(&self) -> assay_app::manifest::Variables {
        let plain = self.0.iter().filter_map(|(name, kept)| match kept {
            Kept::Plain(value) => Some((name.clone(), value.clone())),
            Kept::Sealed(_) => None,
        });
        assay_app::manifest::Variables(plain.collect())
    }
}
