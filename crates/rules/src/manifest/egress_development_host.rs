use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    address::{Parts, every_address},
    host::Kind,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-development-host",
    title: "an outside address of a developer's machine",
    claims: &["egress/no-development-host"],
    topic: Topic::Egress,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("egress_development_host.md"),
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
        let (statement, severity) = match Kind::of(&host) {
            Some(Kind::Tunnel) => (
                format!("{what} is a tunnel to somebody's machine, and its name may be another's tomorrow"),
                Severity::Medium,
            ),
            Some(Kind::Inspector) => (format!("{what} keeps and shows what it is sent"), Severity::Medium),
            Some(Kind::Private) => {
                (format!("{what} leads to whatever answers to it in a private network"), Severity::Low)
            }
            Some(Kind::Loopback) => {
                (format!("{what} leads to whatever runs on the machine that asks"), Severity::Low)
            }
            Some(Kind::Number) | None => continue,
        };
        look.against(
            Found::new("egress/no-development-host", named.identity, statement)
                .at(place)
                .severity(severity)
                .help("keep it out of what is deployed: give each environment its own address by a variable"),
        );
    }
}
