//! Headers that carry a policy, and pages: no text panics.
#![no_main]

use assay_headers::{CacheControl, Cookie, Hsts, ReferrerPolicy, csp, meta_referrer, static_files};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let policies = csp::policies([text]);
    let _ = csp::script_laxities(&policies);
    for policy in &policies {
        if let Some(directive) = policy.effective("frame-ancestors") {
            let _ = directive.allows_ancestor("https://example.atlassian.net");
        }
    }
    let _ = Hsts::parse(text);
    let _ = ReferrerPolicy::of_fields([text]);
    let _ = CacheControl::of_fields([text]);
    if let Some(cookie) = Cookie::parse(text) {
        let _ = (cookie.keeps_prefix(), cookie.is_removal());
    }
    let _ = (meta_referrer(text), static_files(text));
});
