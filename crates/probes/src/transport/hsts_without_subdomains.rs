use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::promises::hosts;
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "hsts-without-subdomains",
    title: "a promise of https that leaves out the names below the host",
    claims: &["tls/hsts-subdomains"],
    topic: Topic::Headers,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("hsts_without_subdomains.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for host in hosts(scene, look) {
        let mut promised = false;
        for (answer, value, promise) in host.promises() {
            promised = true;
            look.looked_at(1);
            let Ok(hsts) = promise else { continue };
            if hsts.include_subdomains {
                continue;
            }
            let misspelt = hsts.unknown.iter().find(|word| word.starts_with("includesub"));
            let statement = match misspelt {
                Some(word) => {
                    format!(
                        "browsers pass over the `{word}` of {}: the directive is `includeSubDomains`",
                        host.name
                    )
                }
                None => format!("the promise of {} has no `includeSubDomains`", host.name),
            };
            look.against(
                Found::new("tls/hsts-subdomains", format!("{}: {value}", host.name), statement)
                    .help("add `includeSubDomains`, once every name below the host answers over https")
                    .shown_by("any request", answer),
            );
        }
        if !promised && let Some((answer, _)) = host.replies.first() {
            look.looked_at(1);
            let statement = format!("{} promises nothing, so nothing for the names below it", host.name);
            look.against(
                Found::new("tls/hsts-subdomains", format!("{}: none", host.name), statement)
                    .shown_by("any request", answer),
            );
        }
    }
}
