//! Whether a Forge app talks to anything outside, and which entry says so.

use assay_catalogue::Truth;
use assay_source::Span;

use crate::{Manifest, Spanned, manifest::EgressEntry};

/// Where an address of a manifest leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// To Atlassian.
    Atlassian,
    /// Anywhere else, a local host and `*` included.
    Outside,
    /// Nowhere: a word of a content policy such as `'self'`, or a scheme that opens no connection, `data:`.
    Nowhere,
    /// It depends on a variable.
    Uncertain,
}

/// Domains that Atlassian runs, each with everything below it.
///
/// Source: support.atlassian.com, "IP addresses and domains for Atlassian cloud products", read 2026-11; only
/// domains on which nobody else can be given a name of their choice for their own server.
const ATLASSIAN_DOMAINS: [&str; 13] = [
    "atlassian.com",
    "atlassian.net",
    "atlassian.io",
    "atlassian-us-gov.com",
    "atlassian-us-gov-mod.net",
    "atl-paas.net",
    "bitbucket.org",
    "jira.com",
    "loom.com",
    "statuspage.io",
    "trello.com",
    "trellocdn.com",
    "trello-avatars.s3.amazonaws.com",
];

/// Where an address leads.
///
/// Input: a host, `*.host`, `*`, or a URL, as `permissions.external` takes them. A host with a wildcard
/// belongs to Atlassian only where every host it stands for does.
pub fn destination(address: &Spanned<String>) -> Destination {
    let text = address.value.trim().to_ascii_lowercase();
    let host = match text.split_once("://") {
        Some((_, rest)) => rest,
        None if text.starts_with('\'') || text.is_empty() => return Destination::Nowhere,
        None if ["data:", "blob:", "filesystem:", "mediastream:"]
            .iter()
            .any(|scheme| text.starts_with(scheme)) =>
        {
            return Destination::Nowhere;
        }
        None => text.as_str(),
    };
    let host = host.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let host = host.strip_prefix("*.").unwrap_or(host).trim_end_matches('.');
    let is_atlassian = !host.contains(['*', '$', '{'])
        && ATLASSIAN_DOMAINS.iter().any(|domain| {
            host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
        });
    if is_atlassian {
        Destination::Atlassian
    } else if !address.is_certain() {
        Destination::Uncertain
    } else {
        Destination::Outside
    }
}

/// One entry of a manifest that opens a way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOut {
    /// One plain sentence that names the entry.
    pub reason: String,
    /// The entry.
    pub span: Span,
    /// Unknown where the address depends on a variable.
    pub truth: Truth,
    /// Only fixed assets come in through it.
    pub is_static: bool,
}

/// Every way out of the sandbox that a manifest declares, the plainest first.
///
/// Source: the definition of the requirements page (communication with external services, APIs, storage or
/// compute), and `requirements.md`, section 0.
pub fn ways_out(manifest: &Manifest) -> Vec<WayOut> {
    let mut ways = Vec::new();
    let mut add =
        |reason: String, span, truth, is_static| ways.push(WayOut { reason, span, truth, is_static });
    for remote in &manifest.remotes {
        add(
            format!("the manifest has the remote {}", name(remote.key.as_ref())),
            remote.span,
            Truth::Yes,
            false,
        );
    }
    if let Some((block, remote)) =
        manifest.app.connect.as_ref().and_then(|block| Some((block, block.remote.as_ref()?)))
    {
        add(format!("the app's Connect part runs on the remote `{remote}`"), block.span, Truth::Yes, false);
    }
    for endpoint in &manifest.endpoints {
        let reason = format!("the manifest has the endpoint {}", name(endpoint.key.as_ref()));
        add(reason, endpoint.span, Truth::Yes, false);
    }
    for provider in &manifest.providers {
        let reason = format!("the manifest has the auth provider {}", name(provider.key.as_ref()));
        add(reason, provider.span(), Truth::Yes, false);
    }
    for is_static in [false, true] {
        for entry in manifest.permissions.egress.iter().filter(|entry| entry.list.is_static() == is_static) {
            if let Some((what, truth)) = leads_out(entry) {
                let path = entry.list.path();
                add(format!("`permissions.external.{path}` allows {what}"), entry.span, truth, is_static);
            }
        }
    }
    if let Some(configurable) = manifest.permissions.egress_is_configurable
        && configurable.value
    {
        let reason = "`permissions.external.configurable` lets customers add addresses";
        add(reason.to_owned(), configurable.span, Truth::Yes, false);
    }
    // Certain ways first, and ways for data before ways for fixed assets.
    ways.sort_by_key(|way| (way.truth != Truth::Yes, way.is_static));
    ways
}

/// What an egress entry allows, unless it leads to Atlassian or nowhere.
fn leads_out(entry: &EgressEntry) -> Option<(String, Truth)> {
    if let Some(remote) = &entry.remote {
        return Some((format!("the remote `{remote}`"), Truth::Yes));
    }
    let address = entry.address.as_ref()?;
    match destination(address) {
        Destination::Atlassian | Destination::Nowhere => None,
        Destination::Outside if address.value == "*" => Some(("every address (`*`)".to_owned(), Truth::Yes)),
        Destination::Outside => Some((format!("`{address}`, which is not Atlassian's"), Truth::Yes)),
        Destination::Uncertain => Some((format!("`{address}`, which depends on a variable"), Truth::Unknown)),
    }
}

fn name(key: Option<&Spanned<String>>) -> String {
    key.map_or_else(|| "without a key".to_owned(), |key| format!("`{key}`"))
}
