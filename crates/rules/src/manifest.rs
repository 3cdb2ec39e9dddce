//! Rules that read the Forge manifest and nothing else.

pub(crate) mod action_verb_missing;
pub(crate) mod action_verb_untruthful;
mod actions;
mod address;
pub(crate) mod connect_authentication_none;
mod credential;
mod declared_scopes;
pub(crate) mod egress_plain_http;
pub(crate) mod egress_wildcard;
pub(crate) mod function_missing;
pub(crate) mod function_not_wired;
mod host;
mod leaves;
pub(crate) mod provider_secret_in_manifest;
pub(crate) mod reference_missing;
mod references;
pub(crate) mod runtime_end_of_life;
pub(crate) mod runtime_missing_or_legacy;
pub(crate) mod scope_admin_class;
pub(crate) mod scope_duplicated;
pub(crate) mod scope_unknown;
pub(crate) mod script_policy_relaxed;
pub(crate) mod script_source_wildcard;
pub(crate) mod style_policy_relaxed;
pub(crate) mod web_trigger_anonymous;
