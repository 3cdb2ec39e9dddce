//! What an app is made of that others wrote.
//!
//! In goes an [`App`](assay_app::App); out comes its [`Inventory`]: one [`Project`] for each set of packages that
//! is resolved together, each [`Package`] with its exact version where a lock file names one, what it is for, and
//! the shortest way that brings it in; libraries that were copied in or are loaded by pages; the images its
//! containers start from. What could not be read is a [`Gap`] of its project, so that nobody takes a part for the
//! whole.
//!
//! Nothing is judged here, no version is compared with what is known of it, nothing is fetched. Files come through
//! the app's tree, and all of them are hostile: reading ends, whatever they hold, and its cost is bounded by their
//! size.

#![forbid(unsafe_code)]

mod block_yaml;
mod bundler;
mod cargo;
mod composer;
mod go;
mod gradle;
mod images;
mod integrity;
mod inventory;
mod lenient_json;
mod maven;
mod npm;
mod nuget;
mod package;
mod pages;
mod project;
mod purl;
mod python;
mod range;
mod reading;
mod resolution;
mod toml_file;

pub use assay_advisories::Ecosystem;
pub use inventory::{Image, Inventory};
pub use package::{Anchor, Hash, HashAlgorithm, Origin, Package, Purpose, Relation, Version};
pub use pages::address::library;
pub use project::{Gap, Project, ReadFrom, Request};
pub use range::{Stretch, stretches};
