//! The formats advisories are published in.

mod osv;

pub use osv::{OsvError, parse as parse_osv};
