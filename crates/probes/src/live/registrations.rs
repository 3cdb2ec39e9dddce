//! Asking registries, by RDAP, until when a domain is registered.

use std::{collections::BTreeMap, time::Duration};

use assay_wire::Trust;
use url::Url;

use super::{
    download::{Download, DownloadError},
    limits::Limits,
};
use crate::{DnsSeen, Registration, RegistrationSeen, Registries, registration::read_answer};

/// The most questions of a run. They are put one after the other.
const QUESTIONS: usize = 12;

/// The most names that are asked about for one host: its zone's, and those above.
const NAMES: usize = 4;

/// The most bytes of an answer.
const ANSWER_LIMIT: u64 = 512 * 1024;

/// Asks about the domain of each host, once for each domain.
pub(super) async fn ask(
    hosts: &[DnsSeen],
    registries: &Registries,
    limits: &Limits,
    trust: &Trust,
) -> Vec<RegistrationSeen> {
    if *registries == Registries::Nobody {
        return Vec::new();
    }
    let download = Download {
        most_bytes: ANSWER_LIMIT,
        patience: limits.timeout,
        altogether: limits.timeout.max(Duration::from_secs(1)),
        proxy: limits.way.proxy.clone(),
        trust: trust.clone(),
    };
    let mut asking = Asking { registries, download, known: BTreeMap::new(), questions: 0 };
    let mut seen = Vec::new();
    for host in hosts {
        seen.push(asking.about(host).await);
    }
    seen
}

struct Asking<'a> {
    registries: &'a Registries,
    download: Download,
    /// What each name's server said; none for a name that it does not know.
    known: BTreeMap<String, Result<Option<Registration>, String>>,
    questions: usize,
}

impl Asking<'_> {
    async fn about(&mut self, dns: &DnsSeen) -> RegistrationSeen {
        let mut seen = RegistrationSeen {
            host: dns.host.clone(),
            domain: None,
            ends: None,
            states: Vec::new(),
            source: String::new(),
            unknown: None,
        };
        for name in names(dns) {
            seen.source = self.source(&name);
            match self.of(&name).await {
                Ok(Some(registration)) => {
                    seen.domain = Some(name);
                    seen.ends = registration.ends;
                    seen.states = registration.states;
                    return seen;
                }
                Ok(None) => {}
                Err(why) => {
                    seen.unknown = Some(why);
                    return seen;
                }
            }
        }
        seen.unknown = Some("it knows no registration at or above that name".to_owned());
        seen
    }

    fn source(&self, name: &str) -> String {
        match self.registries {
            Registries::Answers { source, .. } => source.clone(),
            other => other.server_for(name).map_or_else(String::new, |server| question(server, name)),
        }
    }

    async fn of(&mut self, name: &str) -> Result<Option<Registration>, String> {
        if let Registries::Answers { domains, .. } = self.registries {
            return Ok(domains.get(name).cloned());
        }
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let answer = self.fetch(name).await;
        self.known.insert(name.to_owned(), answer.clone());
        answer
    }

    async fn fetch(&mut self, name: &str) -> Result<Option<Registration>, String> {
        let Some(server) = self.registries.server_for(name) else {
            return Err(format!("no server is named for {name}"));
        };
        if self.questions >= QUESTIONS {
            return Err(format!("{QUESTIONS} questions were put, and no more are in one run"));
        }
        self.questions += 1;
        match self.download.get_here(&question(server, name), |_, _| {}).await {
            Ok(came) => {
                let value = serde_json::from_slice(&came.bytes).ok();
                let answer = value.as_ref().and_then(read_answer);
                let is_about = |found: &Option<String>| found.as_deref().is_none_or(|found| found == name);
                match answer.filter(|(found, _)| is_about(found)) {
                    Some((_, registration)) => Ok(Some(registration)),
                    None => Err(format!("`{}` answers with nothing about {name}", came.address)),
                }
            }
            // RFC 7480, section 5.3: that it knows nothing of the name.
            Err(DownloadError::Status { status: 404, .. }) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn question(server: &Url, name: &str) -> String {
    format!("{server}domain/{name}")
}

/// The zone of a host and the names above it, but for the top-level domain: of these, one is registered.
fn names(dns: &DnsSeen) -> Vec<String> {
    let at_or_above = |zone: &&String| dns.host == **zone || dns.host.ends_with(&format!(".{zone}"));
    let first = dns.zone.as_ref().filter(at_or_above).unwrap_or(&dns.host);
    let names =
        std::iter::successors(Some(first.as_str()), |name| name.split_once('.').map(|(_, above)| above));
    let names: Vec<_> = names.filter(|name| name.contains('.')).map(str::to_owned).collect();
    // Of a long name the upper ones: nobody registers far below.
    names[names.len().saturating_sub(NAMES)..].to_vec()
}
