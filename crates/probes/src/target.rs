//! What is tested: the addresses of one running app, and what each is for.

use assay_app::AppType;
use assay_evidence::AppCard;
use assay_source::Place;
use url::Url;

/// What an endpoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A page that a product shows in a frame.
    ModulePage,
    /// A callback when the app is installed, removed, or switched on or off.
    Lifecycle,
    /// A callback when something happened in a product.
    Webhook,
    /// An endpoint of a Forge remote.
    Remote,
    /// Where an authorisation server sends a browser back.
    Callback,
    /// The descriptor itself.
    Descriptor,
    /// Any other page.
    Page,
}

impl Role {
    /// The words used in reports.
    pub fn words(self) -> &'static str {
        match self {
            Self::ModulePage => "module page",
            Self::Lifecycle => "lifecycle callback",
            Self::Webhook => "webhook",
            Self::Remote => "remote endpoint",
            Self::Callback => "OAuth callback",
            Self::Descriptor => "descriptor",
            Self::Page => "page",
        }
    }

    /// True where anybody on the web may read it by design.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Descriptor)
    }
}

/// One address of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Absolute; context variables (`{issue.key}`) are filled with plausible values.
    pub url: Url,
    /// The method its caller uses: `GET`, `POST`.
    pub method: String,
    /// What it is for.
    pub role: Role,
    /// What the descriptor or manifest calls it: `installed`, `generalPages hello-page`.
    pub name: String,
    /// Where it is declared.
    pub place: Option<Place>,
    /// The product may keep the page (`cacheable: true`): it holds nothing of one user, and takes no token.
    pub cacheable: bool,
    /// The product shows it to administrators only.
    pub for_admins: bool,
}

impl Endpoint {
    /// `POST /installed`: how evidence names it.
    pub fn label(&self) -> String {
        format!("{} {}", self.method, self.url.path())
    }
}

/// One running app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Which table of cases applies.
    pub app_type: AppType,
    /// Which app.
    pub card: AppCard,
    /// Where it is served from: what the paths of modules and hooks are relative to, and what tokens are made out
    /// to. No trailing slash is implied.
    pub base_url: Url,
    /// Its Connect key, or the id of a Forge app or Power-Up: what tokens name.
    pub app_id: Option<String>,
    /// Every address that is tested, in a fixed order, each on an owned host.
    pub endpoints: Vec<Endpoint>,
    /// Addresses that belong to the app and are not tested, each with the reason.
    pub left_out: Vec<(String, String)>,
}

impl Target {
    /// The endpoints of a role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.iter().filter(move |endpoint| endpoint.role == role)
    }

    /// Every host and port that is tested, with its scheme, once each, in the order of the endpoints.
    pub fn origins(&self) -> Vec<Url> {
        let mut origins: Vec<Url> = Vec::new();
        for url in std::iter::once(&self.base_url).chain(self.endpoints.iter().map(|endpoint| &endpoint.url))
        {
            let mut origin = url.clone();
            origin.set_path("/");
            origin.set_query(None);
            origin.set_fragment(None);
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        origins
    }
}

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
