//! One spelling for all spellings of an address.

use assay_app::{Spanned, manifest::EgressList};

/// The address in one spelling: two entries of a list are the same address exactly where these are equal.
///
/// The scheme is `https` where none is written, scheme and host are in lower case without the root's dot, the
/// scheme's own port and a path of `/` alone are left out. An address that depends on a variable stays as it is
/// written.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference/permissions, "Valid domain formats", read
/// 2026-08.
pub(crate) fn meaning(address: &Spanned<String>) -> String {
    let text = address.value.trim();
    if !address.is_certain() || text == "*" || text.contains('\\') {
        return text.to_owned();
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        // `blob:`, `data:`, `remote:key`: no address of a host.
        None if text.ends_with(':') || text.starts_with("remote:") || text.starts_with('\'') => {
            return text.to_owned();
        }
        None => ("https".to_owned(), text),
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.to_ascii_lowercase();
    let own_port = match scheme.as_str() {
        "http" | "ws" => ":80",
        _ => ":443",
    };
    let host = host.strip_suffix(own_port).unwrap_or(&host).trim_end_matches('.');
    let path = if path == "/" { "" } else { path };
    format!("{scheme}://{host}{path}")
}

/// True where the second address (both in their one spelling) opens nothing that the first did not.
///
/// Calls of functions are matched by host, whatever the path; for all other lists only wildcards count.
pub(crate) fn covers(list: EgressList, wide: &str, narrow: &str) -> bool {
    if wide == "*" {
        return !narrow.contains("${");
    }
    let (Some((wide_scheme, wide)), Some((narrow_scheme, narrow))) =
        (wide.split_once("://"), narrow.split_once("://"))
    else {
        return false;
    };
    let (wide_host, narrow_host) = (host(wide), host(narrow));
    let by_host = list == EgressList::FetchBackend;
    let inside = wide_host.strip_prefix('*').is_some_and(|suffix| {
        suffix.starts_with('.') && narrow_host.len() > suffix.len() && narrow_host.ends_with(suffix)
    });
    wide_scheme == narrow_scheme
        && (by_host || wide == wide_host)
        && (inside || by_host && wide_host == narrow_host && !narrow_host.is_empty())
}

/// What stands before the path.
fn host(address: &str) -> &str {
    address.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use assay_source::Span;

    use super::*;

    fn one(text: &str) -> String {
        meaning(&Spanned::new(text.to_owned(), Span::default()))
    }

    #[test]
    fn spellings_of_one_address_are_one() {
        for spelling in [
            "https://api.example.com",
            "api.example.com",
            "HTTPS://Api.Example.com/",
            "https://api.example.com:443",
        ] {
            assert_eq!(one(spelling), "https://api.example.com", "{spelling}");
        }
    }

    #[test]
    fn what_differs_stays_different() {
        assert_ne!(one("wss://api.example.com"), one("https://api.example.com"));
        assert_ne!(one("https://api.example.com:8443"), one("https://api.example.com"));
        assert_ne!(one("*.example.com"), one("example.com"));
        assert_ne!(one("https://img.example.com/a"), one("https://img.example.com/b"));
        assert_eq!(one("https://${HOST}/"), "https://${HOST}/");
    }

    #[test]
    fn what_opens_nothing_new_is_known() {
        let covers = |wide: &str, narrow: &str| super::covers(EgressList::Images, &one(wide), &one(narrow));
        assert!(covers("*", "api.example.com"));
        assert!(covers("*.example.com", "a.b.example.com"));
        assert!(!covers("*.example.com", "example.com"));
        assert!(!covers("*.example.com", "evilexample.com"));
        assert!(!covers("*.example.com", "wss://a.example.com"));
        assert!(!covers("https://a.example.com/x", "https://a.example.com/y"));
        let by_host =
            |wide: &str, narrow: &str| super::covers(EgressList::FetchBackend, &one(wide), &one(narrow));
        assert!(by_host("https://a.example.com/x", "https://a.example.com/y"));
        assert!(!by_host("https://a.example.com/x", "https://b.example.com/x"));
    }
}
