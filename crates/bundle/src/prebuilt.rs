//! Code that was bundled before it came to us.

use std::path::{Path, PathBuf};

use crate::{
    problem::Failure,
    sources::{Bundle, Request},
};

/// Takes what somebody else bundled: a directory with one file of CommonJS or of ES modules for each handler's file.
///
/// It is put together as sources are, so that what they share is there once and ES modules become CommonJS; nothing is
/// looked for in any other directory.
///
/// # Errors
/// A [`Failure`], as [`crate::bundle`] gives it.
pub fn prebuilt(directory: &Path, handlers: &[String]) -> Result<Bundle, Failure> {
    let request = Request {
        directory: directory.to_owned(),
        beside: Vec::<PathBuf>::new(),
        handlers: handlers.to_vec(),
    };
    crate::sources::from_folder(&request, "")
}
