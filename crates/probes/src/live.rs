//! The network: the one place from which anything is sent.

mod certificate;
mod client;
mod handshakes;
mod keys;
mod limits;
mod masking;
mod names;
mod recording;
mod request;
mod survey;
mod wire;

pub use certificate::{Trust, TrustError};
pub use client::{Client, MayChange, Spent, Transport};
pub use keys::{Keys, Tenant};
pub use limits::{Limits, Proxy, ProxyError};
pub use names::NameServers;
pub use recording::{Recording, RecordingError};
pub use request::Request;
pub use survey::{Means, cost, survey};
pub use wire::Wire;
