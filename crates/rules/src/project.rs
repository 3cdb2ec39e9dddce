//! Rules that read the files around an app's code: how it is built, run and kept.

pub(crate) mod connect_authentication_off;
mod node_pins;
mod node_range;
pub(crate) mod node_version_end_of_life;
pub(crate) mod suppression_without_reason;
