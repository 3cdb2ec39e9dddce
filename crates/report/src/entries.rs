//! `assay entries`: every way into an app, who can take it, and what was and was not found behind it.

mod human;
mod json;

pub use human::entries_human;
pub use json::{ENTRIES_SCHEMA_ID, entries_json};
