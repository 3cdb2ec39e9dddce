//! Rules about secrets: where one stands in the repository, and where one stood.
//!
//! What is a secret is decided in the crate `secrets`; a rule here says which of its finds are its own, what that
//! means, and what to do. Each find is told by one rule.

pub(crate) mod connect_shared_secret_exposed;
mod finds;
pub(crate) mod private_key_in_source;
pub(crate) mod secret_file_in_source;
pub(crate) mod secret_generic_in_source;
pub(crate) mod secret_in_container_file;
pub(crate) mod secret_in_env_file;
pub(crate) mod secret_in_history;
pub(crate) mod secret_in_source;
pub(crate) mod secret_in_url;
