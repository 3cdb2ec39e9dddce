//! Until when a domain is registered, as registries tell it by RDAP.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// What a registry says of the domain of one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationSeen {
    /// The host.
    pub host: String,
    /// The registered name at or above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Until when it is registered; none where the registry does not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Timestamp>,
    /// What the registry says of its state, in its words: `active`, `redemption period`.
    #[serde(default)]
    pub states: Vec<String>,
    /// Where that was read.
    pub source: String,
    /// Why nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
}

/// Who tells until when a domain is registered. The user names it; without one nobody is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Registries {
    /// Nobody: it stays unknown.
    #[default]
    Nobody,
    /// One server: `https://rdap.example.com/`.
    At(Url),
    /// The servers of top-level domains, by domain without its leading dot: IANA's file for bootstrapping.
    ByTopLevel(BTreeMap<String, Url>),
    /// Answers that were fetched before, by domain.
    Answers {
        /// Where they stand.
        source: String,
        /// Each answer.
        domains: BTreeMap<String, Registration>,
    },
}

/// What an answer says of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Registration {
    /// Until when it is registered.
    pub ends: Option<Timestamp>,
    /// What the registry says of its state.
    pub states: Vec<String>,
}

/// Why a file names no registry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistriesError {
    /// It is no JSON.
    #[error("`{file}` is no JSON: {why}")]
    NotJson {
        /// The file.
        file: String,
        /// The reader's words.
        why: String,
    },
    /// It is something else.
    #[error(
        "`{0}` is neither an answer of RDAP about a domain, nor a list of such, nor IANA's list of servers (`https://data.iana.org/rdap/dns.json`)"
    )]
    Other(String),
    /// An address that nobody is asked at.
    #[error("`{0}` is no address of an RDAP server; `https://rdap.example.com/` is one")]
    NotAnAddress(String),
}

impl Registries {
    /// A server at an address that the user named. It is reached by HTTPS.
    ///
    /// # Errors
    /// [`RegistriesError::NotAnAddress`].
    pub fn at(address: &str) -> Result<Self, RegistriesError> {
        base(address).map(Self::At).ok_or_else(|| RegistriesError::NotAnAddress(address.to_owned()))
    }

    /// Reads a file: one answer about a domain or a list of them (RFC 9083, section 5.3), or IANA's list of servers by
    /// top-level domain (RFC 9224, section 4), of which those with HTTPS are taken.
    ///
    /// # Errors
    /// [`RegistriesError`].
    pub fn read(file: &str, text: &str) -> Result<Self, RegistriesError> {
        let value: serde_json::Value = serde_json::from_str(text)
            .map_err(|error| RegistriesError::NotJson { file: file.to_owned(), why: error.to_string() })?;
        if value.get("services").is_some() {
            let list: Bootstrap =
                serde_json::from_value(value).map_err(|_| RegistriesError::Other(file.to_owned()))?;
            return Ok(Self::ByTopLevel(list.servers()));
        }
        let answers = match value {
            serde_json::Value::Array(answers) => answers,
            one => vec![one],
        };
        let named = |answer: &serde_json::Value| {
            let (name, registration) = read_answer(answer)?;
            Some((name?, registration))
        };
        let domains: Option<BTreeMap<_, _>> = answers.iter().map(named).collect();
        let domains = domains.filter(|domains| !domains.is_empty());
        let domains = domains.ok_or_else(|| RegistriesError::Other(file.to_owned()))?;
        Ok(Self::Answers { source: file.to_owned(), domains })
    }

    /// The server to ask about a domain; none where none is known for it.
    #[cfg_attr(not(feature = "live"), expect(dead_code, reason = "nobody is asked"))]
    pub(crate) fn server_for(&self, domain: &str) -> Option<&Url> {
        match self {
            Self::At(server) => Some(server),
            Self::ByTopLevel(servers) => {
                std::iter::successors(Some(domain), |name| name.split_once('.').map(|(_, above)| above))
                    .find_map(|name| servers.get(name))
            }
            Self::Nobody | Self::Answers { .. } => None,
        }
    }
}

