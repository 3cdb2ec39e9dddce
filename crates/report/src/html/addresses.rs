//! Links out of the page. Nothing follows them but a person's click.

use maud::{Markup, html};

use super::words::plain;

/// An address somebody else wrote: a link where it is plainly a web page, text where it is anything else.
pub(super) fn link(address: &str, text: Option<&str>) -> Markup {
    let shown = text.unwrap_or(address);
    if !is_web(address) {
        return plain(shown);
    }
    html! { a href=(address) rel="noopener noreferrer external" { (plain(shown)) } }
}

/// Only `https:` and `http:`, in ordinary characters: no `javascript:`, no address a reader sees differently
/// than their browser.
fn is_web(address: &str) -> bool {
    let scheme = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
    scheme
        && address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        assert!(
            link("https://example.com/a?b=c&d", None)
                .into_string()
                .starts_with("<a href=\"https://example.com/a?b=c&amp;d\"")
        );
        for address in [
            "javascript:alert(1)",
            "data:text/html,x",
            " https://x",
            "https://x y",
            "https://a\u{202e}b",
            "//x",
            "file:///etc/passwd",
            "https://x\"onclick=\"y",
        ] {
            assert!(!link(address, Some("more")).into_string().contains("<a"), "{address}");
        }
    }
}
