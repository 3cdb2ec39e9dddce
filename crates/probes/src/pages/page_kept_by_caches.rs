use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::CacheControl;

use super::shown::{skip_unseen, successes};
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Role, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "page-kept-by-caches",
    title: "a page that may hold sensitive data, and that caches may keep",
    claims: &["headers/no-store"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("page_kept_by_caches.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    skip_unseen(scene, look);
    for page in successes(scene) {
        let Some(endpoint) = page.endpoint else { continue };
        // A cacheable module is made to be kept, and the product gives it nothing of one user.
        if endpoint.role.is_public() || endpoint.cacheable {
            continue;
        }
        look.looked_at(1);
        let cache = CacheControl::of_fields(page.reply.headers("cache-control"));
        let missing: Vec<_> =
            ["no-cache", "no-store"].into_iter().filter(|directive| !cache.has_plain(directive)).collect();
        if missing.is_empty() {
            continue;
        }
        let missing = missing.join("` and `");
        let statement = if cache.has("private") && !cache.has_plain("no-store") {
            format!("{} is `private`, which lets browsers keep it, and lacks `{missing}`", page.name())
        } else {
            format!("{} comes without `{missing}`", page.name())
        };
        let found = Found::new("headers/no-store", page.identity(), statement)
            .help("send `Cache-Control: no-cache, no-store` with every page that is made for a user")
            .declared_at(page.place())
            .shown_by("the page", page.answer);
        // Whether another page is sensitive is for people to say.
        let is_for_users = matches!(endpoint.role, Role::ModulePage | Role::Remote);
        look.against(if is_for_users { found } else { found.confidence(Confidence::Low) });
    }
}
