//! `Content-Security-Policy`.

mod source;

pub use source::{HostSource, Source};

/// One policy: what one field, or one part of a field between commas, says. A response may have several; something
/// is allowed where all of them allow it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    directives: Vec<Directive>,
}

/// One directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Its name, in lower case.
    pub name: String,
    /// What stands behind it, one word each.
    pub values: Vec<String>,
}

/// How a policy lets in more scripts than it names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Laxity {
    /// It says nothing of scripts: any may run.
    Unrestricted,
    /// Scripts written into a page run: `unsafe-inline` without a nonce or hash.
    Inline,
    /// Text may become code: `unsafe-eval`.
    Eval,
    /// Event handlers in a page may run: `unsafe-hashes`.
    Hashes,
    /// Any host of a scheme: `*`, `https:`, `data:`, `blob:`.
    AnyOf(String),
    /// Any host below a public suffix: `*.com`.
    WideWildcard(String),
    /// Scripts over plain http from a host.
    PlainHttp(String),
}

impl std::fmt::Display for Laxity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unrestricted => {
                f.write_str("it has neither `script-src` nor `default-src`, so any script may run")
            }
            Self::Inline => f.write_str("`unsafe-inline` lets scripts written into the page run"),
            Self::Eval => f.write_str("`unsafe-eval` lets text become code"),
            Self::Hashes => f.write_str("`unsafe-hashes` lets event handlers in the page run"),
            Self::AnyOf(source) => write!(f, "`{source}` lets scripts come from anywhere"),
            Self::WideWildcard(source) => write!(f, "`{source}` lets scripts come from hosts of anybody"),
            Self::PlainHttp(source) => write!(f, "`{source}` lets scripts come over plain http"),
        }
    }
}

/// Every policy of a response, by all its fields in order. Policies without a directive are left out, as browsers do.
///
/// Source: Content Security Policy Level 3, sections 2.2.1 and 2.2.2.
pub fn policies<'a>(fields: impl IntoIterator<Item = &'a str>) -> Vec<Policy> {
    let texts = fields.into_iter().flat_map(|field| field.split(','));
    texts.map(Policy::parse).filter(|policy| !policy.directives.is_empty()).collect()
}

/// How scripts get in that no policy names: what every one of the policies leaves open. Without a policy,
/// [`Laxity::Unrestricted`].
pub fn script_laxities(policies: &[Policy]) -> Vec<Laxity> {
    let Some((first, rest)) = policies.split_first() else { return vec![Laxity::Unrestricted] };
    let mut open = first.script_laxities();
    for policy in rest {
        let other = policy.script_laxities();
        let unrestricted = |laxities: &[Laxity]| laxities.contains(&Laxity::Unrestricted);
        if unrestricted(&open) {
            open = other;
        } else if !unrestricted(&other) {
            open.retain(|laxity| other.contains(laxity));
        }
    }
    open
}

impl Policy {
    /// Reads one policy. Of equal directives the first counts.
    pub fn parse(text: &str) -> Self {
        let mut directives: Vec<Directive> = Vec::new();
        for token in text.split(';') {
            let mut words = token.split_ascii_whitespace();
            let Some(name) = words.next() else { continue };
            // A token that is not ASCII is passed over.
            if !token.is_ascii() {
                continue;
            }
            let name = name.to_ascii_lowercase();
            if directives.iter().all(|directive| directive.name != name) {
                directives.push(Directive { name, values: words.map(ToOwned::to_owned).collect() });
            }
        }
        Self { directives }
    }

    /// The directive with a name, given in lower case.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().find(|directive| directive.name == name)
    }

    /// The directive that decides for a name that falls back to others: `script-src-elem` to `script-src` to
    /// `default-src`. `frame-ancestors` and others that do not fetch fall back to nothing.
    ///
    /// Source: Content Security Policy Level 3, section 6.8.3.
    pub fn effective(&self, name: &str) -> Option<&Directive> {
        let chain: &[&str] = match name {
            "script-src-elem" | "script-src-attr" => &["script-src", "default-src"],
            "style-src-elem" | "style-src-attr" => &["style-src", "default-src"],
            "worker-src" => &["child-src", "script-src", "default-src"],
            "frame-src" => &["child-src", "default-src"],
            "child-src" | "connect-src" | "font-src" | "img-src" | "manifest-src" | "media-src"
            | "object-src" | "prefetch-src" | "script-src" | "style-src" => &["default-src"],
            _ => &[],
        };
        std::iter::once(&name).chain(chain).find_map(|name| self.directive(name))
    }

    /// How scripts get in that this policy does not name, once each, in order.
    pub fn script_laxities(&self) -> Vec<Laxity> {
        let mut found = Vec::new();
        // Text becomes code by `script-src` alone; what stands in a page goes by the two finer directives.
        match self.effective("script-src") {
            None => {}
            Some(directive) if directive.sources().any(|source| source == Source::UnsafeEval) => {
                found.push(Laxity::Eval);
            }
            Some(_) => {}
        }
        for name in ["script-src-elem", "script-src-attr"] {
            match self.effective(name) {
                None => found.push(Laxity::Unrestricted),
                Some(directive) => directive.laxities(name == "script-src-elem", &mut found),
            }
        }
        if found.contains(&Laxity::Unrestricted) && self.effective("script-src").is_none() {
            return vec![Laxity::Unrestricted];
        }
        found.sort();
        found.dedup();
        found
    }
}

