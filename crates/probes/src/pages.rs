//! Probes of what comes with the app's replies: policies, cookies, and what should not come at all.

pub(crate) mod answers_readable_by_any_origin;
pub(crate) mod content_policy_missing;
pub(crate) mod content_policy_open_to_scripts;
pub(crate) mod content_type_guessed;
pub(crate) mod directory_listed;
pub(crate) mod framing_at_odds_with_products;
mod handed_out;
pub(crate) mod page_kept_by_caches;
pub(crate) mod referrer_policy_missing_or_weak;
pub(crate) mod secret_file_served;
pub(crate) mod session_cookie_unprotected;
mod shown;
