//! What is allowed, as values.
//!
//! In goes a Forge [`Manifest`](assay_app::Manifest) with the values of its environment variables; out come
//! [`Grants`], what that version asks an admin for, each with its place. [`compare`] holds two of them side by
//! side and says which changes make Forge wait for the admin's approval, which reach every installation without
//! asking, and what cannot be told. [`decide`](decide::decide) holds one request of a running app against what was granted. Nothing is read, decided by a clock or printed here.

#![forbid(unsafe_code)]

mod address;
mod consent;
pub mod decide;
mod grants;
mod kind;
mod pairs;
mod unknown;
mod words;

pub use consent::{Answer, Caveat, Certainty, Change, Comparison, Environment, Open, compare};
pub use grants::{
    ConnectGrant, ContentGrant, ContentList, EgressGrant, EndpointGrant, Flag, Grants, HostedGrant,
    HostedKind, ProviderGrant, RemoteGrant, ScopeGrant, UnlistedGrant, WebTriggerGrant,
};
pub use kind::{Effect, Kind, Source};
pub use pairs::{AppDiff, Standing, Version, pair};
