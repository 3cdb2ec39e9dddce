use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::promises::hosts;
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Reply, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "hsts-missing-on-some-replies",
    title: "a host that promises https with some replies and not with others",
    claims: &["tls/hsts-every-reply"],
    topic: Topic::Headers,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("hsts_missing_on_some_replies.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for host in hosts(scene, look) {
        look.looked_at(host.replies.len());
        if host.promises().next().is_none() {
            // That it promises nothing at all is another probe's word.
            continue;
        }
        let is_without = |reply: &Reply| reply.header("strict-transport-security").is_none();
        let mut statuses: Vec<u16> = host.replies.iter().map(|(_, reply)| reply.status).collect();
        statuses.sort_unstable();
        statuses.dedup();
        for status in statuses {
            let of_status = || host.replies.iter().filter(|(_, reply)| reply.status == status);
            let without: Vec<_> = of_status().filter(|(_, reply)| is_without(reply)).collect();
            let Some((answer, _)) = without.first() else { continue };
            let others = match without.len() - 1 {
                0 => String::new(),
                others => format!(" and {others} of {} others", of_status().count() - 1),
            };
            let statement = format!(
                "{} answers {}{others} with {status} and without the `Strict-Transport-Security` of its other replies",
                host.name,
                answer.name(),
            );
            look.against(
                Found::new("tls/hsts-every-reply", format!("{}: {status}", host.name), statement)
                    .help("set it where TLS ends, for every status: in nginx `always`, and again in each block with an `add_header` of its own")
                    .shown_by("a reply without it", answer),
            );
        }
    }
}
