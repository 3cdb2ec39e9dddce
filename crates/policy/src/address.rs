//! One spelling for all spellings of an address.

use assay_app::{Spanned, manifest::EgressList};

/// The address in one spelling: two entries of a list open the same door exactly where these are equal.
///
/// The scheme is `https` where none is written, scheme and host are in lower case without the root's dot, the
/// scheme's own port is left out. Back-end calls are matched by host alone, so their path is left out too; for
/// all other lists an empty path is `/`'s twin. An address that depends on a variable stays as it is written.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference/permissions, "Valid domain formats", read
/// 2026-08.
pub(crate) fn meaning(list: EgressList, address: &Spanned<String>) -> String {
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
    let path = match path {
        "/" => "",
        _ if list == EgressList::FetchBackend => "",
        path => path,
    };
    format!("{scheme}://{host}{path}")
}

/// True where everything behind the second address (in its one spelling) is already open by the first.
pub(crate) fn covers(wide: &str, narrow: &str) -> bool {
    if wide == "*" {
        return !narrow.contains("${");
    }
    let (Some((wide_scheme, wide)), Some((narrow_scheme, narrow))) =
        (wide.split_once("://"), narrow.split_once("://"))
    else {
        return false;
    };
    let Some(suffix) = wide.strip_prefix('*') else { return false };
    let host = narrow.split(['/', '?', '#']).next().unwrap_or_default();
    let inside = |host: &str| host.len() > suffix.len() && host.ends_with(suffix);
    wide_scheme == narrow_scheme
        && suffix.starts_with('.')
        && !suffix.contains(['/', '?', '#'])
        && inside(host)
}

#[cfg(test)]
mod tests {
    use assay_source::Span;

    use super::*;

    fn back(text: &str) -> String {
        meaning(EgressList::FetchBackend, &Spanned::new(text.to_owned(), Span::default()))
    }

    fn images(text: &str) -> String {
        meaning(EgressList::Images, &Spanned::new(text.to_owned(), Span::default()))
    }

    #[test]
    fn spellings_of_one_address_are_one() {
        for spelling in [
            "https://api.example.com",
            "api.example.com",
            "HTTPS://Api.Example.com/",
            "https://api.example.com:443/v1",
        ] {
            assert_eq!(back(spelling), "https://api.example.com", "{spelling}");
        }
        assert_eq!(images("img.example.com/"), images("https://img.example.com"));
    }

    #[test]
    fn what_differs_stays_different() {
        assert_ne!(back("wss://api.example.com"), back("https://api.example.com"));
        assert_ne!(back("https://api.example.com:8443"), back("https://api.example.com"));
        assert_ne!(back("*.example.com"), back("example.com"));
        assert_ne!(images("https://img.example.com/a"), images("https://img.example.com/b"));
        assert_eq!(back("https://${HOST}/"), "https://${HOST}/");
    }

    #[test]
    fn a_wildcard_covers_what_is_below_it() {
        assert!(covers("*", &back("api.example.com")));
        assert!(covers(&back("*.example.com"), &back("a.b.example.com")));
        assert!(!covers(&back("*.example.com"), &back("example.com")));
        assert!(!covers(&back("*.example.com"), &back("evilexample.com")));
        assert!(!covers(&back("*.example.com"), &back("wss://a.example.com")));
    }
}
