//! What can be done in a session.

use std::{collections::BTreeMap, str::FromStr};

use assay_products::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::storage::Storage;

/// Something to be done, as scenarios and the control interface write it: one key that says what, with its details.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// A function is invoked.
    Invoke(Invoke),
    /// A product says that something happened.
    Event(Event),
    /// Time passes: `5m`, `1h`, `1d`.
    Tick(String),
    /// Somebody on the web calls a web trigger.
    Web(Web),
    /// A product is asked, or changed, by hand.
    Product(Product),
    /// What the app keeps is looked at, or changed, by hand.
    Storage(Storage),
}

/// A function to be invoked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Invoke {
    /// The function's key in the manifest.
    pub function: String,
    /// The name a resolver defined it under. Without it, the function itself gets the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What it is handed.
    #[serde(default)]
    pub payload: Value,
    /// The module that causes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// What the page says of where it is: `{ "issue": { "key": "TEAM-1" } }`.
    #[serde(default)]
    pub extension: Value,
}

/// An event of a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Event {
    /// `avi:jira:updated:issue`.
    pub name: String,
    /// What apps are told.
    #[serde(default)]
    pub body: Value,
}

/// A call of a web trigger.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Web {
    /// The web trigger's key.
    pub trigger: String,
    /// The method; `GET` where there is no body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What stands behind the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Parameters of the query.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// Header fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body: a text as it is, anything else as JSON.
    #[serde(default)]
    pub body: Value,
}

/// A request to a product, by a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Product {
    /// Method and path: `PUT /rest/api/3/issue/TEAM-1`. A path below `/wiki` is Confluence's.
    pub request: String,
    /// The body.
    #[serde(default)]
    pub body: Value,
}

/// Who acts, and where: `admin@cedar`, `nobody@maple`, `712020:…@cedar`. Without a site, the one of before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The site's key.
    pub site: Option<String>,
    /// Who there.
    pub person: Person,
}

/// Somebody on a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// The first user with a role.
    Role(Role),
    /// The user with an account id.
    Account(String),
    /// No user.
    Nobody,
}

impl FromStr for Who {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (person, site) = match text.split_once('@') {
            Some((person, site)) => (person, Some(site.trim().to_owned())),
            None => (text, None),
        };
        let person = match person.trim() {
            "admin" => Person::Role(Role::Admin),
            "user" => Person::Role(Role::User),
            "stranger" => Person::Role(Role::Stranger),
            "nobody" => Person::Nobody,
            account if account.contains(':') => Person::Account(account.to_owned()),
            other => {
                return Err(format!(
                    "`{other}` is nobody: admin, user, stranger, nobody or an account id is needed"
                ));
            }
        };
        Ok(Self { site, person })
    }
}

/// How long `5m`, `2h`, `1d`, `30s` are, in seconds.
pub(crate) fn seconds(text: &str) -> Result<i64, String> {
    let text = text.trim();
    let wrong = || format!("`{text}` is no time: a number with s, m, h, d or w is needed, such as 5m");
    let at = text.find(|it: char| !it.is_ascii_digit()).ok_or_else(wrong)?;
    let number: i64 = text[..at].parse().map_err(|_| wrong())?;
    let unit = match text[at..].trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return Err(wrong()),
    };
    number.checked_mul(unit).filter(|it| *it <= 366 * 86_400).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_by_role_and_by_account() {
        let who: Who = "admin@cedar".parse().unwrap();
        assert_eq!((who.person, who.site.as_deref()), (Person::Role(Role::Admin), Some("cedar")));
        assert_eq!("712020:1@x".parse::<Who>().unwrap().person, Person::Account("712020:1".into()));
        assert!("somebody".parse::<Who>().is_err());
    }

    #[test]
    fn times_have_units() {
        assert_eq!(seconds("5m"), Ok(300));
        assert_eq!(seconds("2 h"), Ok(7_200));
        for wrong in ["", "5", "m", "-5m", "5y", "99999999999999999999d", "9999999999999999d"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