impl Directive {
    /// Its values as source expressions.
    pub fn sources(&self) -> impl Iterator<Item = Source<'_>> {
        self.values.iter().map(|value| Source::parse(value))
    }

    /// True where it allows a page of an origin to show this one in a frame. `origin` is `https://host[:port]`; own
    /// pages (`'self'`) are not asked about.
    ///
    /// Source: Content Security Policy Level 3, section 6.4.2.
    pub fn allows_ancestor(&self, origin: &str) -> bool {
        self.sources().any(|source| match source {
            Source::Any => true,
            Source::Scheme(scheme) => {
                source::scheme_allows(scheme, origin.split("://").next().unwrap_or_default())
            }
            Source::Host(host) => host.allows(origin),
            _ => false,
        })
    }

    fn laxities(&self, fetches: bool, found: &mut Vec<Laxity>) {
        let sources: Vec<_> = self.sources().collect();
        let has_nonce_or_hash = sources.iter().any(|it| matches!(it, Source::Nonce(_) | Source::Hash(_)));
        let is_strict_dynamic = sources.contains(&Source::StrictDynamic);
        for source in &sources {
            match source {
                Source::UnsafeInline if !has_nonce_or_hash && !is_strict_dynamic => {
                    found.push(Laxity::Inline)
                }
                Source::UnsafeHashes => found.push(Laxity::Hashes),
                // With `strict-dynamic`, hosts and schemes are passed over.
                Source::Any if fetches && !is_strict_dynamic => found.push(Laxity::AnyOf("*".to_owned())),
                Source::Scheme(scheme) if fetches && !is_strict_dynamic => {
                    found.push(Laxity::AnyOf(format!("{scheme}:")));
                }
                Source::Host(host) if fetches && !is_strict_dynamic => {
                    if host.is_wide() {
                        found.push(Laxity::WideWildcard(host.text.to_owned()));
                    } else if host.scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")) {
                        found.push(Laxity::PlainHttp(host.text.to_owned()));
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Vec<Laxity> {
        script_laxities(&policies([text]))
    }

    #[test]
    fn scripts_from_named_origins_are_no_laxity() {
        for strict in [
            "default-src 'none'; script-src 'self' https://connect-cdn.atl-paas.net",
            "script-src 'self' *.example.com",
            "default-src 'self'",
            "script-src 'none'",
            "script-src",
        ] {
            assert_eq!(open(strict), [], "{strict}");
        }
    }

    #[test]
    fn each_way_in_is_told() {
        assert_eq!(open("script-src 'unsafe-inline' 'Unsafe-Eval'"), [Laxity::Inline, Laxity::Eval]);
        assert_eq!(open("default-src *"), [Laxity::AnyOf("*".to_owned())]);
        assert_eq!(open("script-src 'self' https: data:").len(), 2);
        assert_eq!(open("script-src *.com"), [Laxity::WideWildcard("*.com".to_owned())]);
        assert_eq!(
            open("script-src http://a.example.com"),
            [Laxity::PlainHttp("http://a.example.com".to_owned())]
        );
        assert_eq!(open("script-src 'self' 'unsafe-hashes'"), [Laxity::Hashes]);
    }

    #[test]
    fn a_policy_without_scripts_leaves_them_alone() {
        assert_eq!(open("frame-ancestors https://*.atlassian.net"), [Laxity::Unrestricted]);
        assert_eq!(open(""), [Laxity::Unrestricted]);
        assert_eq!(script_laxities(&[]), [Laxity::Unrestricted]);
    }

    #[test]
    fn nonces_and_strict_dynamic_take_back_what_old_browsers_need() {
        assert_eq!(open("script-src 'nonce-abc' 'unsafe-inline'"), []);
        assert_eq!(
            open("script-src 'sha256-abc=' 'unsafe-inline' https:"),
            [Laxity::AnyOf("https:".to_owned())]
        );
        assert_eq!(open("script-src 'strict-dynamic' 'nonce-abc' 'unsafe-inline' https: *"), []);
    }

    #[test]
    fn of_equal_directives_the_first_counts() {
        assert_eq!(open("script-src 'self'; SCRIPT-SRC *"), []);
    }

    #[test]
    fn all_policies_have_to_allow_it() {
        let both = policies(["script-src 'unsafe-inline'", "frame-ancestors 'self', script-src 'self'"]);
        assert_eq!(both.len(), 3);
        assert_eq!(script_laxities(&both), []);
        let lax = policies(["script-src 'unsafe-inline' *", "default-src 'unsafe-inline'"]);
        assert_eq!(script_laxities(&lax), [Laxity::Inline]);
    }

    #[test]
    fn a_finer_directive_can_open_what_the_coarse_one_closed() {
        assert_eq!(open("script-src 'self'; script-src-elem *"), [Laxity::AnyOf("*".to_owned())]);
        assert_eq!(open("script-src-elem 'self'"), [Laxity::Unrestricted]);
    }

    #[test]
    fn products_are_found_among_the_ancestors() {
        let policy =
            Policy::parse("frame-ancestors 'self' https://*.atlassian.net *.jira.com:443 https://trello.com");
        let ancestors = policy.directive("frame-ancestors").unwrap();
        for allowed in ["https://acme.atlassian.net", "https://a.jira.com", "https://trello.com"] {
            assert!(ancestors.allows_ancestor(allowed), "{allowed}");
        }
        for refused in
            ["https://atlassian.net", "http://acme.atlassian.net", "https://evil.org", "https://a.trello.com"]
        {
            assert!(!ancestors.allows_ancestor(refused), "{refused}");
        }
    }
}
