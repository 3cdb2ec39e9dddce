use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Reach, Side,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "plain-http-call",
    title: "a request that is not encrypted",
    claims: &["tls/outgoing"],
    topic: Topic::Tls,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("plain_http_call.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        look.looked_at(1);
        let urls = call.role_all(Role::Url);
        let plain = urls.iter().flat_map(|url| url.texts()).find_map(|text| plain_host(text.prefix()));
        let Some(host) = plain else { continue };
        if !seen.insert(event.site) {
            continue;
        }
        let found =
            Found::new("tls/outgoing", host.clone(), format!("the request to `{host}` goes over plain http"))
                .at(code.place(event.site))
                .help("use the https address")
                .path(flow::steps(code, event, "the request is sent"));
        let front = code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd);
        match event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            // Browsers refuse it in a page that came over https: it is broken more than it is dangerous.
            Reach::Entry | Reach::Loading if front => look.against(found.severity(Severity::Low)),
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}

/// The host of an address that begins with `http://` and does not stay on the machine.
pub(crate) fn plain_host(prefix: &str) -> Option<String> {
    let rest = prefix.strip_prefix("http://")?;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let name = host.split(':').next()?;
    let local = matches!(
        name,
        "" | "localhost" | "127.0.0.1" | "0.0.0.0" | "host.docker.internal" | "169.254.169.254"
    ) || name.ends_with(".localhost")
        || !name.contains('.');
    (!local).then(|| host.to_owned())
}
