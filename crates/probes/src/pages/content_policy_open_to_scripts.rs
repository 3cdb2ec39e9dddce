use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::csp;

use super::shown::{pages, skip_unseen};
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "content-policy-open-to-scripts",
    title: "a Content-Security-Policy that lets in scripts it does not name",
    claims: &["headers/csp-scripts-restricted"],
    topic: Topic::Csp,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("content_policy_open_to_scripts.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    skip_unseen(scene, look);
    for page in pages(scene) {
        look.looked_at(1);
        let policies = csp::policies(page.reply.headers("content-security-policy"));
        // That there is none is another probe's word; what runs is open all the same.
        let laxities = csp::script_laxities(&policies);
        if laxities.is_empty() {
            continue;
        }
        let statement = if policies.is_empty() {
            format!("no policy keeps any script out of {}", page.name())
        } else {
            let words: Vec<_> = laxities.iter().map(ToString::to_string).collect();
            format!("the policy of {} is open: {}", page.name(), words.join("; "))
        };
        look.against(
            Found::new("headers/csp-scripts-restricted", page.identity(), statement)
                .help(
                    "name the origins that scripts come from, and give scripts in the page a nonce or a hash",
                )
                .declared_at(page.place())
                .shown_by("the page", page.answer),
        );
    }
}
