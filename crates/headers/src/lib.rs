//! HTTP response headers that carry a security policy, read as the standards say.
//!
//! In goes the raw value of a field, as it came over the wire or stands in code; out comes what a browser would
//! make of it, or why it would make nothing. Nothing is judged here: which policy is good enough is for a probe or
//! a rule to say. Pure; any text is taken, none panics.

#![forbid(unsafe_code)]

mod cache_control;
mod cookie;
pub mod csp;
mod hsts;
mod html;
mod referrer_policy;

pub use cache_control::CacheControl;
pub use cookie::{Cookie, CookiePrefix, SameSite};
pub use hsts::{Hsts, HstsError};
pub use html::{meta_policies, meta_referrer, static_files};
pub use referrer_policy::ReferrerPolicy;
