//! The way to a host.
//!
//! In goes a URL and, where somebody has looked at it, the address to connect to; out comes a [`Connection`] that speaks
//! HTTP/1.1, through TLS where the URL says so. What is asked on it, of whom, and what is made of the answer is for the
//! caller: nothing is followed, kept, decoded or tried again here, no variable of the environment is read, and a proxy is
//! used only where one is given. [`server`] is the other side, for interfaces of this program's own.
//!
//! Everything that comes back is hostile: heads are bounded here, bodies come in pieces, and patience is the caller's, by
//! a timeout around each wait.
#![forbid(unsafe_code)]

mod connect;
mod connection;
mod proxy;
pub mod server;
mod trouble;
mod trust;

use std::sync::Arc;

pub use self::{
    connect::{Stream, Way, connected, open},
    connection::{Answer, Connection, Message, Unanswered},
    proxy::{Proxy, ProxyError},
    trouble::Trouble,
    trust::{Trust, TrustError, anybody},
};

/// Certificates and names, as [`Trust`] takes and gives them.
pub use rustls::pki_types;

/// With whom TLS is spoken: [`Trust::verifying`], or [`anybody`].
pub type Tls = Arc<rustls::ClientConfig>;

/// Runs something on a runtime of its own, with one thread. Connections live on the runtime they were made on, and are
/// for one thread.
///
/// # Errors
/// The system's words, where it gives us no runtime.
pub fn in_one_thread<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(tokio::task::LocalSet::new().block_on(&runtime, work))
}
