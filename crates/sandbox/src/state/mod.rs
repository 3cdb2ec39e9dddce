//! What is kept, and how.

pub(crate) mod act;
pub(crate) mod folder;
pub(crate) mod journal;
pub(crate) mod ledger;
pub(crate) mod package;
pub(crate) mod variables;
