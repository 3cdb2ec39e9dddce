//! How much, how fast, how long.

use std::time::Duration;

use assay_wire::Way;
use url::Url;

use crate::loopback::is_loopback;

/// The manners of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// The most requests that are sent, TLS handshakes and questions to DNS not counted.
    pub requests: u64,
    /// The most requests that are under way at one host at the same time.
    pub per_host: usize,
    /// The most requests a second, over all hosts; none for no limit. Loopback addresses are not limited.
    pub per_second: Option<f64>,
    /// Patience with one answer, and with one handshake.
    pub timeout: Duration,
    /// The way out.
    pub way: Way,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 2000,
            per_host: 8,
            per_second: Some(50.0),
            timeout: Duration::from_secs(10),
            way: Way::default(),
        }
    }
}

impl Limits {
    /// The most requests a second that go to an address; none where they are not limited.
    pub fn pace(&self, url: &Url) -> Option<f64> {
        self.per_second.filter(|rate| *rate > 0.0 && !is_loopback(url))
    }
}
