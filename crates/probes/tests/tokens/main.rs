//! Probes of tokens, run against apps that deserve their findings and apps that do not.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod app;
mod confusion;
mod foreign;
mod manners;
mod naive;
mod pages;
mod server;
mod stage;
mod strict;
