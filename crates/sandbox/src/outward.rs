//! Calls that leave the platform: closed, answered from fixtures, or made.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use url::Url;

/// Whether and how calls outside are made.
#[derive(Clone, Default)]
pub enum Outward {
    /// None is made: the app gets 503, and the call is listed.
    #[default]
    Closed,
    /// They are answered from here; what is not here is as with [`Outward::Closed`].
    Fixtures(Arc<[Fixture]>),
    /// They are made, to addresses that were looked at.
    Live(Arc<dyn Network>),
}

/// An answer that was recorded or made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// In capitals.
    pub method: String,
    /// The whole address, without a fragment.
    pub url: Url,
    /// What is answered.
    pub answer: Incoming,
}

/// A request as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// In capitals.
    pub method: String,
    /// The whole address. Its host is what the certificate must be for; it is not looked up again.
    pub url: Url,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer as it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Incoming {
    /// The HTTP status.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The network, in two steps between which the platform decides.
pub trait Network: Send + Sync {
    /// The addresses of a name.
    ///
    /// # Errors
    /// There are none, or nobody says.
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;

    /// Makes a request at this very address, and follows nothing.
    ///
    /// # Errors
    /// What the network says.
    fn send(&self, to: SocketAddr, request: &Outgoing) -> io::Result<Incoming>;
}

impl std::fmt::Debug for Outward {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Closed => "Closed",
            Self::Fixtures(_) => "Fixtures",
            Self::Live(_) => "Live",
        })
    }
}
