use assay_catalogue::{Severity, tls::TlsProfiles};
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{
    Found, Look, Probe, Scene,
    probe::always,
    tls::{Protocol, TlsSeen, reference_clients},
};

pub(crate) const PROBE: Probe = Probe {
    id: "tls-reference-client-refused",
    title: "a host that refuses clients which Mozilla's Intermediate profile is made for",
    claims: &[CLAIM],
    topic: Topic::Tls,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("tls_reference_client_refused.md"),
};

const CLAIM: &str = "tls/reference-clients-served";

fn judge(scene: &Scene<'_>, look: &mut Look) {
    let guideline = &scene.settings.tls_profiles().newest().guideline;
    for tls in &scene.survey.tls {
        let of = format!("the clients of {}", tls.address());
        if let Some(trouble) = &tls.trouble {
            look.skip(of, trouble);
            continue;
        }
        if let Some(why) = tls.protocols.iter().find_map(|seen| seen.unsure.as_ref()) {
            look.skip(of, why);
            continue;
        }
        let clients: Vec<_> = reference_clients(guideline).collect();
        if clients.is_empty() {
            look.skip(of, format!("the clients of guideline {guideline} are not known to this build"));
            continue;
        }
        look.looked_at(clients.len());
        let suites = of_tls_1_2(tls);
        let refused: Vec<_> = clients
            .iter()
            .filter(|client| !client.is_served(suites, &tls.curves))
            .map(|client| client.name.as_str())
            .collect();
        if refused.is_empty() {
            continue;
        }
        let all = if refused.len() == clients.len() { "every client" } else { "clients" };
        let statement = format!(
            "{} has no suite for {all} that Mozilla's Intermediate profile {guideline} is made for: {}",
            tls.host,
            refused.join(", ")
        );
        let help = if suites.is_empty() {
            "nothing is unsafe about that; offer TLS 1.2 with the suites of the profile where people come with such clients"
        } else {
            "nothing is unsafe about that; offer all suites and curves of the profile where people come with such clients"
        };
        look.against(Found::new(CLAIM, format!("{}: clients", tls.host), statement).help(help));
    }
}

/// What a host takes in TLS 1.2, the newest that these clients speak.
fn of_tls_1_2(tls: &TlsSeen) -> &[u16] {
    let seen = tls.protocols.iter().find(|seen| seen.protocol == Protocol::Tls12);
    seen.map_or(&[], |seen| seen.suites.as_slice())
}

/// The reference clients of any edition that a host serves now, and would refuse with no more than the suites that
/// are kept: what a smaller set costs.
pub(super) fn lost(table: &TlsProfiles, tls: &TlsSeen, keeps: impl Fn(u16) -> bool) -> Vec<&'static str> {
    let now = of_tls_1_2(tls);
    let kept: Vec<u16> = now.iter().copied().filter(|code| keeps(*code)).collect();
    let mut lost: Vec<_> = table
        .intermediate
        .iter()
        .flat_map(|edition| reference_clients(&edition.guideline))
        .filter(|client| client.is_served(now, &tls.curves) && !client.is_served(&kept, &tls.curves))
        .map(|client| client.name.as_str())
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    lost.retain(|name| seen.insert(*name));
    lost
}
