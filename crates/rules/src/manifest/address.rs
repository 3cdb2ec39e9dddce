//! Addresses of a manifest, taken apart as they are written.
//!
//! The platform compares addresses as text, so they are split here and not normalised: what a URL parser
//! would read otherwise is itself worth a finding.

use assay_app::{Manifest, Spanned, manifest::EgressList};

/// An address and where the manifest names it.
pub(crate) struct Named<'m> {
    /// The list of `permissions.external` it stands in; none for the base URL of a remote.
    pub(crate) list: Option<EgressList>,
    /// ``in `fetch.backend` ``, or ``of the remote `api` ``.
    pub(crate) role: String,
    /// `permissions.external.fetch.backend: https://…`, `remotes.api.baseUrl: https://…`.
    pub(crate) identity: String,
    /// The address.
    pub(crate) address: &'m Spanned<String>,
}

/// Every address of `permissions.external` and every base URL of `remotes`, in the order of the file; what a
/// list names twice comes once.
pub(crate) fn every_address(manifest: &Manifest) -> Vec<Named<'_>> {
    let egress = manifest.permissions.egress.iter().filter_map(|entry| {
        let (list, address) = (entry.list.path(), entry.address.as_ref()?);
        let identity = format!("permissions.external.{list}: {address}");
        Some(Named { list: Some(entry.list), role: format!("in `{list}`"), identity, address })
    });
    let remotes = manifest.remotes.iter().flat_map(|remote| {
        let key = remote.key.as_ref().map_or("?", |key| key.as_str());
        remote.base_urls.iter().map(move |base| {
            let identity = format!("remotes.{key}.baseUrl: {}", base.url);
            Named { list: None, role: format!("of the remote `{key}`"), identity, address: &base.url }
        })
    });
    let mut every: Vec<Named<'_>> = egress.chain(remotes).collect();
    every.sort_by_key(|named| named.address.span);
    let mut seen = std::collections::BTreeSet::new();
    every.retain(|named| seen.insert(named.identity.clone()));
    every
}

/// The parts of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// `https`, where one is written.
    pub(crate) scheme: Option<&'a str>,
    /// What stands before `@`.
    pub(crate) user: Option<&'a str>,
    /// The host; an IPv6 address in its brackets.
    pub(crate) host: &'a str,
    /// What stands after the colon.
    pub(crate) port: Option<&'a str>,
    /// From the first `/`, `?` or `#` on.
    pub(crate) rest: &'a str,
}

impl<'a> Parts<'a> {
    /// Splits `https://user@host:port/rest`; all but the host may be missing.
    pub(crate) fn of(address: &'a str) -> Self {
        let address = address.trim();
        let (scheme, after) =
            address.split_once("://").map_or((None, address), |(scheme, after)| (Some(scheme), after));
        // A variable (`${HOST}`, `{{host}}`) has none of these characters.
        let (authority, rest) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
        let (user, host) =
            authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let (host, port) = match host.rfind(']') {
            Some(end) => (&host[..=end], host[end + 1..].strip_prefix(':')),
            None => host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port))),
        };
        Self { scheme, user, host, port, rest }
    }

    /// The scheme in lower case, where one is written out.
    pub(crate) fn literal_scheme(&self) -> Option<String> {
        self.scheme.filter(|scheme| is_literal(scheme)).map(str::to_ascii_lowercase)
    }

    /// The host in lower case without the root's dot, where it is written out.
    pub(crate) fn literal_host(&self) -> Option<String> {
        is_literal(self.host).then(|| self.host.trim_end_matches('.').to_ascii_lowercase())
    }

    /// The host in lower case, or the end of it that is written out (`${SITE}.example.com`: `example.com`).
    pub(crate) fn known_host(&self) -> Option<String> {
        self.literal_host().or_else(|| {
            let (_, end) = self.host.rsplit_once(['}', '>'])?;
            let end = end.strip_prefix('.')?.trim_end_matches('.');
            (!end.is_empty()).then(|| end.to_ascii_lowercase())
        })
    }
}

/// False for a text with a variable or a template's placeholder in it.
pub(crate) fn is_literal(text: &str) -> bool {
    !["${", "{{", "<%"].iter().any(|open| text.contains(open))
}

#[cfg(test)]
mod tests {
    use super::Parts;

    #[test]
    fn an_address_is_split_as_it_is_written() {
        let parts = Parts::of("https://me:pw@Api.Example.com:8443/a?b");
        assert_eq!(parts.scheme, Some("https"));
        assert_eq!((parts.user, parts.port, parts.rest), (Some("me:pw"), Some("8443"), "/a?b"));
        assert_eq!(parts.literal_host().as_deref(), Some("api.example.com"));
        let parts = Parts::of("[::1]:3000");
        assert_eq!((parts.host, parts.port), ("[::1]", Some("3000")));
        assert_eq!(Parts::of("https://${HOST}/x").literal_host(), None);
        assert_eq!(Parts::of("https://${HOST}/x").known_host(), None);
        assert_eq!(Parts::of("https://${SITE}.example.com").known_host().as_deref(), Some("example.com"));
        assert_eq!(Parts::of("*").host, "*");
    }
}
