//! Package URLs.
//!
//! Source: package-url/purl-spec, the core specification and the definitions of its types.

use std::fmt::Write as _;

use assay_advisories::Ecosystem;

use crate::{Origin, Package};

impl Package {
    /// The package as a URL, such as `pkg:npm/%40forge/api@4.1.0`. Without a version where it is not known exactly;
    /// with `vcs_url`, `download_url` or `repository_url` where it is not from the public registry; none for what lies
    /// beside the app, which has no address.
    pub fn purl(&self) -> Option<String> {
        if matches!(self.origin, Origin::Local(_)) {
            return None;
        }
        let mut url = format!("pkg:{}/", self.ecosystem.purl_type());
        let separator = if self.ecosystem == Ecosystem::Maven { ':' } else { '/' };
        let parts: Vec<String> = self.name.split(separator).map(encode).collect();
        url.push_str(&parts.join("/"));
        if let Some(version) = self.version.exact() {
            // A version of Go has its `v` in the URL.
            let v = if self.ecosystem == Ecosystem::Go { "v" } else { "" };
            let _ = write!(url, "@{v}{}", encode(version));
        }
        let qualifier = match &self.origin {
            Origin::Git(address) => Some(("vcs_url", address)),
            Origin::Archive(address) => Some(("download_url", address)),
            Origin::OtherRegistry(address) => Some(("repository_url", address)),
            Origin::Registry | Origin::Page(_) | Origin::Local(_) => None,
        };
        if let Some((key, value)) = qualifier.filter(|(_, value)| !value.is_empty()) {
            let _ = write!(url, "?{key}={}", encode(&without_user(value)));
        }
        Some(url)
    }
}

/// An address without the name and password that may stand in it.
fn without_user(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let end = rest.find('/').unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{}", &rest[end..])
}

/// Percent-encoded, all but what the specification leaves as it is.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
