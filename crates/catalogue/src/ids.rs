//! Names that stay the same for ever.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// One table of requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Table {
    /// Every cloud app.
    #[serde(rename = "ALL")]
    All,
    /// Connect apps.
    #[serde(rename = "CONNECT")]
    Connect,
    /// Forge apps with egress or remotes.
    #[serde(rename = "FORGE-R")]
    ForgeRemote,
    /// Forge apps without egress.
    #[serde(rename = "FORGE")]
    Forge,
    /// Trello Power-Ups.
    #[serde(rename = "TRELLO")]
    Trello,
    /// OAuth 2.0 (3LO) apps.
    #[serde(rename = "OAUTH")]
    OAuth,
    /// Promises and duties of the page “Security for Forge apps”.
    #[serde(rename = "SEC")]
    Sec,
}

impl Table {
    /// Every table, in the order of reports.
    pub const EVERY: [Self; 7] =
        [Self::All, Self::Connect, Self::ForgeRemote, Self::Forge, Self::Trello, Self::OAuth, Self::Sec];

    /// The prefix of its ids.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Connect => "CONNECT",
            Self::ForgeRemote => "FORGE-R",
            Self::Forge => "FORGE",
            Self::Trello => "TRELLO",
            Self::OAuth => "OAUTH",
            Self::Sec => "SEC",
        }
    }

    /// Whom it is for, as a plural noun phrase: “Connect apps”.
    pub fn audience(self) -> &'static str {
        match self {
            Self::All => "every cloud app",
            Self::Connect => "Connect apps",
            Self::ForgeRemote => "Forge apps with egress or remotes",
            Self::Forge => "Forge apps without egress",
            Self::Trello => "Trello Power-Ups",
            Self::OAuth => "OAuth 2.0 (3LO) apps",
            Self::Sec => "Forge apps: promises of the platform",
        }
    }

    /// The fact that decides whether the table applies; none for [`Table::All`], which always does.
    pub fn applies_when(self) -> Option<FactId> {
        let name = match self {
            Self::All => return None,
            Self::Connect => "type.connect",
            Self::ForgeRemote => "type.forge-remote",
            Self::Forge => "type.forge-only",
            Self::Trello => "type.trello",
            Self::OAuth => "type.oauth",
            Self::Sec => "type.forge",
        };
        Some(FactId(name.to_owned()))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix())
    }
}

/// A text that is not an id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}")]
pub struct IdError {
    /// The text.
    pub text: String,
    /// What would be right.
    pub wanted: &'static str,
}

/// Id of a row: `ALL-5`, `FORGE-R-13.1`. Ordered by table, then by number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequirementId {
    table: Table,
    number: u16,
    detail: Option<u16>,
}

impl RequirementId {
    /// The table it stands in.
    pub fn table(&self) -> Table {
        self.table
    }

    /// The row this one details: `CONNECT-1` of `CONNECT-1.2`.
    pub fn parent(&self) -> Option<Self> {
        self.detail.map(|_| Self { detail: None, ..self.clone() })
    }
}

impl FromStr for RequirementId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = || IdError { text: text.to_owned(), wanted: "a requirement id such as `FORGE-R-13.1`" };
        let (prefix, numbers) = text.rsplit_once('-').ok_or_else(wrong)?;
        let table = Table::EVERY.into_iter().find(|table| table.prefix() == prefix).ok_or_else(wrong)?;
        let (number, detail) = match numbers.split_once('.') {
            Some((number, detail)) => (number, Some(detail.parse().map_err(|_| wrong())?)),
            None => (numbers, None),
        };
        Ok(Self { table, number: number.parse().map_err(|_| wrong())?, detail })
    }
}

impl Ord for RequirementId {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.table, self.number, self.detail).cmp(&(other.table, other.number, other.detail))
    }
}

impl PartialOrd for RequirementId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.table, self.number)?;
        self.detail.map_or(Ok(()), |detail| write!(f, ".{detail}"))
    }
}

impl From<RequirementId> for String {
    fn from(id: RequirementId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for RequirementId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

/// Id of a duty: its row and its letter, `ALL-5.a`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DutyId {
    /// The row.
    pub requirement: RequirementId,
    /// `a` to `z`, in the order of the row's text.
    pub letter: char,
}

impl fmt::Display for DutyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.requirement, self.letter)
    }
}

impl FromStr for DutyId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = || IdError { text: text.to_owned(), wanted: "a duty id such as `ALL-5.a`" };
        let (requirement, letter) = text.rsplit_once('.').ok_or_else(wrong)?;
        match letter.as_bytes() {
            [letter @ b'a'..=b'z'] => Ok(Self {
                requirement: requirement.parse().map_err(|_| wrong())?,
                letter: char::from(*letter),
            }),
            _ => Err(wrong()),
        }
    }
}

impl From<DutyId> for String {
    fn from(id: DutyId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for DutyId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

name!(
    /// Id of a claim: a sentence about an app that evidence supports or contradicts, `secrets/source`. It
    /// outlives every numbering of the requirements, so an old dossier can be judged by a new catalogue.
    ClaimId
);
name!(
    /// Id of a control: something that enforces a duty while the app runs, `guard/hsts`.
    ControlId
);
name!(
    /// Name of a fact about an app, `type.forge`, `rovo.actions`.
    FactId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_order_by_number_not_by_text() {
        let mut ids: Vec<RequirementId> =
            ["FORGE-10", "FORGE-R-2", "ALL-9", "FORGE-9", "FORGE-1.1", "FORGE-1", "ALL-10"]
                .map(|text| text.parse().unwrap())
                .into();
        ids.sort();
        let printed: Vec<String> = ids.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["ALL-9", "ALL-10", "FORGE-R-2", "FORGE-1", "FORGE-1.1", "FORGE-9", "FORGE-10"]);
    }

    #[test]
    fn an_id_prints_as_it_was_read() {
        for text in ["FORGE-R-13.1", "SEC-7.2", "ALL-0"] {
            assert_eq!(text.parse::<RequirementId>().unwrap().to_string(), text);
        }
        assert_eq!("CONNECT-1.2.b".parse::<DutyId>().unwrap().to_string(), "CONNECT-1.2.b");
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "FORGE", "FORGE-", "FORGE-x", "HUB-1", "FORGE-1.", "FORGE-1.2.3"] {
            assert!(text.parse::<RequirementId>().is_err(), "{text}");
        }
        for text in ["ALL-5", "ALL-5.aa", "ALL-5.A", ".a"] {
            assert!(text.parse::<DutyId>().is_err(), "{text}");
        }
    }
}
