//! Rules that read what an app's JavaScript and TypeScript does.

pub(crate) mod child_process_started;
pub(crate) mod code_evaluated;
pub(crate) mod command_injection;
pub(crate) mod cookie_unprotected;
pub(crate) mod filter_injection;
pub(crate) mod egress_host_unused;
pub(crate) mod egress_undeclared;
mod flow;
pub(crate) mod html_injection;
pub(crate) mod open_redirect;
pub(crate) mod path_traversal;
pub(crate) mod pattern_from_input;
pub(crate) mod plain_http_call;
pub(crate) mod query_language_injection;
mod hosts;
mod needed_scopes;
mod product_call;
mod reach;
pub(crate) mod request_forgery;
pub(crate) mod route_injection;
pub(crate) mod scope_missing;
pub(crate) mod scope_unused;
pub(crate) mod scope_wider_than_needed;
mod sink;
pub(crate) mod sql_injection;
pub(crate) mod store_link_plain;
pub(crate) mod template_injection;
pub(crate) mod tls_verification_off;
pub(crate) mod unsafe_deserialisation;

use reach::reads_code;
