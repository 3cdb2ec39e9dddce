//! Source expressions: the words of a directive.

/// One word of a directive that names sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// `'none'`.
    Nothing,
    /// `'self'`.
    Own,
    /// `'unsafe-inline'`.
    UnsafeInline,
    /// `'unsafe-eval'`.
    UnsafeEval,
    /// `'wasm-unsafe-eval'`.
    WasmUnsafeEval,
    /// `'unsafe-hashes'`.
    UnsafeHashes,
    /// `'strict-dynamic'`.
    StrictDynamic,
    /// `'nonce-…'`, without its quotes.
    Nonce(&'a str),
    /// `'sha256-…'`, without its quotes.
    Hash(&'a str),
    /// `*`.
    Any,
    /// `https:`, without the colon.
    Scheme(&'a str),
    /// A host, with or without scheme, port and path.
    Host(HostSource<'a>),
    /// Any other word in quotes, `'report-sample'` among them: it lets nothing in.
    Other(&'a str),
}

/// A host among sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostSource<'a> {
    /// As it is written.
    pub text: &'a str,
    /// `https`, where it stands there.
    pub scheme: Option<&'a str>,
    /// The host, with `*.` before it where it stands for all below.
    pub host: &'a str,
    /// A number or `*`, where it stands there.
    pub port: Option<&'a str>,
}

impl<'a> Source<'a> {
    /// Reads a word. Keywords are known whatever their case.
    ///
    /// Source: Content Security Policy Level 3, section 2.3.1.
    pub fn parse(word: &'a str) -> Self {
        if let Some(keyword) = word.strip_prefix('\'').and_then(|word| word.strip_suffix('\'')) {
            let lower = keyword.to_ascii_lowercase();
            return match lower.as_str() {
                "none" => Self::Nothing,
                "self" => Self::Own,
                "unsafe-inline" => Self::UnsafeInline,
                "unsafe-eval" => Self::UnsafeEval,
                "wasm-unsafe-eval" => Self::WasmUnsafeEval,
                "unsafe-hashes" => Self::UnsafeHashes,
                "strict-dynamic" => Self::StrictDynamic,
                _ if lower.starts_with("nonce-") && lower.len() > 6 => Self::Nonce(keyword),
                _ if ["sha256-", "sha384-", "sha512-"].iter().any(|hash| lower.starts_with(hash)) => {
                    Self::Hash(keyword)
                }
                _ => Self::Other(word),
            };
        }
        if word == "*" {
            return Self::Any;
        }
        if let Some(scheme) = word.strip_suffix(':')
            && is_scheme(scheme)
        {
            return Self::Scheme(scheme);
        }
        let (scheme, rest) = match word.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, word),
        };
        let authority = rest.split('/').next().unwrap_or_default();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if port == "*" || port.bytes().all(|byte| byte.is_ascii_digit()) => {
                (host, Some(port))
            }
            _ => (authority, None),
        };
        Self::Host(HostSource { text: word, scheme, host, port })
    }
}

impl HostSource<'_> {
    /// True where it stands for hosts of anybody: `*`, `*.com`, or below one of the suffixes under which anybody can
    /// have a name (`*.github.io`).
    pub fn is_wide(&self) -> bool {
        let Some(below) = self.host.strip_prefix("*.") else { return self.host == "*" };
        let below = below.to_ascii_lowercase();
        !below.contains('.') || OPEN_SUFFIXES.contains(&below.as_str())
    }

    /// True where a page of an origin `https://host[:port]` is meant.
    ///
    /// Source: Content Security Policy Level 3, section 6.7.2.8.
    pub(super) fn allows(&self, origin: &str) -> bool {
        let (scheme, authority) = origin.split_once("://").unwrap_or(("", origin));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let default = if scheme == "https" { "443" } else { "80" };
        let port_fits = match self.port {
            Some("*") => true,
            Some(own) => own == port.unwrap_or(default),
            None => port.is_none_or(|port| port == default),
        };
        let host_fits = match self.host.strip_prefix("*.") {
            Some(below) => host
                .len()
                .checked_sub(below.len() + 1)
                .is_some_and(|at| host.as_bytes()[at] == b'.' && host[at + 1..].eq_ignore_ascii_case(below)),
            None => self.host == "*" || self.host.eq_ignore_ascii_case(host),
        };
        // Without a scheme, that of the page itself is meant, which is https here.
        scheme_allows(self.scheme.unwrap_or("https"), scheme) && host_fits && port_fits
    }
}

/// Suffixes under which strangers have names, where apps commonly take scripts from.
const OPEN_SUFFIXES: [&str; 12] = [
    "amazonaws.com",
    "appspot.com",
    "azurewebsites.net",
    "cloudfront.net",
    "fly.dev",
    "github.io",
    "herokuapp.com",
    "netlify.app",
    "pages.dev",
    "s3.amazonaws.com",
    "vercel.app",
    "web.app",
];

/// True where an expression with one scheme allows an address with another: `http` allows `https`.
pub(super) fn scheme_allows(expression: &str, scheme: &str) -> bool {
    expression.eq_ignore_ascii_case(scheme) || (expression.eq_ignore_ascii_case("http") && scheme == "https")
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_word_is_known() {
        assert_eq!(Source::parse("'SELF'"), Source::Own);
        assert_eq!(Source::parse("'nonce-abc'"), Source::Nonce("nonce-abc"));
        assert_eq!(Source::parse("'sha384-x'"), Source::Hash("sha384-x"));
        assert_eq!(Source::parse("data:"), Source::Scheme("data"));
        assert_eq!(Source::parse("'report-sample'"), Source::Other("'report-sample'"));
        let Source::Host(host) = Source::parse("https://*.example.com:8443/a/b") else { panic!("a host") };
        assert_eq!((host.scheme, host.host, host.port), (Some("https"), "*.example.com", Some("8443")));
        // Without quotes it is the name of a host.
        assert!(matches!(Source::parse("self"), Source::Host(_)));
    }

    #[test]
    fn hosts_of_anybody_are_wide() {
        let is_wide = |word| matches!(Source::parse(word), Source::Host(host) if host.is_wide());
        assert!(is_wide("*.com") && is_wide("https://*.github.io") && is_wide("https://*") && is_wide("*:*"));
        assert!(!is_wide("*.example.com") && !is_wide("example.com") && !is_wide("me.github.io"));
    }
}
