//! Which hosts the code calls, and which a manifest lets it call.

use assay_app::{Manifest, manifest::EgressList};
use assay_code::{
    Analysis, Call, Event, Part, Text, Value,
    model::{Effect, Role},
};

use crate::Case;

/// A request to some host.
pub(crate) struct Contact<'a> {
    /// The way to it.
    pub(crate) event: &'a Event,
    /// In lower case, without a port; none where it is not known. Paths without a host are left out.
    pub(crate) host: Option<String>,
}

/// Every request of the code that leaves the app, those to Atlassian's own hosts included.
pub(crate) fn contacts(code: &Analysis) -> impl Iterator<Item = Contact<'_>> {
    code.calls_with(Effect::Egress).flat_map(|(event, call)| {
        let urls = call.role_all(Role::Url);
        let mut found: Vec<Contact<'_>> = Vec::new();
        // `new GraphQLClient(address).request(query)`
        if urls.is_empty()
            && let Some(Host::Known(host)) = base(call).map(|base| host(&base))
        {
            found.push(Contact { event, host: Some(host) });
        }
        for url in &urls {
            // A path alone goes to the host that the client was made with.
            let said = match host(url) {
                Host::Known(host) => Host::Known(host),
                other => base(call).map_or(other, |base| host(&base)),
            };
            match said {
                Host::Known(host) => found.push(Contact { event, host: Some(host) }),
                Host::Unknown => {
                    found.push(Contact { event, host: None });
                    found.extend(stand_in(url).map(|host| Contact { event, host: Some(host) }));
                }
                Host::Own => {}
            }
        }
        found
    })
}

/// What stands in for a setting: `${process.env.API ?? 'https://api.example.com'}/notes`. That of a development machine stands
/// in nowhere else.
fn stand_in(url: &Value) -> Option<String> {
    let Some(Part::Hole(base)) = url.texts().next()?.parts().first() else { return None };
    base.constants().filter(|base| !is_own_looking(base)).find_map(host_of)
}

/// What the paths of a request begin with, as its own settings say it, or those that its client was made with.
pub(crate) fn base(call: &Call) -> Option<Value> {
    const NAMES: [&str; 4] = ["baseURL", "baseUrl", "prefixUrl", "prefix"];
    let named = |settings: &Value| {
        NAMES.iter().map(|name| settings.field(name)).find(|base| base.texts().next().is_some())
    };
    let own = [call.role(Role::Options), call.argument(0)].iter().find_map(named);
    own.or_else(|| {
        let client = call.receiver.as_external()?;
        let made_by =
            client.made_by.as_ref().filter(|made_by| made_by.effect() == Some(Effect::HttpClientCreate));
        let address =
            made_by.map(|made_by| made_by.role(Role::Url)).filter(|url| url.texts().next().is_some());
        address.or_else(|| client.made_with.iter().find_map(named))
    })
}

enum Host {
    Known(String),
    Unknown,
    Own,
}

fn host(url: &Value) -> Host {
    let Some(text) = url.texts().next() else { return Host::Unknown };
    let prefix = text.prefix();
    let Some((_, rest)) = prefix.split_once("://") else {
        let relative = prefix.starts_with(['/', '.']) && !prefix.starts_with("//");
        return if relative { Host::Own } else { Host::Unknown };
    };
    let end = rest.find(['/', '?', '#']);
    match end.map(|end| &rest[..end]).or_else(|| text.as_constant().map(|_| rest)) {
        Some(authority) => {
            let host =
                authority.rsplit('@').next().unwrap_or(authority).split(':').next().unwrap_or_default();
            Host::Known(host.to_ascii_lowercase())
        }
        None => Host::Unknown,
    }
}

/// Headers by which a request proves who sends it.
pub(crate) const CREDENTIALS: [&str; 4] = ["authorization", "x-api-key", "api-key", "x-auth-token"];

/// The headers that a request is sent with, as its settings say them.
pub(crate) fn headers(call: &Call) -> Value {
    let headers = call.role(Role::Headers);
    if headers.is_undefined() { call.role(Role::Options).field("headers") } else { headers }
}

/// What the client of a request was made with: `axios.create({ baseURL, headers, auth })`.
pub(crate) fn settings_of_client(call: &Call) -> Option<&Value> {
    let client = call.receiver.as_external()?;
    let made_by = client.made_by.as_ref()?;
    (made_by.effect() == Some(Effect::HttpClientCreate)).then(|| client.made_with.first()).flatten()
}

