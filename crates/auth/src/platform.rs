//! Fixed names and addresses of the platform.

use std::sync::LazyLock;

use serde::Deserialize;

/// Fixed names and addresses of the platform, with the day they were read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// The day, `2026-08-15`.
    pub read: toml::value::Datetime,
    /// Where.
    pub sources: Vec<String>,
    /// Connect.
    pub connect: ConnectPlatform,
    /// Forge.
    pub forge: ForgePlatform,
    /// Trello.
    pub trello: TrelloPlatform,
    /// OAuth 2.0 (3LO).
    pub oauth: OAuthPlatform,
}

/// Of Connect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectPlatform {
    /// Address before the key id.
    pub install_keys: String,
    /// Hosts of products: these, and all below them.
    pub product_hosts: Vec<String>,
}

/// Of Forge.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgePlatform {
    /// `iss` of a FIT.
    pub issuer: String,
    /// Address of the key set.
    pub key_set: String,
    /// What every app id begins with.
    pub app_id_prefix: String,
}

/// Of Trello.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrelloPlatform {
    /// `iss` of `t.jwt()`.
    pub issuer: String,
    /// Address of the keys.
    pub keys: String,
}

/// Of 3LO.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OAuthPlatform {
    /// Where an authorisation begins.
    pub authorize: String,
}

/// What this build knows.
pub fn platform() -> &'static Platform {
    static PLATFORM: LazyLock<Platform> = LazyLock::new(|| {
        toml::from_str(include_str!("../data/platform.toml")).expect("the tests read the bundled table")
    });
    &PLATFORM
}

impl ConnectPlatform {
    /// True for an `https` address of a product, without port, user name, or anything that two readers could
    /// take for different hosts.
    pub fn is_product(&self, address: &str) -> bool {
        let Some(rest) = address.strip_prefix("https://") else { return false };
        let host = rest.split('/').next().unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        let is_below = |product: &String| {
            host.strip_suffix(product.as_str()).is_some_and(|name| name.is_empty() || name.ends_with('.'))
        };
        !host.starts_with('.')
            && !host.contains("..")
            && host.bytes().all(plain)
            && self.product_hosts.iter().any(is_below)
    }
}

#[cfg(test)]
mod tests {
    use super::platform;

    #[test]
    fn only_https_addresses_of_products_are_products() {
        let is_product = |address| platform().connect.is_product(address);
        for address in
            ["https://acme.atlassian.net", "https://acme.atlassian.net/wiki", "https://acme.jira.com"]
        {
            assert!(is_product(address), "{address}");
        }
        for address in [
            "http://acme.atlassian.net",
            "https://acme.atlassian.net.evil.example",
            "https://evilatlassian.net",
            "https://acme.atlassian.net:8443",
            "https://acme.atlassian.net@evil.example",
            "https://evil.example/acme.atlassian.net",
            "https://evil.example\\.atlassian.net",
            "https://evil.example?.atlassian.net",
            "https://evil.example#.atlassian.net",
            "https://ACME.atlassian.net",
            "https://.atlassian.net",
            "https://",
            "",
        ] {
            assert!(!is_product(address), "{address}");
        }
    }
}
