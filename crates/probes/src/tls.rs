//! TLS as it is spoken before anything is encrypted, from SSL 2.0 to TLS 1.3: enough to ask a server what it would
//! accept, and to read its first answer. No key is ever agreed on. Pure.
//!
//! Libraries speak TLS 1.2 and newer, for good reasons, and this is about what they will not speak.

mod bytes;
mod clients;
mod flight;
mod hello;
mod protocol;
mod seen;
mod ssl2;
mod suites;

pub use clients::{ReferenceClient, reference_clients};
pub use flight::{Alert, Flight, KeyExchange, Reading, Wanted, read_flight};
pub use hello::Hello;
pub use protocol::Protocol;
pub use seen::{ProtocolSeen, TlsSeen};
pub use ssl2::{Ssl2Reading, read_ssl2, ssl2_hello};
pub use suites::{GROUPS, SuiteCard, group_name, suite_name, suites_for};
