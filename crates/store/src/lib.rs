//! What an app keeps.
//!
//! Each installation of an app has a database file of its own, at a path that the host derives from what it knows:
//! nothing an app sends becomes part of a path, so one tenant's data is another file and never another row. On it
//! stands the platform's [key-value interface](Installation::answer) with entities, indexes, transactions and secrets,
//! and what [older packages](graphql) say in its place; secrets are sealed under a key that belongs to the installation
//! alone.
//!
//! What was acknowledged is on the disk: a process that is killed at any moment loses nothing it was told is kept.

#![forbid(unsafe_code)]

mod contents;
mod copy;
mod entity;
mod file;
mod folder;
pub mod graphql;
mod kvs;

pub use assay_auth::sealing::MasterKey;
pub use contents::Stored;
pub use copy::copy;
pub use entity::{AttributeType, Entities, EntityType, Index};
pub use file::{Installation, OpenError};
pub use folder::{InstallationId, InvalidId};
pub use kvs::{Answer, Operation};
