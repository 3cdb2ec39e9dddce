//! The observers, a file and a page each.

pub(crate) mod call_refused;
pub(crate) mod code_made_at_run_time;
pub(crate) mod grant_exercised;
pub(crate) mod log_line_telling;
pub(crate) mod tenant_data_crossed;
pub(crate) mod user_served_as_app;
pub(crate) mod web_call_unproved;
