//! Probes of the way to the app: TLS, and the promise to stay on it.

pub(crate) mod hsts_missing_on_some_replies;
pub(crate) mod hsts_over_plain_http;
pub(crate) mod hsts_short_or_missing;
pub(crate) mod hsts_without_subdomains;
pub(crate) mod plain_http_served;
mod promises;
pub(crate) mod tls_old_protocol_accepted;
pub(crate) mod tls_reference_client_refused;
pub(crate) mod tls_suite_outside_intermediate;
