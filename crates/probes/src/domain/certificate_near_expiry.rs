use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "certificate-near-expiry",
    title: "a certificate with fewer than thirty days left",
    claims: &["domains/certificate-not-near-expiry"],
    topic: Topic::Domain,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("certificate_near_expiry.md"),
};

/// Days before its end at which a certificate is near it.
const NEAR: i64 = 30;

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for seen in &scene.survey.certificates {
        let host = seen.address.rsplit_once(':').map_or(seen.address.as_str(), |(host, _)| host);
        let Some(leaf) = &seen.leaf else {
            let why = seen.trouble.clone().or_else(|| seen.untrusted.clone());
            look.skip(
                format!("the certificate of {}", seen.address),
                why.unwrap_or_else(|| "none was seen".to_owned()),
            );
            continue;
        };
        look.looked_at(1);
        let days = leaf.days_left(scene.now);
        // Certificates that live for days only are renewed by machines, long before their end.
        let life = (leaf.not_after.as_second() - leaf.not_before.as_second()) / (24 * 60 * 60);
        if days >= NEAR || (life < 2 * NEAR && days > life / 3) {
            continue;
        }
        let ends = leaf.not_after.strftime("%Y-%m-%d");
        let statement = match days {
            ..0 => format!("the certificate of {host} is over since {ends}"),
            0 => format!("the certificate of {host} ends today, on {ends}"),
            1 => format!("the certificate of {host} has one day left, until {ends}"),
            days => format!("the certificate of {host} has {days} days left, until {ends}"),
        };
        look.against(
            Found::new("domains/certificate-not-near-expiry", host, statement)
                .help("renew it now, and have it renewed by a machine at a third of its life")
                .repeat(format!(
                    "openssl s_client -connect {} -servername {host} | openssl x509 -noout -dates",
                    seen.address
                )),
        );
    }
}
