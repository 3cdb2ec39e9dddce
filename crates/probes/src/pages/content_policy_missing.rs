use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::csp;

use super::shown::{pages, skip_unseen};
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "content-policy-missing",
    title: "a page without an enforced Content-Security-Policy",
    claims: &["headers/csp-sent"],
    topic: Topic::Csp,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("content_policy_missing.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    skip_unseen(scene, look);
    for page in pages(scene) {
        look.looked_at(1);
        if !csp::policies(page.reply.headers("content-security-policy")).is_empty() {
            continue;
        }
        let only_reports = page.reply.header("content-security-policy-report-only").is_some();
        let statement = if only_reports {
            format!("{} comes with a policy that only reports", page.name())
        } else {
            format!("{} comes without a `Content-Security-Policy`", page.name())
        };
        look.against(
            Found::new("headers/csp-sent", page.identity(), statement)
                .help("send one with every page: `default-src 'none'; script-src 'self' https://connect-cdn.atl-paas.net; …`")
                .declared_at(page.place())
                .shown_by("the page", page.answer),
        );
    }
}
