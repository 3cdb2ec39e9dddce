//! Advisories: what is known to be wrong with published packages.
//!
//! Bytes go in, answers come out: which advisories speak of a version of a package, how bad they are, and which
//! version is free of them. Nothing is read from disk, fetched, or judged here.

#![forbid(unsafe_code)]

mod ecosystem;

pub use ecosystem::Ecosystem;
