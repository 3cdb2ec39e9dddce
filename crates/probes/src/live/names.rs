//! Asking the name system.

use std::{net::SocketAddr, time::Duration};

use futures_util::future::join_all;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
    net::NetError,
    net::runtime::TokioRuntimeProvider,
    proto::rr::{RData, RecordType},
};

use crate::dns::{DnsSeen, Resolution};

/// The most aliases that are followed.
const ALIASES: usize = 8;

/// Patience with one question.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum NameServers {
    /// Those of the system.
    #[default]
    System,
    /// One.
    At(SocketAddr),
    /// Nobody: what the name system says stays unknown.
    Nobody,
}

/// Asks about each name.
pub(super) async fn ask(hosts: &[String], servers: &NameServers) -> Vec<DnsSeen> {
    let resolver = match servers {
        NameServers::Nobody => Err("the name system was not to be asked (`--no-dns`)".to_owned()),
        NameServers::System => {
            TokioResolver::builder_tokio().map_err(|error| format!("the system names no server: {error}"))
        }
        NameServers::At(address) => Ok(at(*address)),
    };
    let resolver = resolver.and_then(|mut builder| {
        let options = builder.options_mut();
        options.timeout = PATIENCE;
        options.attempts = 1;
        options.use_hosts_file = ResolveHosts::Never;
        builder.build().map_err(|error| error.to_string())
    });
    match resolver {
        Ok(resolver) => join_all(hosts.iter().map(|host| of_name(host, &resolver))).await,
        Err(why) => hosts.iter().map(|host| unknown(host, &why)).collect(),
    }
}

fn at(address: SocketAddr) -> hickory_resolver::ResolverBuilder<TokioRuntimeProvider> {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = address.port();
        connection
    });
    let server = NameServerConfig::new(address.ip(), true, connections.into());
    let config = ResolverConfig::from_name_servers(vec![server]);
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
}

fn unknown(host: &str, why: &str) -> DnsSeen {
    DnsSeen {
        host: host.to_owned(),
        aliases: Vec::new(),
        end: Resolution::Unknown { why: why.to_owned() },
        issuers: Vec::new(),
        issuers_unknown: Some(why.to_owned()),
        zone: None,
        servers: Vec::new(),
    }
}

async fn of_name(host: &str, resolver: &TokioResolver) -> DnsSeen {
    let mut seen = unknown(host, "");
    seen.issuers_unknown = None;
    let mut name = host.to_owned();
    while seen.aliases.len() < ALIASES {
        let Ok(records) = records(resolver, &name, RecordType::CNAME).await else { break };
        let target = records.into_iter().find_map(|record| match record {
            RData::CNAME(target) => Some(plain(&target.0.to_ascii())),
            _ => None,
        });
        match target {
            Some(target) if target != host && !seen.aliases.contains(&target) => {
                seen.aliases.push(target.clone());
                name = target;
            }
            _ => break,
        }
    }
    seen.end = addresses(resolver, &name).await;
    issuers(resolver, host, &mut seen).await;
    let (zone, servers) = zone_servers(resolver, host).await;
    seen.zone = zone;
    let resolved = join_all(servers.iter().map(|server| addresses(resolver, server))).await;
    seen.servers = servers.into_iter().zip(resolved).collect();
    seen.servers.sort();
    seen
}

/// The nearest name at or above the host that says who may issue: RFC 8659, section 3.
async fn issuers(resolver: &TokioResolver, host: &str, seen: &mut DnsSeen) {
    for name in upwards(host) {
        match records(resolver, name, RecordType::CAA).await {
            Err(why) => {
                seen.issuers_unknown = Some(why);
                return;
            }
            Ok(found) if found.is_empty() => {}
            Ok(found) => {
                seen.issuers = found
                    .into_iter()
                    .filter_map(|record| match record {
                        RData::CAA(caa) if caa.tag.eq_ignore_ascii_case("issue") => {
                            Some(String::from_utf8_lossy(&caa.value).into_owned())
                        }
                        _ => None,
                    })
                    .collect();
                seen.issuers.sort();
                return;
            }
        }
    }
}

/// The zone that holds the host, and its servers.
async fn zone_servers(resolver: &TokioResolver, host: &str) -> (Option<String>, Vec<String>) {
    for name in upwards(host) {
        let Ok(found) = records(resolver, name, RecordType::NS).await else { continue };
        let servers: Vec<String> = found
            .into_iter()
            .filter_map(|record| match record {
                RData::NS(server) => Some(plain(&server.0.to_ascii())),
                _ => None,
            })
            .collect();
        if !servers.is_empty() {
            return (Some(name.to_owned()), servers);
        }
    }
    (None, Vec::new())
}

/// The name and those above it, but for the top-level domain.
fn upwards(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |name| name.split_once('.').map(|(_, above)| above))
        .take_while(|name| name.contains('.'))
}

async fn addresses(resolver: &TokioResolver, name: &str) -> Resolution {
    let (four, six) =
        tokio::join!(resolution(resolver, name, RecordType::A), resolution(resolver, name, RecordType::AAAA));
    match (four, six) {
        (Resolution::Addresses, _) | (_, Resolution::Addresses) => Resolution::Addresses,
        (Resolution::Unknown { why }, _) | (_, Resolution::Unknown { why }) => Resolution::Unknown { why },
        (Resolution::NoName, Resolution::NoName) => Resolution::NoName,
        _ => Resolution::NoAddress,
    }
}

async fn resolution(resolver: &TokioResolver, name: &str, kind: RecordType) -> Resolution {
    match resolver.lookup(absolute(name), kind).await {
        Ok(lookup) if lookup.answers().iter().any(|record| record.record_type() == kind) => {
            Resolution::Addresses
        }
        Ok(_) => Resolution::NoAddress,
        Err(error) if error.is_nx_domain() => Resolution::NoName,
        Err(error) if error.is_no_records_found() => Resolution::NoAddress,
        Err(error) => Resolution::Unknown { why: words(&error) },
    }
}

/// Records of a kind; none where the name has none or does not exist.
async fn records(resolver: &TokioResolver, name: &str, kind: RecordType) -> Result<Vec<RData>, String> {
    match resolver.lookup(absolute(name), kind).await {
        Ok(lookup) => Ok(lookup.answers().iter().map(|record| record.data.clone()).collect()),
        Err(error) if error.is_nx_domain() || error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(words(&error)),
    }
}

/// The name with its final dot, so that no search list is tried.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn words(error: &NetError) -> String {
    match error {
        NetError::Timeout => "no name server answered".to_owned(),
        other => format!("the name server could not say: {other}"),
    }
}
