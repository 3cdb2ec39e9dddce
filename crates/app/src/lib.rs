//! What an app is.
//!
//! In goes a [`assay_source::Tree`]; out comes every app below it.
#![forbid(unsafe_code)]
pub mod document;
