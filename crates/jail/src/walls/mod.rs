//! The walls, one file each. They are put up in this order, each before the next takes away what it needs.

pub(crate) mod files;
pub(crate) mod namespaces;
pub(crate) mod resources;
pub(crate) mod system_calls;
