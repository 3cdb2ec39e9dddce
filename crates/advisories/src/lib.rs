//! Advisories: what is known to be wrong with published packages.
//!
//! Bytes go in, answers come out: records in the formats they are published in become a [`Database`], one compact
//! file; a database says which advisories speak of a version of a package, how bad they are, and which version is
//! free of them. Versions are compared by the rules of their own [`Ecosystem`]. Nothing is read from disk, fetched, or
//! judged here.
//!
//! What comes with the build is a seed: dated, and a selection. It can prove that something is wrong, never that
//! all is well.

#![forbid(unsafe_code)]

mod database;
mod ecosystem;
pub mod formats;
mod import;
mod ordering;
mod range;
mod rating;
mod record;
mod seed;
pub mod vex;

pub use database::{
    Advisory, Answer, Builder, Completeness, Counts, Coverage, Database, DatabaseError, Match, Metadata,
    Origin,
};
pub use ecosystem::Ecosystem;
pub use import::{ArchiveError, Import};
pub use ordering::{LONGEST_VERSION, Version};
pub use rating::{Rating, score};
pub use record::{Affected, Event, Mark, Range, Record};
