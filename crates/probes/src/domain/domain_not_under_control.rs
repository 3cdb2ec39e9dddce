use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, RegistrationSeen, Resolution, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "domain-not-under-control",
    title: "a host of the app that does not exist in DNS, or whose domain runs out",
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
        let registration = scene.survey.registrations.iter().find(|seen| seen.host == *host);
        registered(scene, look, host, registration);
    }
}

/// Days before its end at which a registration is near it.
const NEAR: i64 = 30;

/// States in which a registration is over, and can still be had again: RFC 8056 gives RDAP's words for those of EPP.
const OVER: [&str; 3] = ["redemption period", "pending delete", "pending restore"];

fn registered(scene: &Scene<'_>, look: &mut Look, host: &str, seen: Option<&RegistrationSeen>) {
    const CLAIM: &str = "domains/controlled";
    let of = format!("the registration of the domain of {host}");
    let Some(seen) = seen else {
        let why = "until when a domain is registered is not in DNS; `--rdap` has a registry asked, or an attestation can say so";
        return look.skip(of, why);
    };
    let Some(domain) = &seen.domain else {
        return look.skip(of, seen.unknown.as_deref().unwrap_or("its registry says nothing"));
    };
    let found = |statement: String| {
        let found = Found::new(CLAIM, format!("{domain}: registration"), statement)
            .help("renew it today, and have it renewed by itself");
        match seen.source.starts_with("https://") {
            true => found.repeat(format!("curl -sL {}", seen.source)),
            false => found,
        }
    };
    let state = seen.states.iter().find(|state| OVER.iter().any(|over| state.eq_ignore_ascii_case(over)));
    if let Some(state) = state {
        look.looked_at(1);
        return look.against(found(format!("the registry has {domain} as `{state}`")));
    }
    let Some(ends) = seen.ends else {
        return look.skip(of, format!("the registry of {domain} does not say until when"));
    };
    look.looked_at(1);
    let day = ends.strftime("%Y-%m-%d");
    let days = (ends.as_second() - scene.now.as_second()).div_euclid(24 * 60 * 60);
    if ends <= scene.now {
        look.against(found(format!("the registration of {domain} is over since {day}")));
    } else if days < NEAR {
        let statement = format!("the registration of {domain} ends on {day}");
        let found = found(statement).severity(Severity::Medium).confidence(Confidence::Low);
        look.unsure(found, format!("it has {days} days left, and nobody tells whether it renews itself"));
    }
}
