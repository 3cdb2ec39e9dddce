//! Which probes have anything to ask of which app.

use assay_app::AppType;
use assay_evidence::Applicability;

use crate::{Endpoint, Role, Target};

fn where_any(
    target: &Target,
    app_type: AppType,
    is_one: impl Fn(&Endpoint) -> bool,
    what: &str,
) -> Applicability {
    let because = if target.app_type != app_type {
        format!("it is a {}", target.app_type)
    } else if !target.endpoints.iter().any(is_one) {
        format!("it has no {what}")
    } else {
        return Applicability::Applies;
    };
    Applicability::DoesNotApply { because }
}

/// Connect apps with a page or webhook that takes a token.
pub(super) fn to_connect(target: &Target) -> Applicability {
    let takes_token = |it: &Endpoint| matches!(it.role, Role::ModulePage | Role::Webhook) && !it.cacheable;
    where_any(target, AppType::Connect, takes_token, "page or webhook that takes a token")
}

/// Connect apps with a webhook.
pub(super) fn to_webhooks(target: &Target) -> Applicability {
    where_any(target, AppType::Connect, |it| it.role == Role::Webhook, "webhook")
}

/// Connect apps with a page for administrators.
pub(super) fn to_admin_pages(target: &Target) -> Applicability {
    where_any(target, AppType::Connect, |it| it.for_admins && !it.cacheable, "page for administrators")
}

/// Connect apps with a lifecycle callback.
pub(super) fn to_lifecycle(target: &Target) -> Applicability {
    where_any(target, AppType::Connect, |it| it.role == Role::Lifecycle, "lifecycle callback")
}

/// Connect apps whose descriptor is served.
pub(super) fn to_descriptor(target: &Target) -> Applicability {
    where_any(target, AppType::Connect, |it| it.role == Role::Descriptor, "descriptor that was named")
}

/// Forge apps with a remote.
pub(super) fn to_remotes(target: &Target) -> Applicability {
    where_any(target, AppType::ForgeRemote, |it| it.role == Role::Remote, "remote endpoint")
}

/// Servers of Trello Power-Ups.
pub(super) fn to_trello(target: &Target) -> Applicability {
    let is_page = |it: &Endpoint| matches!(it.role, Role::Page | Role::ModulePage | Role::Callback);
    where_any(target, AppType::Trello, is_page, "endpoint of its own server")
}

/// Servers of Trello Power-Ups with a webhook.
pub(super) fn to_trello_webhooks(target: &Target) -> Applicability {
    where_any(target, AppType::Trello, |it| it.role == Role::Webhook, "webhook")
}

/// 3LO apps with a callback.
pub(super) fn to_oauth(target: &Target) -> Applicability {
    where_any(target, AppType::OAuth, |it| it.role == Role::Callback, "callback")
}

/// Whatever takes a token.
pub(super) fn to_tokens(target: &Target) -> Applicability {
    if super::kinds(target).is_empty() {
        Applicability::DoesNotApply { because: format!("no endpoint of a {} takes a token", target.app_type) }
    } else {
        Applicability::Applies
    }
}

/// Whatever verifies tokens with keys that it has to fetch.
pub(super) fn to_fetched_keys(target: &Target) -> Applicability {
    match target.app_type {
        AppType::Connect => to_lifecycle(target),
        _ => to_remotes(target),
    }
}
