//! What several rules look at alike: worked out by the first that asks, kept for the others.

use std::sync::OnceLock;

use crate::{
    code::{asked_scopes::AskedScope, kept_in_files::KeptFiles, kept_in_memory::Kept},
    headers,
};

/// What was worked out of one app so far; empty for each new one.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Every header that the app's replies are given.
    pub(crate) headers: OnceLock<headers::Settings>,
    /// Every scope that users are asked for.
    pub(crate) asked_scopes: OnceLock<Vec<AskedScope>>,
    /// The variables in which a server keeps what callers send.
    pub(crate) kept_in_memory: OnceLock<Kept>,
    /// The files in which routes of a server keep data.
    pub(crate) kept_in_files: OnceLock<KeptFiles>,
}
