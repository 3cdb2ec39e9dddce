use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Resolution, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "certificate-authority-open",
    title: "a domain for which any authority may issue certificates",
    claims: &["domains/issuers-named"],
    topic: Topic::Domain,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("certificate_authority_open.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for seen in &scene.survey.dns {
        let host = &seen.host;
        if let Some(why) = &seen.issuers_unknown {
            look.skip(format!("the CAA records of {host}"), why);
            continue;
        }
        // A name that is not there has nothing to issue for.
        if seen.end == Resolution::NoName {
            continue;
        }
        look.looked_at(1);
        if seen.issuers.is_empty() {
            let statement =
                format!("no CAA record at or above {host} names who may issue certificates for it");
            look.against(
                Found::new("domains/issuers-named", host.as_str(), statement)
                    .help("add one for your authority: `example.com. CAA 0 issue \"letsencrypt.org\"`")
                    .repeat(format!("dig {host} CAA")),
            );
        }
    }
}
