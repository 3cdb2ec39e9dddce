//! Rules about headers of replies, wherever they are set: in code, by a web server, by a platform, by a page's own tags.

mod absence;
pub(crate) mod answers_opened_by_header;
pub(crate) mod content_policy_lax;
pub(crate) mod content_policy_not_set;
mod frameworks;
pub(crate) mod framing_at_odds;
mod helmet;
pub(crate) mod hsts_not_set;
pub(crate) mod hsts_too_short;
pub(crate) mod hsts_without_subdomains_set;
pub(crate) mod pages_left_to_caches;
pub(crate) mod referrer_policy_not_set;
pub(crate) mod referrer_policy_unsafe;
pub(crate) mod secret_in_referrer;
mod setting;

use assay_app::{App, AppType};
use assay_evidence::Applicability;

pub(crate) use setting::Settings;

/// For rules about what servers of the app's owner send.
fn has_servers(app: &App) -> Applicability {
    let kinds = [AppType::Connect, AppType::OAuth, AppType::Trello];
    let has_remotes = app.manifest.as_ref().is_some_and(|manifest| !manifest.remotes.is_empty());
    if has_remotes || kinds.into_iter().any(|kind| app.may_be(kind)) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: "the platform serves all of the app".to_owned() }
    }
}

/// For rules about pages that a product shows in a frame.
fn is_framed(app: &App) -> Applicability {
    if app.may_be(AppType::Connect) || app.may_be(AppType::Trello) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: "no product shows the app's own pages in a frame".to_owned() }
    }
}
