//! `Referrer-Policy`.

/// How much of its address a page tells to where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferrerPolicy {
    /// Nothing.
    NoReferrer,
    /// The whole address, but not from https to http.
    NoReferrerWhenDowngrade,
    /// The origin.
    Origin,
    /// The whole address to its own origin, the origin to others.
    OriginWhenCrossOrigin,
    /// The whole address to its own origin, nothing to others.
    SameOrigin,
    /// The origin, but not from https to http.
    StrictOrigin,
    /// The whole address to its own origin, the origin to others, nothing from https to http.
    StrictOriginWhenCrossOrigin,
    /// The whole address, to anybody.
    UnsafeUrl,
}

impl ReferrerPolicy {
    const NAMES: [(&'static str, Self); 8] = [
        ("no-referrer", Self::NoReferrer),
        ("no-referrer-when-downgrade", Self::NoReferrerWhenDowngrade),
        ("origin", Self::Origin),
        ("origin-when-cross-origin", Self::OriginWhenCrossOrigin),
        ("same-origin", Self::SameOrigin),
        ("strict-origin", Self::StrictOrigin),
        ("strict-origin-when-cross-origin", Self::StrictOriginWhenCrossOrigin),
        ("unsafe-url", Self::UnsafeUrl),
    ];

    /// The policy of a response, by all its fields in order: the last token that browsers know counts. None where
    /// they know none: then their default is in force, `strict-origin-when-cross-origin`.
    ///
    /// Source: W3C Referrer Policy, section 8.1.
    pub fn of_fields<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        values.into_iter().flat_map(|value| value.split(',')).filter_map(Self::token).last()
    }

    /// The policy of a `<meta name="referrer">`, legacy words included.
    ///
    /// Source: HTML standard, section 4.2.5.1.
    pub fn of_meta(content: &str) -> Option<Self> {
        match content.trim().to_ascii_lowercase().as_str() {
            "never" => Some(Self::NoReferrer),
            "default" => Some(Self::StrictOriginWhenCrossOrigin),
            "always" => Some(Self::UnsafeUrl),
            "origin-when-crossorigin" => Some(Self::OriginWhenCrossOrigin),
            other => Self::token(other),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, policy)| *policy == self).map_or("", |(name, _)| name)
    }

    /// True where paths and queries reach other origins.
    pub fn tells_the_address(self) -> bool {
        matches!(self, Self::UnsafeUrl | Self::NoReferrerWhenDowngrade)
    }

    fn token(token: &str) -> Option<Self> {
        let token = token.trim();
        Self::NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(token)).map(|(_, policy)| *policy)
    }
}

#[cfg(test)]
mod tests {
    use super::ReferrerPolicy as Policy;

    #[test]
    fn the_last_known_token_counts() {
        assert_eq!(Policy::of_fields(["no-referrer, unsafe-url"]), Some(Policy::UnsafeUrl));
        assert_eq!(Policy::of_fields(["unsafe-url, no-referrer, made-up"]), Some(Policy::NoReferrer));
        assert_eq!(Policy::of_fields(["unsafe-url", " Same-Origin "]), Some(Policy::SameOrigin));
        assert_eq!(Policy::of_fields(["", "made-up"]), None);
        assert_eq!(Policy::of_fields([]), None);
    }

    #[test]
    fn a_tag_may_use_old_words() {
        assert_eq!(Policy::of_meta("never"), Some(Policy::NoReferrer));
        assert_eq!(Policy::of_meta(" ALWAYS "), Some(Policy::UnsafeUrl));
        assert_eq!(Policy::of_meta("strict-origin"), Some(Policy::StrictOrigin));
        assert_eq!(Policy::of_meta("x"), None);
    }
}
