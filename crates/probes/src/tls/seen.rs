//! What a server would accept.

use serde::{Deserialize, Serialize};

use super::Protocol;

/// What was seen of one host's TLS.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TlsSeen {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Why nothing could be asked at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// One entry for each version that was asked for, oldest first.
    pub protocols: Vec<ProtocolSeen>,
    /// Groups it takes in TLS 1.3, by code point.
    pub groups: Vec<u16>,
    /// Curves it takes before TLS 1.3, by code point.
    pub curves: Vec<u16>,
    /// Sizes of the primes of its Diffie-Hellman exchanges, in bits.
    pub prime_bits: Vec<usize>,
    /// Its certificates, its own first, in DER as base64; they are public.
    pub chain: Vec<String>,
}

/// What was seen of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolSeen {
    /// The version.
    pub protocol: Protocol,
    /// Suites it accepts, by code point, in order of the code points. SSL 2.0 has none of these.
    pub suites: Vec<u16>,
    /// Whether it is accepted at all.
    pub accepted: bool,
    /// Why not everything could be asked: then what is missing here may be accepted all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
}

impl TlsSeen {
    /// Versions that are accepted, oldest first.
    pub fn accepted(&self) -> impl Iterator<Item = &ProtocolSeen> {
        self.protocols.iter().filter(|seen| seen.accepted)
    }

    /// True where it answers in a version that libraries of today speak.
    pub fn speaks_today(&self) -> bool {
        self.accepted().any(|seen| !seen.protocol.is_old())
    }

    /// `app.example.com:443`.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}
