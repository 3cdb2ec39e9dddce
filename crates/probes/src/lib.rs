//! Probes: what can be said of an app by asking it while it runs.
//!
//! In goes a [`Target`], the addresses of one running app that its owner named as theirs; out come evidence and
//! sweeps, by the method *test*. A [`Probe`] has the shape of a rule: one file that says what is asked and what is
//! wrong with the answer, one page of the same name beside it. Most probes judge a [`Survey`] that was made once
//! for all of them, and are pure; those that need requests of their own send them through the [`Client`], which
//! alone touches the network: it keeps to the hosts it was given, counts against a budget, follows no redirect,
//! and can record what it sees and replay it later. Nothing is weighed here.
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
mod pages;
mod probe;
mod reply;
mod scene;
mod secret_files;
mod survey;
mod target;
pub mod tls;
mod transport;

#[cfg(feature = "live")]
mod live;

pub use certificate::{CertificateSeen, Leaf};
pub use dns::{DnsSeen, Resolution, Service, service_of};
#[cfg(feature = "live")]
pub use live::{
    Client, Keys, Limits, MayChange, Means, NameServers, Proxy, ProxyError, Recording, RecordingError,
    Request, Spent, Tenant, Transport, Wire,
};
pub use look::{Found, Look};
pub use probe::{Act, Probe, Probing, Trial};
pub use reply::{Answer, Reply, Trouble};
pub use scene::{Scene, Settings};
pub use survey::{Observation, Seen, Survey};
pub use target::{Endpoint, NotOwned, Ownership, Role, Target};

/// Every probe, by id.
pub const PROBES: &[&Probe] = &[
    &pages::answers_readable_by_any_origin::PROBE,
    &domain::certificate_authority_open::PROBE,
    &domain::certificate_near_expiry::PROBE,
    &domain::certificate_not_valid::PROBE,
    &pages::content_policy_missing::PROBE,
    &pages::content_policy_open_to_scripts::PROBE,
    &pages::content_type_guessed::PROBE,
    &domain::dns_record_dangling::PROBE,
    &domain::domain_not_under_control::PROBE,
    &pages::framing_at_odds_with_products::PROBE,
    &transport::hsts_missing_on_some_replies::PROBE,
    &transport::hsts_short_or_missing::PROBE,
    &transport::hsts_without_subdomains::PROBE,
    &pages::page_kept_by_caches::PROBE,
    &transport::plain_http_served::PROBE,
    &pages::referrer_policy_missing_or_weak::PROBE,
    &pages::secret_file_served::PROBE,
    &pages::session_cookie_unprotected::PROBE,
    &transport::tls_old_protocol_accepted::PROBE,
    &transport::tls_suite_outside_intermediate::PROBE,
];

/// The probe with an id.
pub fn probe(id: &str) -> Option<&'static Probe> {
    PROBES.iter().copied().find(|probe| probe.id == id)
}
