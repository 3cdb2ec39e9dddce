use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Observation, Probe, Scene, probe::always, reply::host_of};

pub(crate) const PROBE: Probe = Probe {
    id: "answers-readable-by-any-origin",
    title: "an endpoint whose answers pages of any origin may read",
    claims: &["headers/answers-kept-from-strangers"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("answers_readable_by_any_origin.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for seen in scene.survey.of(Observation::CrossOrigin) {
        let endpoint = seen.endpoint.map(|at| &scene.target.endpoints[at]);
        // A descriptor is made to be read by anybody.
        if endpoint.is_some_and(|endpoint| endpoint.role.is_public()) {
            continue;
        }
        let reply = match &seen.answer.outcome {
            Ok(reply) => reply,
            Err(trouble) => {
                look.skip(seen.answer.name(), trouble.to_string());
                continue;
            }
        };
        look.looked_at(1);
        let Some(allowed) = reply.header("access-control-allow-origin").map(str::trim) else { continue };
        let with_cookies =
            reply.header("access-control-allow-credentials").is_some_and(|value| value.trim() == "true");
        let sent = seen
            .answer
            .request
            .headers
            .iter()
            .find(|(name, _)| name == "Origin")
            .map(|(_, origin)| origin.as_str());
        let name = seen.answer.name();
        let (statement, severity) = match (allowed, with_cookies) {
            (origin, true) if Some(origin) == sent || origin == "null" => {
                (format!("{name} lets any origin read its answer, with the user's cookies"), Severity::High)
            }
            (origin, false) if Some(origin) == sent || origin == "null" => {
                (format!("{name} lets any origin that asks read its answer"), Severity::Low)
            }
            ("*", _) => (format!("{name} lets every origin read its answer"), Severity::Low),
            _ => continue,
        };
        let identity = format!("{}{}", host_of(&seen.answer.request.url), name.trim_start_matches("GET "));
        look.against(
            Found::new("headers/answers-kept-from-strangers", identity, statement)
                .help(
                    "name the origins that have to read it, or send no `Access-Control-Allow-Origin` at all",
                )
                .severity(severity)
                .declared_at(endpoint.and_then(|endpoint| endpoint.place.as_ref()))
                .shown_by("a request of another origin", &seen.answer),
        );
    }
}
