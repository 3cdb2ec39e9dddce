use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    address::{Parts, every_address},
    host::Kind,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-ip-address",
    title: "an outside address that is a number",
    claims: &["consent/plain-names"],
    topic: Topic::Egress,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("egress_ip_address.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for named in every_address(manifest) {
        let place = manifest.place(named.address.span);
        let what = format!("`{}` {}", named.address, named.role);
        let Some(host) = Parts::of(&named.address.value).known_host() else {
            look.skip(what, "its host depends on a variable", Some(place));
            continue;
        };
        look.looked_at(1);
        // Numbers of private networks and of the machine itself are the matter of `egress-development-host`.
        if Kind::of(&host) == Some(Kind::Number) {
            look.against(
                Found::new(
                    "consent/plain-names",
                    named.identity,
                    format!("{what} is a number: it tells an admin nothing of whose machine that is"),
                )
                .at(place)
                .help("give the server a name, and a certificate for it"),
            );
        }
    }
}
