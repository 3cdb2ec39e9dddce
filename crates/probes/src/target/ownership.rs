//! Whose hosts they are.

use url::Url;

/// The hosts that the user says are theirs. What is not among them is never touched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ownership {
    hosts: Vec<String>,
}

/// A host that nobody named as theirs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{host}` is not named as owned; say `--i-own {host}`, or name it under `owned_hosts` in assay.toml, if it is yours to test"
)]
pub struct NotOwned {
    /// The host.
    pub host: String,
}

impl Ownership {
    /// Names of hosts, without scheme or port. `*.example.com` stands for every name below `example.com`; a bare `*`
    /// or a wildcard for a whole top-level domain owns nothing.
    pub fn new(hosts: impl IntoIterator<Item = String>) -> Self {
        let hosts = hosts.into_iter().map(|host| host.trim().trim_end_matches('.').to_ascii_lowercase());
        Self { hosts: hosts.filter(|host| !host.is_empty()).collect() }
    }

    /// True where nobody named anything.
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }

    /// True for a host of the user's.
    pub fn covers(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
        self.hosts.iter().any(|owned| match owned.strip_prefix("*.") {
            Some(parent) => {
                parent.contains('.')
                    && host.strip_suffix(parent).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
            }
            None => owned.trim_matches(['[', ']']) == host,
        })
    }

    /// The host of a URL, where it is the user's.
    ///
    /// # Errors
    /// [`NotOwned`]; for a URL without a host as well.
    pub fn check(&self, url: &Url) -> Result<(), NotOwned> {
        let host = url.host_str().unwrap_or_default();
        if self.covers(host) { Ok(()) } else { Err(NotOwned { host: host.to_owned() }) }
    }
}

#[cfg(test)]
mod tests {
    use super::Ownership;

    #[test]
    fn only_named_hosts_are_owned() {
        let owned =
            Ownership::new(["App.Example.com".to_owned(), "*.example.net".to_owned(), "::1".to_owned()]);
        for host in ["app.example.com", "APP.example.com.", "a.example.net", "a.b.example.net", "[::1]"] {
            assert!(owned.covers(host), "{host}");
        }
        for host in
            ["example.com", "x.app.example.com", "example.net", "badexample.net", "app.example.com.evil.org"]
        {
            assert!(!owned.covers(host), "{host}");
        }
    }

    #[test]
    fn nobody_owns_everything() {
        for wide in ["*", "*.com", "*."] {
            assert!(!Ownership::new([wide.to_owned()]).covers("app.example.com"), "{wide}");
        }
    }
}
