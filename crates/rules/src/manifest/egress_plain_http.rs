use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    address::{Parts, every_address, is_literal},
    host::Kind,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-plain-http",
    title: "an outside address without TLS",
    claims: &["egress/https-only"],
    topic: Topic::Egress,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("egress_plain_http.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for named in every_address(manifest) {
        let parts = Parts::of(&named.address.value);
        let place = manifest.place(named.address.span);
        let Some(scheme) = parts.literal_scheme() else {
            // `https` is what the platform takes where no scheme is written.
            if is_literal(&named.address.value) || !named.address.value.starts_with("${") {
                look.looked_at(1);
            } else {
                let what = format!("`{}` {}", named.address, named.role);
                look.skip(what, "its scheme depends on a variable", Some(place));
            }
            continue;
        };
        look.looked_at(1);
        let secure = match scheme.as_str() {
            "http" => "https",
            "ws" => "wss",
            _ => continue,
        };
        // What goes to the same machine crosses no wire; `egress-development-host` sees those.
        if parts.literal_host().is_some_and(|host| Kind::of(&host) == Some(Kind::Loopback)) {
            continue;
        }
        let statement = format!(
            "`{}` {} is plain {scheme}: what goes there can be read and changed on the way",
            named.address, named.role
        );
        look.against(
            Found::new("egress/https-only", named.identity, statement)
                .at(place)
                .help(format!("use `{secure}://`; the platform sends nothing over plain {scheme}")),
        );
    }
}