/// Reads what a server answers about a domain: its name where it has one, and what is known of it. None for what is no
/// such answer.
pub(crate) fn read_answer(value: &serde_json::Value) -> Option<(Option<String>, Registration)> {
    let answer: Answer = serde_json::from_value(value.clone()).ok()?;
    if answer.object_class_name.as_deref() != Some("domain") {
        return None;
    }
    let expires = |event: &&Event| event.event_action.eq_ignore_ascii_case("expiration");
    // Of several, the earliest counts: a registrar's own date may be later than the registry's.
    let dates = answer.events.iter().filter(expires).filter_map(|event| event.event_date.parse().ok());
    let name = answer.ldh_name.map(|name| name.trim_end_matches('.').to_ascii_lowercase());
    Some((name, Registration { ends: dates.min(), states: answer.status }))
}

fn base(address: &str) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    let is_plain = url.scheme() == "https" && url.has_host() && url.query().is_none();
    if !is_plain || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Some(url)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    object_class_name: Option<String>,
    ldh_name: Option<String>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    status: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(default)]
    event_action: String,
    #[serde(default)]
    event_date: String,
}

#[derive(Deserialize)]
struct Bootstrap {
    services: Vec<(Vec<String>, Vec<String>)>,
}

impl Bootstrap {
    fn servers(self) -> BTreeMap<String, Url> {
        let mut servers = BTreeMap::new();
        for (names, addresses) in self.services {
            let Some(server) = addresses.iter().find_map(|address| base(address)) else { continue };
            for name in names {
                servers.insert(name.to_ascii_lowercase(), server.clone());
            }
        }
        servers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{
        "objectClassName": "domain", "ldhName": "EXAMPLE.COM.", "status": ["active"],
        "events": [
            { "eventAction": "registration", "eventDate": "2000-01-01T00:00:00Z" },
            { "eventAction": "registrar expiration", "eventDate": "2028-01-01T00:00:00Z" },
            { "eventAction": "expiration", "eventDate": "2027-03-04T05:06:07Z" },
            { "eventAction": "expiration", "eventDate": "soon" }
        ]
    }"#;

    #[test]
    fn an_answer_tells_until_when() {
        let Registries::Answers { domains, .. } = Registries::read("a.json", ANSWER).unwrap() else {
            panic!()
        };
        let known = &domains["example.com"];
        assert_eq!(known.ends.unwrap().to_string(), "2027-03-04T05:06:07Z");
        assert_eq!(known.states, ["active"]);
        let list = format!("[{ANSWER}, {}]", ANSWER.replace("EXAMPLE", "other"));
        let Registries::Answers { domains, .. } = Registries::read("b.json", &list).unwrap() else {
            panic!()
        };
        assert_eq!(domains.len(), 2);
    }

    #[test]
    fn servers_are_known_by_top_level_domain() {
        let text = r#"{ "version": "1.0", "services": [
            [["com", "net"], ["http://plain.example/", "https://rdap.example/com/v1"]],
            [["co.uk"], ["https://rdap.example/co"]], [["uk"], ["https://rdap.example/uk/"]],
            [["old"], ["http://plain.example/"]]
        ] }"#;
        let registries = Registries::read("dns.json", text).unwrap();
        for (domain, server) in [
            ("example.com", Some("https://rdap.example/com/v1/")),
            ("example.co.uk", Some("https://rdap.example/co/")),
            ("example.uk", Some("https://rdap.example/uk/")),
            ("example.old", None),
            ("example.org", None),
        ] {
            assert_eq!(registries.server_for(domain).map(Url::as_str), server, "{domain}");
        }
    }

    #[test]
    fn what_is_no_registry_is_refused() {
        for text in ["", "{", "[]", "1", "{}", r#"{"services": 1}"#, r#"{"objectClassName": "domain"}"#] {
            assert!(Registries::read("x.json", text).is_err(), "{text}");
        }
        for address in ["http://rdap.example", "https://me:x@rdap.example", "rdap.example", "https://x/?q"] {
            assert!(Registries::at(address).is_err(), "{address}");
        }
        assert_eq!(
            Registries::at("https://x.example").unwrap().server_for("a.b").unwrap().as_str(),
            "https://x.example/"
        );
    }
}
