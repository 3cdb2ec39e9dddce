//! Whether a call to an address outside goes through.
//!
//! The address is parsed once, by the standard browsers follow, and that parse is what is matched and what is sent.
//! Source of the entries' forms: developer.atlassian.com/platform/forge/manifest-reference/permissions, "Valid domain
//! formats", read 2026-08.

use std::net::IpAddr;

use url::{Host, Url};

use super::{
    Denial,
    reach::Network,
    rule::{Guards, Rule},
};

/// An entry of the egress list, as far as calls of functions are concerned: scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Entry {
    /// `*`.
    Everything,
    /// `*.example.com`, with the scheme it allows.
    Below {
        /// `https`.
        scheme: String,
        /// `example.com`, in ASCII.
        domain: String,
        /// Where it is not the scheme's own.
        port: Option<u16>,
    },
    /// One host.
    Host {
        /// `https`.
        scheme: String,
        /// As a URL spells it.
        host: Host<String>,
        /// Where it is not the scheme's own.
        port: Option<u16>,
    },
}

/// Schemes calls of functions may use.
const SCHEMES: [&str; 2] = ["https", "wss"];

impl Entry {
    /// Reads an entry; none where it opens no host: a word of a content policy, a scheme alone, no address at all.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "*" {
            return Some(Self::Everything);
        }
        if text.contains(['\\', '@', '\'', ' ']) || text.chars().any(char::is_control) {
            return None;
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // A scheme alone, `data:`, opens no host.
        if authority.ends_with(':') {
            return None;
        }
        let (below, authority) = match authority.strip_prefix("*.") {
            Some(domain) => (true, domain),
            None => (false, authority),
        };
        if authority.contains('*') || !SCHEMES.contains(&scheme.as_str()) {
            return None;
        }
        let url = Url::parse(&format!("{scheme}://{authority}/")).ok()?;
        let (host, port) = (plain_host(&url)?, url.port());
        match (below, host) {
            (true, Host::Domain(domain)) => Some(Self::Below { scheme, domain, port }),
            (true, _) => None,
            (false, host) => Some(Self::Host { scheme, host, port }),
        }
    }

    /// Whether every address the other lets through is let through by this.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Below { scheme, domain, port },
                Self::Below { scheme: other_scheme, domain: other, port: other_port },
            ) => {
                let is_below = other
                    .strip_suffix(domain.as_str())
                    .is_some_and(|labels| labels.is_empty() || labels.ends_with('.'));
                scheme == other_scheme && port == other_port && is_below
            }
            (
                Self::Below { scheme, domain, port },
                Self::Host { scheme: other_scheme, host, port: other_port },
            ) => {
                let is_below = |name: &str| {
                    name.strip_suffix(domain.as_str())
                        .is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'))
                };
                scheme == other_scheme
                    && port == other_port
                    && matches!(host, Host::Domain(name) if is_below(name))
            }
            (Self::Everything, other) => {
                !matches!(other, Self::Host { host: Host::Ipv4(_) | Host::Ipv6(_), .. })
            }
            (own, other) => own == other,
        }
    }

    /// Whether it lets an address through.
    pub fn allows(&self, url: &Url) -> bool {
        let same = |scheme: &str, port: &Option<u16>| url.scheme() == scheme && url.port() == *port;
        let Some(asked) = plain_host(url) else { return false };
        match self {
            // An address in numbers is nobody's name; it has to be listed as itself.
            Self::Everything => matches!(asked, Host::Domain(_)),
            Self::Below { scheme, domain, port } => {
                let below = |asked: &str| {
                    asked
                        .strip_suffix(domain.as_str())
                        .is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'))
                };
                same(scheme, port) && matches!(&asked, Host::Domain(asked) if below(asked))
            }
            Self::Host { scheme, host, port } => same(scheme, port) && asked == *host,
        }
    }
}

/// The host, a name without the dot of the root.
fn plain_host(url: &Url) -> Option<Host<String>> {
    match url.host()?.to_owned() {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(&name).to_owned();
            (!name.is_empty()).then_some(Host::Domain(name))
        }
        other => Some(other),
    }
}

