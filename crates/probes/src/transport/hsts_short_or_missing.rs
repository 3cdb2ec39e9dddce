use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::promises::hosts;
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "hsts-short-or-missing",
    title: "a host that does not tell browsers to stay on https for a year",
    claims: &["tls/hsts-one-year"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("hsts_short_or_missing.md"),
};

const CLAIM: &str = "tls/hsts-one-year";

const HELP: &str =
    "send `Strict-Transport-Security: max-age=31536000; includeSubDomains` with every reply over https";

fn judge(scene: &Scene<'_>, look: &mut Look) {
    let floor = scene.settings.tls_profiles().hsts_max_age_floor;
    for host in hosts(scene, look) {
        look.looked_at(host.replies.len());
        let mut promised = false;
        for (answer, value, promise) in host.promises() {
            promised = true;
            let statement = match promise {
                Ok(hsts) if hsts.max_age >= floor => continue,
                Ok(hsts) => {
                    format!("{} promises https for {} seconds, less than a year", host.name, hsts.max_age)
                }
                Err(error) => {
                    format!(
                        "browsers pass over the `Strict-Transport-Security` of {}, since {error}",
                        host.name
                    )
                }
            };
            let identity = format!("{}: {value}", host.name);
            look.against(Found::new(CLAIM, identity, statement).help(HELP).shown_by("any request", answer));
        }
        if !promised && let Some((answer, _)) = host.replies.first() {
            let statement = format!("{} sends no `Strict-Transport-Security` with any reply", host.name);
            let identity = format!("{}: none", host.name);
            look.against(Found::new(CLAIM, identity, statement).help(HELP).shown_by("any request", answer));
        }
    }
}
