use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Observation, Probe, Scene, probe::always, reply::host_of};

pub(crate) const PROBE: Probe = Probe {
    id: "hsts-over-plain-http",
    title: "a promise of https that is made in the clear",
    claims: &["tls/hsts-over-https-only"],
    topic: Topic::Headers,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("hsts_over_plain_http.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for seen in scene.survey.of(Observation::PlainHttp) {
        let host = host_of(&seen.answer.request.url);
        look.looked_at(1);
        // Where nobody answers in the clear, nothing is promised there.
        let Some(value) = seen.answer.reply().and_then(|reply| reply.header("strict-transport-security"))
        else {
            continue;
        };
        let statement =
            format!("{host} sends `Strict-Transport-Security` over plain http, where browsers pass over it");
        look.against(
            Found::new("tls/hsts-over-https-only", format!("{host}: {value}"), statement)
                .help("send the header with answers over https only; over http it has no effect, and hides that it is missing there")
                .shown_by("plain http", &seen.answer),
        );
    }
}
