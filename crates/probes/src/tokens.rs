//! Probes of tokens: is each refused that has to be?
//!
//! Every case is held against what the same endpoint does with a good token, with none, and with one of nobody
//! ([`Verdict`]). So a refusal counts only where it is shown that a good token is taken, and no word in a body
//! decides anything. How deep a look goes depends on the keys that were given: nothing; the secret of a tenant; or
//! an app in staging that takes the platform's keys from a server of ours ([`KeyServer`]).

mod applies;
pub(crate) mod bad_token_mishandled;
pub(crate) mod connect_admin_page_for_anyone;
pub(crate) mod connect_anonymous_answered;
pub(crate) mod connect_context_token_accepted;
pub(crate) mod connect_expired_token_accepted;
pub(crate) mod connect_foreign_tenant_accepted;
pub(crate) mod connect_forged_token_accepted;
pub(crate) mod connect_page_for_wrong_user;
pub(crate) mod connect_query_hash_ignored;
pub(crate) mod connect_query_hash_shared;
pub(crate) mod connect_stray_token_believed;
pub(crate) mod connect_token_replayed;
pub(crate) mod descriptor_without_tokens;
pub(crate) mod install_callback_forged;
pub(crate) mod key_id_asks_elsewhere;
pub(crate) mod oauth_pkce_weak;
pub(crate) mod oauth_redirect_follows_request;
pub(crate) mod oauth_state_ignored;
pub(crate) mod oauth_state_weak;
pub(crate) mod oauth_token_in_address;
pub(crate) mod remote_anonymous_answered;
pub(crate) mod remote_expired_token_accepted;
pub(crate) mod remote_foreign_token_accepted;
pub(crate) mod remote_forged_token_accepted;
pub(crate) mod remote_token_replayed;
pub(crate) mod trello_anonymous_answered;
pub(crate) mod trello_expired_token_accepted;
pub(crate) mod trello_foreign_token_accepted;
pub(crate) mod trello_forged_token_accepted;
pub(crate) mod trello_webhook_unsigned;

#[cfg(feature = "live")]
mod anonymous;
#[cfg(feature = "live")]
mod authorization;
#[cfg(feature = "live")]
mod course;
#[cfg(feature = "live")]
mod judge;
#[cfg(feature = "live")]
mod key_server;
#[cfg(feature = "live")]
mod methods;
#[cfg(feature = "live")]
mod note;
#[cfg(feature = "live")]
mod remedy;
#[cfg(feature = "live")]
mod replay;
#[cfg(feature = "live")]
mod ring;
#[cfg(feature = "live")]
mod sender;

use assay_app::AppType;
#[cfg(feature = "live")]
pub use course::{Tried, tried};
#[cfg(feature = "live")]
pub use judge::Verdict;
#[cfg(feature = "live")]
pub use key_server::{KeyServer, Log};
#[cfg(feature = "live")]
pub use ring::KEY_ID;

use crate::{Role, Target};

/// The roles of endpoints that take a token, by the type of the app.
pub(crate) fn kinds(target: &Target) -> Vec<Role> {
    let roles: &[Role] = match target.app_type {
        AppType::Connect => &[Role::ModulePage, Role::Webhook, Role::Lifecycle],
        AppType::ForgeRemote | AppType::Forge => &[Role::Remote],
        AppType::Trello => &[Role::Page, Role::ModulePage, Role::Callback],
        AppType::OAuth => &[],
    };
    roles.iter().copied().filter(|role| target.of_role(*role).next().is_some()).collect()
}

/// Every plan that makes its cases from variants of tokens.
#[cfg(feature = "live")]
fn plans() -> [&'static course::Plan; 12] {
    [
        &connect_context_token_accepted::PLAN,
        &connect_expired_token_accepted::PLAN,
        &connect_foreign_tenant_accepted::PLAN,
        &connect_forged_token_accepted::PLAN,
        &connect_query_hash_ignored::PLAN,
        &install_callback_forged::PLAN,
        &remote_expired_token_accepted::PLAN,
        &remote_foreign_token_accepted::PLAN,
        &remote_forged_token_accepted::PLAN,
        &trello_expired_token_accepted::PLAN,
        &trello_foreign_token_accepted::PLAN,
        &trello_forged_token_accepted::PLAN,
    ]
}
