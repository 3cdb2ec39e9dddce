use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_source::Place;

use super::{
    address::{doubt, host, is_near},
    applies, note_settings,
};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "plain-http-configured",
    title: "an address over plain http in a descriptor or in settings",
    claims: &["tls/outgoing"],
    topic: Topic::Tls,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("plain_http_configured.md"),
};

const HELP: &str = "use the https address";

/// Hosts whose plain addresses are names of formats, and are never called.
const NAMES: [&str; 6] = [
    "www.w3.org",
    "schemas.xmlsoap.org",
    "java.sun.com",
    "xmlns.jcp.org",
    "json-schema.org",
    "schemas.microsoft.com",
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_settings(case, look);
    if let Some(descriptor) = &case.app.descriptor
        && let Some(base) = &descriptor.base_url
        && let Some(host) = far_host(&base.value)
    {
        let place = descriptor.place(base.span);
        tell(look, "baseUrl", host, place, None);
    }
    for variable in case.hosting.variables.iter().filter(|variable| !variable.for_development) {
        let is_address = words(&variable.name).iter().any(|word| {
            matches!(word.as_str(), "url" | "uri" | "endpoint" | "host" | "base" | "server" | "api")
        });
        let Some(host) = variable.value.as_deref().and_then(far_host).filter(|_| is_address) else {
            continue;
        };
        tell(look, &variable.name, host, variable.place.clone(), doubt(case, variable));
    }
    for address in &case.hosting.addresses {
        if let Some(host) = far_host(&address.address) {
            tell(look, &address.setting, host, address.place.clone(), None);
        }
    }
}

/// The host of an address over plain http that leads out of the machine and its network.
fn far_host(address: &str) -> Option<&str> {
    let address = address.trim();
    let host = host(address).filter(|_| address.starts_with("http://"))?;
    (!is_near(host) && !NAMES.contains(&host)).then_some(host)
}

fn tell(look: &mut Look<'_>, name: &str, host: &str, place: Place, doubt: Option<&'static str>) {
    let found = Found::new(
        "tls/outgoing",
        format!("{name}: {host}"),
        format!("`{name}` leads to `{host}` over plain http"),
    )
    .at(place)
    .help(HELP);
    match doubt {
        None => look.against(found),
        Some(because) => look.unsure(found.confidence(Confidence::Low), because),
    }
}
