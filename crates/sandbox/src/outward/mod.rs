//! Calls that leave the platform: closed, answered from a recording, or made.

mod live;
mod recording;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use url::Url;

pub use self::{
    live::Live,
    recording::{Recording, Replay},
};

/// Whether and how calls outside are made.
#[derive(Clone, Default)]
pub enum Outward {
    /// None is made: the app gets 503, and the call is listed.
    #[default]
    Closed,
    /// They are answered as was recorded; what was not is as with [`Outward::Closed`].
    Replayed(Arc<Replay>),
    /// They are made, to addresses that were looked at.
    Live(Arc<dyn Network>),
    /// They are made, and written down to be replayed.
    Recorded(Arc<dyn Network>, Arc<Recording>),
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
    /// The addresses of a name, or that they did not come within this time.
    ///
    /// # Errors
    /// There are none, or nobody says.
    fn resolve(&self, host: &str, patience: Duration) -> io::Result<Vec<IpAddr>>;

    /// Makes a request at this very address, within this time, and follows nothing.
    ///
    /// # Errors
    /// What the network says.
    fn send(&self, to: SocketAddr, request: &Outgoing, patience: Duration) -> io::Result<Incoming>;
}

impl std::fmt::Debug for Outward {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Closed => "Closed",
            Self::Replayed(_) => "Replayed",
            Self::Live(_) => "Live",
            Self::Recorded(..) => "Recorded",
        })
    }
}
