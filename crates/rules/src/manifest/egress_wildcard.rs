use assay_app::manifest::EgressEntry;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    address::{Parts, is_literal},
    host::Kind,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-wildcard",
    title: "egress to every host, or to a whole top-level domain",
    claims: &["egress/no-wildcard"],
    topic: Topic::Egress,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("egress_wildcard.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for EgressEntry { list, address, .. } in &manifest.permissions.egress {
        let Some(address) = address else { continue };
        let (list, place) = (list.path(), manifest.place(address.span));
        let found = |statement: String| {
            Found::new("egress/no-wildcard", format!("permissions.external.{list}: {address}"), statement)
                .at(place.clone())
                .help("name the hosts the app calls; `*.example.com` covers the subdomains of one")
        };
        match reach(&address.value) {
            Reach::EveryHost => {
                look.against(found(format!("`{address}` in `{list}` lets the app reach every host")));
            }
            Reach::TopLevelDomain(domain) => {
                let statement =
                    format!("`{address}` in `{list}` lets the app reach every host below `.{domain}`");
                look.against(found(statement));
            }
            Reach::Variable => {
                look.skip(format!("`{address}` in `{list}`"), "its host depends on a variable", Some(place));
                continue;
            }
            Reach::Named => {}
        }
        look.looked_at(1);
    }
}

enum Reach<'a> {
    EveryHost,
    TopLevelDomain(&'a str),
    Variable,
    Named,
}

/// How far an address reaches.
fn reach(address: &str) -> Reach<'_> {
    let host = Parts::of(address).host.trim_end_matches('.');
    // What ends in a name of two labels reaches below that name only, whatever stands before it.
    let last = host.rsplit('.').take(2).collect::<Vec<_>>();
    if !is_literal(host)
        && (last.len() < 2 || last.iter().any(|label| !is_literal(label) || label.contains('}')))
    {
        return Reach::Variable;
    }
    match host.strip_prefix("*.") {
        Some("*") => Reach::EveryHost,
        _ if host == "*" => Reach::EveryHost,
        // `*.localhost` reaches no top-level domain; `egress-development-host` sees it.
        Some(domain) if Kind::of(domain).is_some() => Reach::Named,
        Some(domain) if !domain.contains('.') && !domain.is_empty() => Reach::TopLevelDomain(domain),
        _ => Reach::Named,
    }
}
