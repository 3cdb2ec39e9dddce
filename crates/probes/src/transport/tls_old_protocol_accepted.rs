use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "tls-old-protocol-accepted",
    title: "a host that accepts a protocol older than TLS 1.2",
    claims: &["tls/served-min-1.2"],
    topic: Topic::Tls,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("tls_old_protocol_accepted.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for tls in &scene.survey.tls {
        if let Some(trouble) = &tls.trouble {
            look.skip(format!("the TLS of {}", tls.address()), trouble);
            continue;
        }
        for seen in tls.protocols.iter().filter(|seen| seen.protocol.is_old()) {
            let protocol = seen.protocol;
            if let Some(why) = seen.unsure.as_ref().filter(|_| !seen.accepted) {
                look.skip(format!("{protocol} at {}", tls.address()), why);
                continue;
            }
            look.looked_at(1);
            if !seen.accepted {
                continue;
            }
            let statement = format!("{} accepts {protocol}", tls.host);
            let mut found = Found::new("tls/served-min-1.2", format!("{}: {protocol}", tls.host), statement)
                .help("switch it off: `ssl_protocols TLSv1.2 TLSv1.3;` or its like where TLS ends");
            if let Some(option) = protocol.openssl_option() {
                let line = "openssl s_client -connect";
                found = found.repeat(format!("{line} {} {option} -cipher ALL:@SECLEVEL=0", tls.address()));
            }
            look.against(found);
        }
    }
}
