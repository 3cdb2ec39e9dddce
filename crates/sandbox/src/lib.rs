//! The local platform: an app's code, run in a jail.
//!
//! In goes the one script an app was bundled to; out comes one [`Version`] of the app that answers invocations, each in a
//! fresh copy of the process that loaded it. Every call of the app is put to a [`Host`], which decides; here nothing is
//! decided, and nothing the app says of itself is believed.
//!
//! Bundling, tenants, environments, storage and products are to come on this ground.
#![forbid(unsafe_code)]
#![cfg(target_os = "linux")]

mod guests;
mod version;

pub use assay_jail::{End, Host, Init, Invocation, Level, Limits, LogLine, Outcome, Reply, Thrown, Usage};

pub use self::{
    guests::enter,
    version::{Error, Version, VersionOptions},
};
