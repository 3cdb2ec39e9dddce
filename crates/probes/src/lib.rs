//! Probes: what can be said of an app by asking it while it runs.
//!
//! In goes a [`Target`], the addresses of one running app that its owner named as theirs; out come evidence and
//! sweeps, by the method *test*. A [`Probe`] has the shape of a rule: one file that says what is asked and what is
//! wrong with the answer, one page of the same name beside it. Most probes judge a [`Survey`] that was made once
//! for all of them, and are pure; those that need requests of their own send them through the [`Client`], which
//! alone touches the network: it keeps to the hosts it was given, counts against a budget, follows no redirect,
//! and can record what it sees and replay it later. Nothing is weighed here.
//!
//! A [`Download`] is the other use of the network: a file of data from an address that the user gave, by HTTPS alone.
//! It goes to no target, and judges nothing.
//!
//! Everything that comes back from a target is hostile: it is bounded in size and time, and never panics.
//!
//! Without the feature `live` there is no client; the cards, the pages and the judging are there all the same, so
//! that every build knows what every probe is for.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "live"),
    expect(dead_code, reason = "without the network, only cards and pages are asked for")
)]

mod certificate;
mod dns;
mod domain;
mod look;
mod loopback;
mod pages;
mod probe;
mod registration;
mod reply;
mod scene;
mod secret_files;
mod survey;
mod target;
pub mod tls;
pub mod tokens;
mod transport;

#[cfg(feature = "live")]
mod live;

#[cfg(feature = "live")]
pub use assay_auth::Secret;
pub use certificate::{CertificateSeen, Leaf};
pub use dns::{DnsSeen, Resolution, Service, service_of};
#[cfg(feature = "live")]
pub use live::{
    Client, Download, DownloadError, Downloaded, Keys, Limits, MayChange, Means, NameServers, Probed, Proxy,
    ProxyError, Recording, RecordingError, Request, Spent, Tenant, Transport, Trust, TrustError, Way, Wire,
    ask_tls, cost, in_background, in_one_thread, probe_target,
};
pub use look::{Found, Look};
pub use probe::{Act, Probe, Probing, Trial};
pub use registration::{Registration, RegistrationSeen, Registries, RegistriesError};
pub use reply::{Answer, Reply, Trouble};
pub use scene::{Scene, Settings};
pub use survey::{Observation, Seen, Survey};
pub use target::{Endpoint, NotOwned, Ownership, Role, Route, Target, TargetError};
pub use url::Url;

/// Every probe, by id.
pub const PROBES: &[&Probe] = &[
    &pages::answers_readable_by_any_origin::PROBE,
    &tokens::bad_token_mishandled::PROBE,
    &domain::certificate_authority_open::PROBE,
    &domain::certificate_near_expiry::PROBE,
    &domain::certificate_not_valid::PROBE,
    &tokens::connect_admin_page_for_anyone::PROBE,
    &tokens::connect_anonymous_answered::PROBE,
    &tokens::connect_context_token_accepted::PROBE,
    &tokens::connect_expired_token_accepted::PROBE,
    &tokens::connect_foreign_tenant_accepted::PROBE,
    &tokens::connect_forged_token_accepted::PROBE,
    &tokens::connect_page_for_wrong_user::PROBE,
    &tokens::connect_query_hash_ignored::PROBE,
    &tokens::connect_query_hash_shared::PROBE,
    &tokens::connect_stray_token_believed::PROBE,
    &tokens::connect_token_replayed::PROBE,
    &pages::content_policy_missing::PROBE,
    &pages::content_policy_open_to_scripts::PROBE,
    &pages::content_type_guessed::PROBE,
    &tokens::descriptor_without_tokens::PROBE,
    &pages::directory_listed::PROBE,
    &domain::dns_record_dangling::PROBE,
    &domain::domain_not_under_control::PROBE,
    &pages::framing_at_odds_with_products::PROBE,
    &transport::hsts_missing_on_some_replies::PROBE,
    &transport::hsts_over_plain_http::PROBE,
    &transport::hsts_short_or_missing::PROBE,
    &transport::hsts_without_subdomains::PROBE,
    &tokens::install_callback_forged::PROBE,
    &tokens::key_id_asks_elsewhere::PROBE,
    &tokens::oauth_pkce_weak::PROBE,
    &tokens::oauth_redirect_follows_request::PROBE,
    &tokens::oauth_state_ignored::PROBE,
    &tokens::oauth_state_weak::PROBE,
    &tokens::oauth_token_in_address::PROBE,
    &pages::page_kept_by_caches::PROBE,
    &transport::plain_http_served::PROBE,
    &pages::referrer_policy_missing_or_weak::PROBE,
    &tokens::remote_anonymous_answered::PROBE,
    &tokens::remote_expired_token_accepted::PROBE,
    &tokens::remote_foreign_token_accepted::PROBE,
    &tokens::remote_forged_token_accepted::PROBE,
    &tokens::remote_token_replayed::PROBE,
    &pages::secret_file_served::PROBE,
    &pages::session_cookie_unprotected::PROBE,
    &transport::tls_old_protocol_accepted::PROBE,
    &transport::tls_reference_client_refused::PROBE,
    &transport::tls_suite_outside_intermediate::PROBE,
    &tokens::trello_anonymous_answered::PROBE,
    &tokens::trello_expired_token_accepted::PROBE,
    &tokens::trello_foreign_token_accepted::PROBE,
    &tokens::trello_forged_token_accepted::PROBE,
    &tokens::trello_webhook_unsigned::PROBE,
];

/// The probe with an id.
pub fn probe(id: &str) -> Option<&'static Probe> {
    PROBES.iter().copied().find(|probe| probe.id == id)
}