/// Reads the address of a call, or says why it is refused before anybody looks for its host.
///
/// # Errors
/// The refusal: the address cannot be read, hides what it leads to, or has a scheme calls may not use.
pub fn read(text: &str, guards: Guards) -> Result<Url, Denial> {
    let malformed = |because: &str| {
        Denial::new(Rule::AddressMalformed, 400, format!("the address {because}"))
            .fix("write the address as https://host/path, with nothing before the host and no backslash")
    };
    let url = Url::parse(text).map_err(|error| malformed(&format!("cannot be read: {error}")))?;
    if guards.hold(Rule::AddressMalformed) {
        let authority = text.split_once("://").map_or(text, |(_, rest)| rest);
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        let hidden = text.chars().any(|char| char.is_control())
            || text.trim() != text
            || text.contains('\\')
            || authority.contains('%');
        if hidden {
            return Err(malformed("hides its host behind characters that readers take differently"));
        }
        if !url.username().is_empty() || url.password().is_some() || authority.contains('@') {
            return Err(malformed("carries a user name, which can be taken for the host"));
        }
        if plain_host(&url).is_none() {
            return Err(malformed("has no host"));
        }
    }
    if guards.hold(Rule::SchemeNotAllowed) && !SCHEMES.contains(&url.scheme()) {
        return Err(Denial::new(
            Rule::SchemeNotAllowed,
            400,
            format!("calls use https, and this one uses {}", url.scheme()),
        )
        .fix("call the service over https"));
    }
    Ok(url)
}

/// Whether an address may be called. The caller asks anew for every hop of a redirect.
///
/// # Errors
/// The refusal.
pub fn may_call(entries: &[Entry], url: &Url, guards: Guards) -> Result<(), Denial> {
    if guards.hold(Rule::EgressNotDeclared) && !entries.iter().any(|entry| entry.allows(url)) {
        let host = url.host_str().unwrap_or_default();
        return Err(Denial::new(
            Rule::EgressNotDeclared,
            403,
            format!("URL not included in the external fetch backend permissions: {host}"),
        )
        .fix(format!("add `{host}` to permissions.external.fetch.backend, and have the admin approve it")));
    }
    Ok(())
}

/// Whether a connection may be made to an address a host's name led to. Whoever connects uses this very address, so
/// that a second answer of the name cannot lead elsewhere.
///
/// # Errors
/// The refusal, unless the manifest lists that address in numbers.
pub fn may_connect(entries: &[Entry], url: &Url, address: IpAddr, guards: Guards) -> Result<(), Denial> {
    let listed = !matches!(url.host(), Some(Host::Domain(_)) | None)
        && entries.iter().any(|entry| matches!(entry, Entry::Host { .. }) && entry.allows(url));
    let network = Network::of(address);
    if network == Network::Public || listed || !guards.hold(Rule::AddressNotPublic) {
        return Ok(());
    }
    Err(Denial::new(
        Rule::AddressNotPublic,
        403,
        format!("{} leads to {}", url.host_str().unwrap_or_default(), network.words()),
    )
    .fix("call a service with a public address"))
}

