use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::shown::skip_unseen;
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Observation, Probe, Scene, probe::always, reply::host_of};

pub(crate) const PROBE: Probe = Probe {
    id: "content-type-guessed",
    title: "replies whose type a browser may guess",
    claims: &["headers/no-sniff"],
    topic: Topic::Headers,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("content_type_guessed.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    skip_unseen(scene, look);
    for (seen, reply) in scene.survey.replies() {
        let asked = matches!(
            seen.why,
            Observation::Endpoint | Observation::Authenticated | Observation::NotFound | Observation::Static
        );
        if !asked || (300..400).contains(&reply.status) || reply.body.is_empty() {
            continue;
        }
        look.looked_at(1);
        // The first value counts: Fetch standard, section 3.7.
        let value = reply.header("x-content-type-options").unwrap_or_default();
        let first = value.split(',').next().unwrap_or_default().trim();
        if first.eq_ignore_ascii_case("nosniff") {
            continue;
        }
        let host = host_of(&seen.answer.request.url);
        let statement =
            format!("{host} answers {} without `X-Content-Type-Options: nosniff`", seen.answer.name());
        look.against(
            Found::new("headers/no-sniff", host, statement)
                .help("send `X-Content-Type-Options: nosniff` with every reply")
                .shown_by("a reply without it", &seen.answer),
        );
    }
}
