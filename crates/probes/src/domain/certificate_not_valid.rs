use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "certificate-not-valid",
    title: "a certificate that a browser would refuse",
    claims: &["domains/certificate-valid"],
    topic: Topic::Domain,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("certificate_not_valid.md"),
};

/// The least size of an RSA key, in bits: what authorities may certify since 2014.
const RSA_BITS: usize = 2048;

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for seen in &scene.survey.certificates {
        let address = &seen.address;
        let host = address.rsplit_once(':').map_or(address.as_str(), |(host, _)| host);
        let Some(leaf) = &seen.leaf else {
            match (&seen.untrusted, &seen.trouble) {
                (Some(why), _) => {
                    look.looked_at(1);
                    let statement = format!("the certificate of {host} is no good: {why}");
                    look.against(found(host, "unreadable", statement, address));
                }
                (None, trouble) => look.skip(
                    format!("the certificate of {address}"),
                    trouble.clone().unwrap_or_else(|| "none was seen".to_owned()),
                ),
            }
            continue;
        };
        look.looked_at(1);
        if leaf.not_after <= scene.now {
            let statement = format!("the certificate of {host} expired on {}", day(leaf.not_after));
            look.against(
                found(host, "expired", statement, address)
                    .help("renew it, and see to it that it renews itself"),
            );
        } else if leaf.not_before > scene.now {
            let statement = format!("the certificate of {host} is not valid before {}", day(leaf.not_before));
            look.against(found(host, "not yet valid", statement, address));
        } else if let Some(why) = &seen.untrusted {
            let statement = format!("no browser trusts the certificate of {host}: {why}");
            look.against(found(host, "untrusted", statement, address).help(
                "use one of a public authority, and send the certificates between it and yours along; \
                 an authority of your own can be named with `--ca-file` while you test",
            ));
        }
        if let Some(why) = &seen.misnamed {
            let statement = format!("the certificate does not name {host}: {why}");
            look.against(
                found(host, "name", statement, address)
                    .help("have the host's name put among its alternative names"),
            );
        }
        if let Some(bits) = leaf.rsa_bits.filter(|bits| *bits < RSA_BITS) {
            let statement = format!("the certificate of {host} has an RSA key of {bits} bits");
            look.against(
                found(host, "key", statement, address).help("use an RSA key of 2048 bits or more, or P-256"),
            );
        }
    }
}

fn found(host: &str, what: &str, statement: String, address: &str) -> Found {
    Found::new("domains/certificate-valid", format!("{host}: {what}"), statement)
        .repeat(format!("openssl s_client -connect {address} -servername {host} -showcerts"))
}

fn day(moment: jiff::Timestamp) -> String {
    moment.strftime("%Y-%m-%d").to_string()
}
