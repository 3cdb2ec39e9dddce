//! What kind of a host a name or address names.

use std::{net::IpAddr, sync::LazyLock};

/// Hosts that an app for customers has no business with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The machine itself.
    Loopback,
    /// A machine of a private network.
    Private,
    /// A door that a tunnel service opens to somebody's machine.
    Tunnel,
    /// A service that keeps and shows what is sent to it.
    Inspector,
    /// A public machine by its number.
    Number,
}

impl Kind {
    /// The kind of a host in lower case, without port; none for an ordinary name.
    pub(crate) fn of(host: &str) -> Option<Self> {
        if let Some(address) = number(host) {
            return Some(match address {
                _ if is_loopback(address) => Self::Loopback,
                _ if is_private(address) => Self::Private,
                _ => Self::Number,
            });
        }
        // A subdomain of a wildcard is one of the name below it.
        let host = host.strip_prefix("*.").unwrap_or(host);
        let below = |suffix: &str| {
            host == suffix || host.strip_suffix(suffix).is_some_and(|before| before.ends_with('.'))
        };
        DEVELOPMENT.iter().find(|(suffix, _)| below(suffix)).map(|(_, kind)| *kind)
    }
}

/// Who may have a name below a domain, other than its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shared {
    /// Whoever asks the hoster for one.
    Hosting,
    /// Every customer of a product of Atlassian.
    Sites,
}

impl Shared {
    /// Of a domain in lower case, without wildcard; none where its names are its owner's.
    pub(crate) fn of(domain: &str) -> Option<Self> {
        let rows = rows(include_str!("../../data/shared-domains.tsv"));
        rows.filter_map(|row| {
            let mut columns = row.split('\t');
            Some((columns.next()?, columns.next()?))
        })
        .find_map(|(shared, kind)| {
            let below = || domain.strip_suffix(shared).is_some_and(|before| before.ends_with('.'));
            match kind {
                "hosting" if domain == shared => Some(Self::Hosting),
                "hosting-deep" if domain == shared || below() => Some(Self::Hosting),
                "sites" if domain == shared => Some(Self::Sites),
                _ => None,
            }
        })
    }
}

/// The rows of a table below its comments and its header.
fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1)
}

static DEVELOPMENT: LazyLock<Vec<(&str, Kind)>> = LazyLock::new(|| {
    rows(include_str!("../../data/development-hosts.tsv"))
        .filter_map(|row| {
            let mut columns = row.split('\t');
            let suffix = columns.next()?;
            let kind = match columns.next()? {
                "tunnel" => Kind::Tunnel,
                "inspector" => Kind::Inspector,
                "loopback" => Kind::Loopback,
                "private" => Kind::Private,
                _ => return None,
            };
            Some((suffix, kind))
        })
        .collect()
});

/// The IP address that a URL parser makes of a host: v6 in brackets, v4 also with fewer parts, in octal or
/// hexadecimal.
///
/// Source: WHATWG URL, section 3.5, “IPv4 parser”.
pub(crate) fn number(host: &str) -> Option<IpAddr> {
    if let Some(inside) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return inside.parse().ok().map(IpAddr::V6);
    }
    let parts: Vec<&str> = host.split('.').collect();
    if parts.len() > 4 {
        return None;
    }
    let numbers = parts.iter().map(|part| part_number(part)).collect::<Option<Vec<u64>>>()?;
    let (last, first) = numbers.split_last()?;
    let room = 256_u64.pow(4 - u32::try_from(first.len()).ok()?);
    if first.iter().any(|part| *part > 255) || *last >= room {
        return None;
    }
    let high = first.iter().fold(0, |all, part| all * 256 + part);
    u32::try_from(high * room + last).ok().map(|all| IpAddr::V4(all.into()))
}

fn part_number(part: &str) -> Option<u64> {
    match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
        Some("") => Some(0),
        Some(hexadecimal) => u64::from_str_radix(hexadecimal, 16).ok(),
        None if part.len() > 1 && part.starts_with('0') => u64::from_str_radix(part, 8).ok(),
        None => part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?,
    }
}

fn is_loopback(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.octets()[0] == 0,
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.to_ipv4_mapped().is_some_and(|v4| is_loopback(IpAddr::V4(v4)))
        }
    }
}

/// Networks that the internet does not carry: RFC 1918, RFC 3927, RFC 6598, RFC 4193.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || first == 100 && (64..128).contains(&second)
        }
        IpAddr::V6(v6) => {
            let first = v6.segments()[0];
            first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
                || v6.to_ipv4_mapped().is_some_and(|v4| is_private(IpAddr::V4(v4)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_a_url_parser_reads_them() {
        for host in
            ["127.0.0.1", "0x7f.1", "017700000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]
        {
            assert_eq!(Kind::of(host), Some(Kind::Loopback), "{host}");
        }
        for host in ["10.1.2.3", "172.31.0.1", "192.168.0.7", "169.254.169.254", "100.64.0.1", "[fd00::1]"] {
            assert_eq!(Kind::of(host), Some(Kind::Private), "{host}");
        }
        for host in ["8.8.8.8", "172.32.0.1", "[2001:db8::1]"] {
            assert_eq!(Kind::of(host), Some(Kind::Number), "{host}");
        }
        for host in ["1.2.3.4.5", "256.1.1.1", "1.example.com", "*", "", "a.b"] {
            assert_eq!(Kind::of(host), None, "{host}");
        }
    }

    #[test]
    fn names_count_with_everything_below_them() {
        assert_eq!(Kind::of("localhost"), Some(Kind::Loopback));
        assert_eq!(Kind::of("abc.ngrok-free.app"), Some(Kind::Tunnel));
        assert_eq!(Kind::of("*.ngrok.io"), Some(Kind::Tunnel));
        assert_eq!(Kind::of("build.corp"), Some(Kind::Private));
        assert_eq!(Kind::of("notngrok.io"), None);
        assert_eq!(Kind::of("local.example.com"), None);
    }

    #[test]
    fn every_row_of_the_tables_is_read() {
        assert_eq!(DEVELOPMENT.len(), rows(include_str!("../../data/development-hosts.tsv")).count());
        for row in rows(include_str!("../../data/shared-domains.tsv")) {
            assert!(Shared::of(row.split('\t').next().unwrap_or_default()).is_some(), "{row}");
        }
    }

    #[test]
    fn a_shared_domain_is_shared_at_its_own_level() {
        assert_eq!(Shared::of("workers.dev"), Some(Shared::Hosting));
        assert_eq!(Shared::of("mine.workers.dev"), None);
        assert_eq!(Shared::of("execute-api.eu-west-1.amazonaws.com"), Some(Shared::Hosting));
        assert_eq!(Shared::of("atlassian.net"), Some(Shared::Sites));
        assert_eq!(Shared::of("example.com"), None);
    }
}
