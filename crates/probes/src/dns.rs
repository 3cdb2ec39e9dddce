//! What the name system says of a host.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// What was seen of one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsSeen {
    /// The name.
    pub host: String,
    /// Names it is an alias of, one after the other.
    pub aliases: Vec<String>,
    /// What the last of these, or the name itself, has.
    pub end: Resolution,
    /// Who may issue certificates for it: values of `issue` at the nearest name that has any.
    pub issuers: Vec<String>,
    /// Where it was not told who may issue: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuers_unknown: Option<String>,
    /// The zone that holds it; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Servers of its zone, with whether each has an address.
    pub servers: Vec<(String, Resolution)>,
}

/// What a name has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Resolution {
    /// At least one address.
    Addresses,
    /// It exists and has none.
    NoAddress,
    /// It does not exist.
    NoName,
    /// It could not be asked.
    Unknown {
        /// Why not.
        why: String,
    },
}

impl DnsSeen {
    /// The last alias, or the name itself.
    pub fn last(&self) -> &str {
        self.aliases.last().map_or(&self.host, String::as_str)
    }
}

/// A service whose customers' names strangers can take over once they are given up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Suffixes of the names it gives its customers.
    pub suffixes: Vec<String>,
    /// What it answers for a name that nobody has; none where the name then does not exist.
    #[serde(default)]
    pub answer: Option<String>,
    /// The page it was read from.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    service: Vec<Service>,
}

static SERVICES: LazyLock<Vec<Service>> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../data/takeover-services.toml"))
        .expect("the bundled table is read by this crate's tests");
    table.service
});

/// The service a name belongs to, where it is a known one.
pub fn service_of(name: &str) -> Option<&'static Service> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let below = |suffix: &String| name.strip_suffix(suffix.as_str()).is_some_and(|rest| rest.ends_with('.'));
    SERVICES.iter().find(|service| service.suffixes.iter().any(below))
}

#[cfg(test)]
mod tests {
    use super::service_of;

    #[test]
    fn names_of_services_are_known() {
        assert_eq!(service_of("app.us-east-1.elasticbeanstalk.com.").unwrap().name, "AWS Elastic Beanstalk");
        assert_eq!(service_of("Acme.GitHub.io").unwrap().name, "GitHub Pages");
        assert_eq!(service_of("github.io"), None);
        assert_eq!(service_of("app.example.com"), None);
    }
}
