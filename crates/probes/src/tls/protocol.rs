//! Versions of the protocol.

use serde::{Deserialize, Serialize};

/// A version. Ordered by age, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Protocol {
    /// SSL 2.0 (1995); prohibited by RFC 6176.
    #[serde(rename = "SSLv2")]
    Ssl2,
    /// SSL 3.0 (1996); deprecated by RFC 7568.
    #[serde(rename = "SSLv3")]
    Ssl3,
    /// TLS 1.0 (1999); deprecated by RFC 8996.
    #[serde(rename = "TLSv1.0")]
    Tls10,
    /// TLS 1.1 (2006); deprecated by RFC 8996.
    #[serde(rename = "TLSv1.1")]
    Tls11,
    /// TLS 1.2 (2008).
    #[serde(rename = "TLSv1.2")]
    Tls12,
    /// TLS 1.3 (2018).
    #[serde(rename = "TLSv1.3")]
    Tls13,
}

impl Protocol {
    /// Every version, oldest first.
    pub const EVERY: [Self; 6] = [Self::Ssl2, Self::Ssl3, Self::Tls10, Self::Tls11, Self::Tls12, Self::Tls13];

    /// The number on the wire. SSL 2.0 has its own framing.
    pub fn code(self) -> u16 {
        match self {
            Self::Ssl2 => 0x0002,
            Self::Ssl3 => 0x0300,
            Self::Tls10 => 0x0301,
            Self::Tls11 => 0x0302,
            Self::Tls12 => 0x0303,
            Self::Tls13 => 0x0304,
        }
    }

    /// The version with a number.
    pub fn of_code(code: u16) -> Option<Self> {
        Self::EVERY.into_iter().find(|protocol| protocol.code() == code)
    }

    /// True for versions that the requirements refuse: older than TLS 1.2.
    pub fn is_old(self) -> bool {
        self < Self::Tls12
    }

    /// The option of `openssl s_client` that asks for it; none where today's builds cannot speak it.
    pub fn openssl_option(self) -> Option<&'static str> {
        match self {
            Self::Ssl2 | Self::Ssl3 => None,
            Self::Tls10 => Some("-tls1"),
            Self::Tls11 => Some("-tls1_1"),
            Self::Tls12 => Some("-tls1_2"),
            Self::Tls13 => Some("-tls1_3"),
        }
    }
}

impl std::fmt::Display for Protocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ssl2 => "SSL 2.0",
            Self::Ssl3 => "SSL 3.0",
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        })
    }
}
