//! What an app is.
//!
//! In goes a [`Tree`](assay_source::Tree), the files below one directory; out comes [`Found`], every app
//! among them: its types with the reason for each, its Forge [`Manifest`] or [`ConnectDescriptor`] with the
//! place of everything they say, its project files, and the [`Facts`](assay_catalogue::Facts) that decide
//! which requirements apply.
//!
//! Nothing is judged here, and what cannot be read is said, never guessed: a broken manifest leaves
//! diagnostics and unknown facts, a name that is not documented is listed as such. This crate reads files
//! through the tree only; it has no clock and prints nothing.

#![forbid(unsafe_code)]

mod app;
pub mod cards;
mod connect_module;
mod descriptor;
pub mod document;
pub mod egress;
mod facts;
mod find;
pub mod manifest;
pub mod operations;
mod project;
pub mod properties;
pub mod spring;

pub use app::App;
pub use assay_evidence::{AppType, TypeReason};
pub use connect_module::ConnectModule;
pub use descriptor::{ConnectDescriptor, LifecycleHook};
pub use find::{Found, Options, find};
pub use manifest::{Manifest, Spanned};
pub use project::{Package, ProjectFiles};
