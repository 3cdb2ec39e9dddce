//! A proxy, where the user names one.

use url::Url;

/// An HTTP proxy: `http://proxy.example.com:3128`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The value of `Proxy-Authorization`, where its URL holds a user; never shown.
    pub(crate) authorization: Option<Hidden>,
}

/// A text that prints as `…`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Hidden(pub(crate) String);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// Why a text names no proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// It is no URL with a host.
    #[error("`{0}` is no address of a proxy; `http://proxy.example.com:3128` is one")]
    NoAddress(String),
    /// It is one of another kind.
    #[error("a proxy of the kind `{0}` is not supported; an `http` proxy is")]
    Kind(String),
}

impl Proxy {
    /// Reads `http://[user:password@]host[:port]`; the port is 80 where it is missing.
    ///
    /// # Errors
    /// [`ProxyError`].
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let url = Url::parse(text).map_err(|_| ProxyError::NoAddress(without_user(text)))?;
        if url.scheme() != "http" {
            return Err(ProxyError::Kind(url.scheme().to_owned()));
        }
        let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
            return Err(ProxyError::NoAddress(without_user(text)));
        };
        let user = (!url.username().is_empty()).then(|| {
            let decoded = |text: &str| percent_decoded(text);
            let pair = format!("{}:{}", decoded(url.username()), decoded(url.password().unwrap_or_default()));
            Hidden(format!("Basic {}", data_encoding::BASE64.encode(pair.as_bytes())))
        });
        Ok(Self { host: host.to_owned(), port: url.port().unwrap_or(80), authorization: user })
    }
}

fn without_user(text: &str) -> String {
    text.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, host)| format!("…@{host}"))
}

fn percent_decoded(text: &str) -> String {
    let decoded: Vec<_> = url::form_urlencoded::parse(text.replace('+', "%2B").as_bytes())
        .map(|(key, _)| key.into_owned())
        .collect();
    decoded.concat()
}

#[cfg(test)]
mod tests {
    use super::{Proxy, ProxyError};

    #[test]
    fn a_proxy_keeps_its_password_to_itself() {
        let proxy = Proxy::parse("http://me:p%40ss@proxy.example.com:3128").unwrap();
        assert_eq!((proxy.host.as_str(), proxy.port), ("proxy.example.com", 3128));
        assert_eq!(proxy.authorization.as_ref().unwrap().0, "Basic bWU6cEBzcw==");
        assert!(!format!("{proxy:?}").contains("bWU6"));
    }

    #[test]
    fn other_kinds_of_proxies_are_refused() {
        assert_eq!(Proxy::parse("socks5://localhost:1080"), Err(ProxyError::Kind("socks5".to_owned())));
        assert_eq!(Proxy::parse("me:x@host"), Err(ProxyError::Kind("me".to_owned())));
        assert_eq!(Proxy::parse("localhost"), Err(ProxyError::NoAddress("localhost".to_owned())));
    }
}
