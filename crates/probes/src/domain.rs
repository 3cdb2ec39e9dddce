//! Probes of names and certificates.

pub(crate) mod certificate_authority_open;
pub(crate) mod certificate_near_expiry;
pub(crate) mod certificate_not_valid;
pub(crate) mod dns_record_dangling;
pub(crate) mod domain_not_under_control;
