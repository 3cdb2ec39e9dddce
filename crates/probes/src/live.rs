//! The network: the one place from which anything is sent.

mod client;
mod handshakes;
mod keys;
mod limits;
mod masking;
mod recording;
mod request;
mod wire;

pub use client::{Client, MayChange, Spent, Transport};
pub use keys::{Keys, Tenant};
pub use limits::{Limits, Proxy, ProxyError};
pub use recording::{Recording, RecordingError};
pub use request::Request;
pub use wire::Wire;
