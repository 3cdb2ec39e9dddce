//! The network: the one place from which anything is sent.

mod certificate;
mod client;
mod download;
mod handshakes;
mod keys;
mod limits;
mod masking;
mod names;
mod recording;
mod registrations;
mod request;
mod run;
mod survey;
mod wire;

pub use assay_wire::{Proxy, ProxyError, Trust, TrustError, Way, in_one_thread};
pub use client::{Client, MayChange, Spent, Transport};
pub use download::{Download, DownloadError, Downloaded};
pub use handshakes::ask_tls;
pub use keys::{Keys, Tenant};
pub use limits::Limits;
pub use names::NameServers;
pub use recording::{Recording, RecordingError};
pub use request::Request;
pub use run::{Probed, in_background, probe_target};
pub use survey::{Means, cost};
pub use wire::Wire;
