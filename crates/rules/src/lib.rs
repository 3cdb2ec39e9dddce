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
pub use case::{Advisories, AnonymousEndpoint, Case, HistoryLook, Settings};
pub use look::{Found, Look};
pub use rule::{Examination, Rule};

/// Every rule, by id.
pub const RULES: &[&Rule] = &[
    &code::account_from_payload::RULE,
    &manifest::action_input_undescribed::RULE,
    &code::action_verb_contradicted::RULE,
    &manifest::action_verb_missing::RULE,
    &manifest::action_verb_untruthful::RULE,
    &manifest::admin_function_shared::RULE,
    &code::admin_resolver_open::RULE,
    &code::agent_admin_action_unchecked::RULE,
    &code::agent_effect_unchecked::RULE,
    &code::agent_input_unvalidated::RULE,
    &manifest::agent_offers_admin_action::RULE,
    &manifest::app_token_mismatch::RULE,
    &code::as_app_other_resource::RULE,
    &code::as_app_read_unchecked::RULE,
    &code::as_app_where_user_acts::RULE,
    &code::as_app_write_unchecked::RULE,
    &code::atlassian_basic_auth::RULE,
    &code::backend_called_without_token::RULE,
    &code::child_process_started::RULE,
    &manifest::client_navigation::RULE,
    &code::code_evaluated::RULE,
    &code::command_injection::RULE,
    &manifest::connect_authentication_none::RULE,
    &manifest::connect_context_qsh_missing::RULE,
    &manifest::connect_install_hook_missing::RULE,
    &code::connect_permission_unchecked::RULE,
    &manifest::connect_scope_in_forge_app::RULE,
    &secrets::connect_shared_secret_exposed::RULE,
    &manifest::connect_signed_install_missing::RULE,
    &code::cookie_unprotected::RULE,
    &code::cors_open::RULE,
    &dependencies::dependency_deprecated::RULE,
    &dependencies::dependency_malicious::RULE,
    &dependencies::dependency_unmaintained::RULE,
    &dependencies::dependency_unpinned::RULE,
    &dependencies::dependency_vulnerable::RULE,
    &code::display_condition_trusted::RULE,
    &manifest::egress_ambiguous_address::RULE,
    &manifest::egress_development_host::RULE,
    &code::egress_host_unused::RULE,
    &manifest::egress_ip_address::RULE,
    &manifest::egress_plain_http::RULE,
    &manifest::egress_text_form::RULE,
    &code::egress_undeclared::RULE,
    &manifest::egress_userinfo::RULE,
    &manifest::egress_wildcard::RULE,
    &code::filter_injection::RULE,
    &dependencies::framework_end_of_life::RULE,
    &dependencies::framework_predates_signed_install::RULE,
    &manifest::function_missing::RULE,
    &manifest::function_not_wired::RULE,
    &manifest::handler_not_found::RULE,
    &code::html_injection::RULE,
    &code::identity_changed::RULE,
    &code::invocation_token_unbound::RULE,
    &dependencies::language_release_end_of_life::RULE,
    &dependencies::library_vendored::RULE,
    &code::literal_secret::RULE,
    &dependencies::lock_file_missing::RULE,
    &code::module_state::RULE,
    &project::node_version_end_of_life::RULE,
    &code::oauth_state_guessable::RULE,
    &code::oauth_state_missing::RULE,
    &code::oauth_state_unchecked::RULE,
    &code::open_redirect::RULE,
    &code::path_traversal::RULE,
    &code::pattern_exponential::RULE,
    &code::pattern_from_input::RULE,
    &manifest::permissions_app_managed::RULE,
    &code::plain_http_call::RULE,
    &secrets::private_key_in_source::RULE,
    &code::product_not_installed::RULE,
    &code::prototype_pollution::RULE,
    &manifest::provider_public_client::RULE,
    &manifest::provider_secret_in_manifest::RULE,
    &manifest::provider_token_in_address::RULE,
    &code::query_language_injection::RULE,
    &manifest::reference_missing::RULE,
    &manifest::remote_duplicated::RULE,
    &manifest::remote_operations_missing::RULE,
    &manifest::remote_stores_end_user_data::RULE,
    &manifest::remote_unused::RULE,
    &code::request_forgery::RULE,
    &code::route_injection::RULE,
    &code::row_of_any_tenant::RULE,
    &manifest::runtime_end_of_life::RULE,
    &manifest::runtime_missing_or_legacy::RULE,
    &manifest::scope_admin_class::RULE,
    &manifest::scope_deprecated::RULE,
    &manifest::scope_duplicated::RULE,
    &manifest::scope_impersonation::RULE,
    &code::scope_missing::RULE,
    &manifest::scope_unknown::RULE,
    &code::scope_unused::RULE,
    &code::scope_wider_than_needed::RULE,
    &manifest::script_policy_relaxed::RULE,
    &manifest::script_source_wildcard::RULE,
    &dependencies::sdk_package_retired::RULE,
    &code::secret_compare_open::RULE,
    &code::secret_compared_plainly::RULE,
    &secrets::secret_file_in_source::RULE,
    &secrets::secret_generic_in_source::RULE,
    &code::secret_in_address::RULE,
    &secrets::secret_in_container_file::RULE,
    &secrets::secret_in_env_file::RULE,
    &secrets::secret_in_history::RULE,
    &manifest::secret_in_manifest::RULE,
    &code::secret_in_plain_store::RULE,
    &secrets::secret_in_source::RULE,
    &secrets::secret_in_url::RULE,
    &code::secret_to_front_end::RULE,
    &code::sensitive_data_logged::RULE,
    &code::server_cache_unkeyed::RULE,
    &code::server_route_open::RULE,
    &code::shared_client_headers::RULE,
    &code::shared_file::RULE,
    &code::sql_injection::RULE,
    &code::store_link_plain::RULE,
    &code::stored_data_to_anyone::RULE,
    &code::stored_data_unchecked::RULE,
    &manifest::style_policy_relaxed::RULE,
    &project::suppression_without_reason::RULE,
    &code::template_injection::RULE,
    &code::template_raw_output::RULE,
    &code::tls_verification_off::RULE,
    &code::token_algorithm_open::RULE,
    &code::token_decoded_not_verified::RULE,
    &manifest::unlicensed_access::RULE,
    &code::unsafe_deserialisation::RULE,
    &manifest::web_trigger_anonymous::RULE,
    &manifest::web_trigger_function_shared::RULE,
    &manifest::web_trigger_old_address::RULE,
    &code::web_trigger_replayed::RULE,
    &code::web_trigger_unauthenticated::RULE,
    &code::work_after_reply::RULE,
];

/// The rule with an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
