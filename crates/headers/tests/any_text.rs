//! Whatever stands in a header, it is read or passed over; and what laws the readers keep.

use assay_headers::{CacheControl, Cookie, Hsts, ReferrerPolicy, csp, meta_referrer, static_files};
use proptest::prelude::*;

/// Words that policies, cookies and pages are made of.
const WORDS: [&str; 27] = [
    "script-src",
    "default-src",
    "'self'",
    "'unsafe-inline'",
    "'none'",
    "*",
    "https:",
    "data:",
    "'nonce-a'",
    ";",
    ",",
    " ",
    "=",
    "\"",
    "max-age",
    "31536000",
    "includeSubDomains",
    "*.example.com",
    "https://a:443/x",
    "Secure",
    "é",
    "\t",
    "no-referrer",
    "Path=/",
    "<meta name=referrer content=",
    ">",
    "<script src=",
];

/// Texts made of these words, cut and joined anyhow.
fn policy_like() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn no_text_panics(text in prop_oneof![policy_like(), any::<String>()]) {
        let policies = csp::policies([text.as_str()]);
        let _ = csp::script_laxities(&policies);
        for policy in &policies {
            if let Some(directive) = policy.effective("script-src") {
                let _ = directive.allows_ancestor("https://example.atlassian.net");
            }
        }
        let _ = Hsts::parse(&text);
        let _ = ReferrerPolicy::of_fields([text.as_str()]);
        let _ = CacheControl::of_fields([text.as_str()]);
        let _ = Cookie::parse(&text).map(|cookie| (cookie.keeps_prefix(), cookie.is_removal()));
        let _ = (meta_referrer(&text), static_files(&text));
    }

    #[test]
    fn one_more_policy_never_lets_in_more(one in policy_like(), other in policy_like()) {
        let alone = csp::script_laxities(&csp::policies([one.as_str()]));
        let both = csp::script_laxities(&csp::policies([one.as_str(), other.as_str()]));
        let unrestricted = alone.contains(&csp::Laxity::Unrestricted);
        prop_assert!(unrestricted || both.iter().all(|laxity| alone.contains(laxity)), "{:?} {:?}", alone, both);
    }

    #[test]
    fn what_is_written_as_the_standard_says_is_read_back(
        age in any::<u64>(),
        below in any::<bool>(),
        quoted in any::<bool>(),
    ) {
        let number = if quoted { format!("\"{age}\"") } else { age.to_string() };
        let text = format!("max-age={number}{}", if below { "; includeSubDomains" } else { "" });
        let hsts = Hsts::parse(&text);
        prop_assert_eq!(hsts.map(|hsts| (hsts.max_age, hsts.include_subdomains)), Ok((age, below)));
    }
}
