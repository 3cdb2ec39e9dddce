//! What a probe may look at.

use assay_catalogue::tls::TlsProfiles;
use assay_evidence::Subject;
use jiff::Timestamp;

#[cfg(feature = "live")]
use crate::{Client, Keys};
use crate::{Survey, Target};

/// What people said about the app that changes what a probe asks, or what an answer means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Endpoints that are meant to answer anybody: path and reason.
    pub anonymous: Vec<(String, String)>,
    /// Profiles of TLS in place of those that come with the build.
    pub tls: Option<TlsProfiles>,
}

/// One target, and all a probe may know beside it.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The target.
    pub target: &'a Target,
    /// What was seen of it before any probe began.
    pub survey: &'a Survey,
    /// What people said about it.
    pub settings: &'a Settings,
    /// What evidence is about.
    pub subject: &'a Subject,
    /// The moment of the run: tokens are minted for it, certificates are judged by it. A replay has that of the
    /// recording.
    pub now: Timestamp,
    /// What the prober was given to sign with.
    #[cfg(feature = "live")]
    pub keys: &'a Keys,
    /// The way to the target.
    #[cfg(feature = "live")]
    pub client: &'a Client,
}

impl Settings {
    /// The profiles of TLS that count.
    pub fn tls_profiles(&self) -> &TlsProfiles {
        self.tls.as_ref().unwrap_or_else(|| TlsProfiles::bundled())
    }

    /// Why the endpoint with a path is meant to answer anybody; none where nobody said so.
    pub fn anonymous_because(&self, path: &str) -> Option<&str> {
        self.anonymous.iter().find(|(endpoint, _)| endpoint == path).map(|(_, reason)| reason.as_str())
    }
}