/// Whether the platform's own matcher, which splits the text of an address, would let it through.
///
/// For comparison only: it and the parse of the standard differ on addresses made to deceive, and an app that relies on
/// one of them behaves differently elsewhere.
///
/// Source: behaviour of the published package `@forge/egress` 3.0, observed 2026-11.
pub fn vendor_text_allows(entries: &[&str], address: &str) -> bool {
    fn split(text: &str) -> (String, String) {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None => ("https".to_owned(), text.trim_start_matches('/')),
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        (scheme, host.to_ascii_lowercase())
    }
    let (scheme, host) = split(address);
    entries.iter().any(|entry| {
        let (entry_scheme, entry_host) = split(entry);
        *entry == "*"
            || entry_scheme == scheme
                && match entry_host.strip_prefix('*') {
                    Some(suffix) => host.len() >= suffix.len() && host.ends_with(suffix),
                    None => host == entry_host,
                }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: [&str; 2] = ["*.good.com", "api.good.com"];

    fn ours(text: &str) -> Result<(), Rule> {
        let entries: Vec<Entry> = LISTED.iter().filter_map(|entry| Entry::parse(entry)).collect();
        let url = read(text, Guards::default()).map_err(|denial| denial.rule)?;
        may_call(&entries, &url, Guards::default()).map_err(|denial| denial.rule)
    }

    /// The table of addresses made to deceive: ours, and what a reading of the text says.
    #[test]
    fn the_standards_parse_and_the_texts_differ_where_it_matters() {
        let undeclared = Err(Rule::EgressNotDeclared);
        let malformed = Err(Rule::AddressMalformed);
        for (address, expected, text) in [
            ("https://api.good.com/x", Ok(()), true),
            ("https://a.b.good.com/", Ok(()), true),
            ("https://API.Good.com:443/", Ok(()), false),
            ("https://api.good.com./", Ok(()), false),
            ("https://good.com/", undeclared, false),
            ("https://evilgood.com/", undeclared, false),
            ("https://api.good.com:8443/", undeclared, false),
            ("https://evil.com\\.good.com/", malformed, true),
            ("https://evil%2f.good.com/", malformed, true),
            ("https://user@api.good.com/", malformed, true),
            ("https://api.good.com@evil.com/", malformed, false),
            ("https://evil.com#.good.com/", undeclared, false),
            ("https://evil.com\t.good.com/", malformed, true),
            ("//api.good.com/", malformed, true),
            ("https://127.0.0.1/", undeclared, false),
            ("https://2130706433/", undeclared, false),
            ("https://0x7f.1/", undeclared, false),
            ("https://[::ffff:127.0.0.1]/", undeclared, false),
        ] {
            assert_eq!(ours(address), expected, "{address}");
            assert_eq!(vendor_text_allows(&LISTED, address), text, "the text of {address}");
        }
        assert_eq!(ours("http://api.good.com/"), Err(Rule::SchemeNotAllowed));
        assert_eq!(ours("file:///etc/passwd"), malformed);
        assert_eq!(ours("javascript:alert(1)"), malformed);
    }

    #[test]
    fn a_name_that_leads_inside_is_refused_and_a_listed_number_is_not() {
        let entries = [Entry::parse("api.good.com").unwrap(), Entry::parse("https://10.0.0.1").unwrap()];
        let refused = |url: &str, address: &str| {
            let url = read(url, Guards::default()).unwrap();
            may_connect(&entries, &url, address.parse().unwrap(), Guards::default()).is_err()
        };
        assert!(refused("https://api.good.com/", "127.0.0.1"));
        assert!(refused("https://api.good.com/", "169.254.169.254"));
        assert!(refused("https://api.good.com/", "::ffff:10.0.0.1"));
        assert!(!refused("https://api.good.com/", "8.8.8.8"));
        assert!(!refused("https://10.0.0.1/", "10.0.0.1"));
        assert!(refused("https://10.0.0.2/", "10.0.0.2"));
    }

    #[test]
    fn everything_means_every_name() {
        let all = [Entry::Everything];
        let may =
            |text: &str| may_call(&all, &read(text, Guards::default()).unwrap(), Guards::default()).is_ok();
        assert!(may("https://anything.example/"));
        assert!(!may("https://10.0.0.1/"));
    }

    #[test]
    fn an_entry_covers_what_it_lets_through_and_no_more() {
        let texts = [
            "*",
            "*.good.com",
            "*.api.good.com",
            "api.good.com",
            "api.good.com:8443",
            "wss://api.good.com",
            "10.0.0.1",
        ];
        let entries = texts.map(|text| Entry::parse(text).unwrap());
        let covers = |wide: usize| -> Vec<&str> {
            (0..texts.len())
                .filter(|narrow| entries[wide].covers(&entries[*narrow]))
                .map(|at| texts[at])
                .collect()
        };
        assert_eq!(
            covers(0),
            ["*", "*.good.com", "*.api.good.com", "api.good.com", "api.good.com:8443", "wss://api.good.com"]
        );
        assert_eq!(covers(1), ["*.good.com", "*.api.good.com", "api.good.com"]);
        for (at, text) in texts.iter().enumerate().skip(2) {
            assert_eq!(covers(at), [*text]);
        }
    }

    #[test]
    fn entries_that_open_no_host_are_none() {
        for text in [
            "'self'",
            "data:",
            "blob:",
            "https://",
            "*.*.example.com",
            "a*.example.com",
            "http://x.example",
            "evil.com\\.good.com",
        ] {
            assert_eq!(Entry::parse(text), None, "{text}");
        }
        assert_eq!(Entry::parse("bücher.example"), Entry::parse("xn--bcher-kva.example"));
    }
}