/// Whether a request is sent with something that proves who sends it.
pub(crate) fn carries_credential(call: &Call) -> bool {
    let headers = headers(call);
    let by_header = CREDENTIALS.iter().any(|name| !headers.field_ignoring_case(name).is_undefined());
    by_header || !call.role(Role::Options).field("auth").is_undefined()
}

/// Whether the host of an address lies wholly in this beginning of it.
pub(crate) fn is_complete(before: &str) -> bool {
    match before.split_once("//") {
        Some((_, rest)) => rest.contains(['/', '?', '#']),
        // A path alone goes to a host the client was made with; one behind a value that nobody chose, to that value's.
        None => before.contains('/'),
    }
}

/// The host of an address as text, with `{}` for what is not known; none where it has none.
pub(crate) fn host_of(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase())
}

/// An address of a development machine or a tunnel, or one that comes whole from the configuration.
pub(crate) fn is_own_looking(address: &str) -> bool {
    const TUNNELS: [&str; 6] =
        ["ngrok", "trycloudflare.com", "loca.lt", "localhost.run", "serveo.net", "localtunnel"];
    match host_of(address) {
        Some(host) => {
            host == "localhost" || host == "127.0.0.1" || TUNNELS.iter().any(|tunnel| host.contains(tunnel))
        }
        None => address.starts_with("{}/"),
    }
}

/// The addresses a manifest declares for one side, those of the remotes it names included.
pub(crate) fn declared(manifest: &Manifest, list: EgressList) -> impl Iterator<Item = &str> {
    let written = manifest.permissions.egress.iter().filter(move |entry| entry.list == list);
    let written = written.filter_map(|entry| entry.address.as_ref()).map(|address| address.value.as_str());
    let remotes =
        manifest.remotes.iter().flat_map(|remote| &remote.base_urls).map(|url| url.url.value.as_str());
    written.chain(remotes)
}

/// Whether a declared address lets requests to a host through. Addresses that depend on a variable may be any host.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference/permissions, "Valid domain formats".
pub(crate) fn allows(address: &str, host: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let declared = rest.split(['/', ':', '?', '#']).next().unwrap_or(rest).to_ascii_lowercase();
    if declared == "*" || address.contains("${") {
        return true;
    }
    match declared.strip_prefix('*') {
        Some(suffix) => host.ends_with(suffix) && host.len() > suffix.len(),
        None => declared == host,
    }
}

/// Whether some file of the app, other than its manifest and those of its packages, names the host of an address.
pub(crate) fn is_mentioned(case: &Case<'_>, address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest).trim_start_matches("*.");
    !host.is_empty() && super::reach::mentions(case, host)
}

/// Whether a request goes to a host of Atlassian's, or to an address that has the form of a product's.
pub(crate) fn is_atlassian(call: &Call) -> bool {
    call.role_all(Role::Url).iter().any(is_atlassians)
}

/// Whether an address is one of those.
pub(crate) fn is_atlassians(address: &Value) -> bool {
    address.texts().any(names_atlassian)
}

/// The host is one of Atlassian's, or the address has the form of a product's on a host that is not known.
fn names_atlassian(text: &Text) -> bool {
    const HOSTS: [&str; 9] = [
        "atlassian.net",
        "atlassian.com",
        "jira-dev.com",
        "bitbucket.org",
        "trello.com",
        "statuspage.io",
        "opsgenie.com",
        "loom.com",
        "jira.com",
    ];
    let whole = text.template();
    let (host, path) = match whole.split_once("://") {
        Some((_, rest)) => rest.split_once('/').unwrap_or((rest, "")),
        None => whole.split_once('/').unwrap_or((&whole, "")),
    };
    let own = HOSTS
        .iter()
        .any(|known| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')));
    let form = host.contains("{}") && (path.starts_with("rest/api/") || path.starts_with("wiki/"));
    own || form
}

#[cfg(test)]
mod tests {
    use super::allows;

    #[test]
    fn an_address_lets_its_own_host_through_and_a_wildcard_those_below() {
        assert!(allows("api.example.com", "api.example.com"));
        assert!(allows("https://api.example.com/v2", "api.example.com"));
        assert!(allows("*.example.com", "a.b.example.com"));
        assert!(!allows("*.example.com", "example.com"));
        assert!(!allows("api.example.com", "evil-api.example.com"));
        assert!(!allows("api.example.com", "api.example.com.evil.test"));
        assert!(allows("*", "anything.test"));
    }
}
