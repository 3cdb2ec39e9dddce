//! Rules: what can be said of an app by reading it.
//!
//! In goes a [`Case`], one app with what people said about it and the day it is judged on; out come evidence
//! and sweeps. A rule is one file and one page of the same name beside it: the file says what is looked at
//! and what is wrong with it, the page says why that matters, shows an app that has it and one that has not,
//! and those two are the rule's tests. Rules weigh nothing: whether evidence fails a row is for the verdict.
//!
//! To add one, copy any sibling, its page included, and name it in [`RULES`].

#![forbid(unsafe_code)]

mod case;
mod code;
mod dependencies;
mod look;
mod manifest;
mod project;
mod rule;
mod secrets;
mod suppression;
mod words;

pub use assay_evidence::{Example, Page, PageError};
pub use case::{AnonymousEndpoint, Case, HistoryLook, Settings};
pub use look::{Found, Look};
pub use rule::{Examination, Rule};

/// Every rule, by id.
pub const RULES: &[&Rule] = &[
    &manifest::action_input_undescribed::RULE,
    &manifest::action_verb_missing::RULE,
    &manifest::action_verb_untruthful::RULE,
    &manifest::admin_function_shared::RULE,
    &manifest::agent_offers_admin_action::RULE,
    &manifest::app_token_mismatch::RULE,
    &manifest::client_navigation::RULE,
    &manifest::connect_authentication_none::RULE,
    &manifest::connect_context_qsh_missing::RULE,
    &manifest::connect_install_hook_missing::RULE,
    &manifest::connect_scope_in_forge_app::RULE,
    &secrets::connect_shared_secret_exposed::RULE,
    &manifest::connect_signed_install_missing::RULE,
    &dependencies::dependency_deprecated::RULE,
    &dependencies::dependency_unmaintained::RULE,
    &dependencies::dependency_unpinned::RULE,
    &manifest::egress_ambiguous_address::RULE,
    &manifest::egress_development_host::RULE,
    &manifest::egress_ip_address::RULE,
    &manifest::egress_plain_http::RULE,
    &manifest::egress_text_form::RULE,
    &manifest::egress_userinfo::RULE,
    &manifest::egress_wildcard::RULE,
    &dependencies::framework_end_of_life::RULE,
    &dependencies::framework_predates_signed_install::RULE,
    &manifest::function_missing::RULE,
    &manifest::function_not_wired::RULE,
    &manifest::handler_not_found::RULE,
    &dependencies::language_release_end_of_life::RULE,
    &dependencies::library_vendored::RULE,
    &dependencies::lock_file_missing::RULE,
    &project::node_version_end_of_life::RULE,
    &manifest::permissions_app_managed::RULE,
    &secrets::private_key_in_source::RULE,
    &manifest::provider_public_client::RULE,
    &manifest::provider_secret_in_manifest::RULE,
    &manifest::provider_token_in_address::RULE,
    &manifest::reference_missing::RULE,
    &manifest::remote_duplicated::RULE,
    &manifest::remote_operations_missing::RULE,
    &manifest::remote_stores_end_user_data::RULE,
    &manifest::remote_unused::RULE,
    &manifest::runtime_end_of_life::RULE,
    &manifest::runtime_missing_or_legacy::RULE,
    &manifest::scope_admin_class::RULE,
    &manifest::scope_deprecated::RULE,
    &manifest::scope_duplicated::RULE,
    &manifest::scope_impersonation::RULE,
    &manifest::scope_unknown::RULE,
    &manifest::script_policy_relaxed::RULE,
    &manifest::script_source_wildcard::RULE,
    &dependencies::sdk_package_retired::RULE,
    &secrets::secret_file_in_source::RULE,
    &secrets::secret_generic_in_source::RULE,
    &secrets::secret_in_container_file::RULE,
    &secrets::secret_in_env_file::RULE,
    &secrets::secret_in_history::RULE,
    &manifest::secret_in_manifest::RULE,
    &secrets::secret_in_source::RULE,
    &secrets::secret_in_url::RULE,
    &manifest::style_policy_relaxed::RULE,
    &project::suppression_without_reason::RULE,
    &manifest::unlicensed_access::RULE,
    &manifest::web_trigger_anonymous::RULE,
    &manifest::web_trigger_function_shared::RULE,
    &manifest::web_trigger_old_address::RULE,
];

/// The rule with an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
