use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Resolution, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "domain-not-under-control",
    title: "a host of the app that does not exist in DNS",
    claims: &["domains/controlled"],
    topic: Topic::Domain,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("domain_not_under_control.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for seen in &scene.survey.dns {
        let host = &seen.host;
        match &seen.end {
            Resolution::Addresses => look.looked_at(1),
            Resolution::Unknown { why } => look.skip(format!("the name {host}"), why),
            missing @ (Resolution::NoName | Resolution::NoAddress) => {
                look.looked_at(1);
                let what = if *missing == Resolution::NoName { "does not exist" } else { "has no address" };
                let through = match seen.aliases.as_slice() {
                    [] => String::new(),
                    aliases => format!(", by way of {}", aliases.join(" and ")),
                };
                let statement = format!("{host} is an address of the app, and the name {what}{through}");
                look.against(
                    Found::new("domains/controlled", host.as_str(), statement)
                        .help("take the host out of the app, or see to the registration of its domain today")
                        .repeat(format!("dig {host} A")),
                );
            }
        }
        let why = "until when a domain is registered is not in DNS; the registrar tells, and an attestation can say so";
        look.skip(format!("the registration of the domain of {host}"), why);
    }
}
