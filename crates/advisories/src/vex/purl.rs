//! Package URLs, as far as VEX needs them: which package, which version.

use crate::Ecosystem;

/// The package a URL names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PackageUrl {
    ecosystem: Ecosystem,
    name: String,
    version: Option<String>,
}

impl PackageUrl {
    /// None where it is no package URL, or of a type whose packages apps are not made of (`pkg:oci/…`).
    ///
    /// Source: package URL specification, “how to parse”.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("pkg:")?.trim_start_matches('/');
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (kind, rest) = rest.split_once('/')?;
        let ecosystem = Ecosystem::EVERY
            .into_iter()
            .find(|ecosystem| ecosystem.purl_type().eq_ignore_ascii_case(kind))?;
        // The last `@` that does not start a name: `@scope/name` is written `%40scope/name`, and not by everybody.
        let (name, version) = match rest.rsplit_once('@') {
            Some((name, version)) if !name.is_empty() && !name.ends_with('/') => {
                (name, Some(decode(version)))
            }
            _ => (rest, None),
        };
        let separator = if ecosystem == Ecosystem::Maven { ":" } else { "/" };
        let name: Vec<String> = name.trim_matches('/').split('/').map(decode).collect();
        let name = ecosystem.normalized(&name.join(separator)).into_owned();
        Some(Self { ecosystem, name, version })
    }

    /// True where it names that package, and no version or that one.
    pub(super) fn covers(&self, package: &Self) -> bool {
        let without_v = |version: &Option<String>| {
            version.as_ref().map(|version| version.strip_prefix('v').unwrap_or(version).to_owned())
        };
        (self.ecosystem, &self.name) == (package.ecosystem, &package.name)
            && (self.version.is_none() || without_v(&self.version) == without_v(&package.version))
    }
}

/// A text without its percent signs; what is not encoded rightly stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.filter(|_| first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
