use assay_app::{
    egress::{Destination, destination},
    manifest::{EgressEntry, EgressList},
};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    address::{Parts, is_literal},
    host::{Kind, Shared},
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-wildcard",
    title: "egress to hosts that are not named",
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
        let (path, place) = (list.path(), manifest.place(address.span));
        let reach = reach(&address.value);
        if matches!(reach, Reach::Variable) {
            look.skip(format!("`{address}` in `{path}`"), "its host depends on a variable", Some(place));
            continue;
        }
        look.looked_at(1);
        let code_calls = matches!(list, EgressList::FetchBackend | EgressList::FetchClient);
        let (what, severity, confidence) = match &reach {
            Reach::EveryHost => {
                ("lets the app reach every host".to_owned(), Severity::Medium, Confidence::High)
            }
            Reach::Below(domain) if !domain.contains('.') => (
                format!("lets the app reach every host below `.{domain}`"),
                Severity::Medium,
                Confidence::High,
            ),
            Reach::Below(domain) => match Shared::of(domain) {
                Some(Shared::Hosting) => (
                    format!("lets the app reach whatever anyone hosts below `{domain}`"),
                    Severity::Medium,
                    Confidence::High,
                ),
                Some(Shared::Sites) if code_calls => (
                    format!("lets the app reach the sites of all customers below `{domain}`"),
                    Severity::Low,
                    Confidence::Medium,
                ),
                _ if destination(address) == Destination::Atlassian => continue,
                _ => (format!("stands for every host below `{domain}`"), Severity::Low, Confidence::Low),
            },
            Reach::Named | Reach::Variable => continue,
        };
        let identity = format!("permissions.external.{path}: {address}");
        look.against(
            Found::new("egress/no-wildcard", identity, format!("`{address}` in `{path}` {what}"))
                .at(place)
                .severity(severity)
                .confidence(confidence)
                .help(
                    "name the hosts the app calls; where each customer has an own one, let admins add it \
                     (`permissions.external.configurable`)",
                ),
        );
    }
}

enum Reach {
    EveryHost,
    Below(String),
    Variable,
    Named,
}

/// How far an address reaches.
fn reach(address: &str) -> Reach {
    let host = Parts::of(address).host.trim_end_matches('.').to_ascii_lowercase();
    let Some(below) = host.strip_prefix('*') else {
        // `${SITE}.example.com` stays below a domain that is named, `${SITE}.com` need not.
        let named = is_literal(&host) || Parts::of(address).known_host().is_some_and(|end| end.contains('.'));
        return if named { Reach::Named } else { Reach::Variable };
    };
    match below.strip_prefix('.') {
        _ if !is_literal(&host) => Reach::Variable,
        None if below.is_empty() => Reach::EveryHost,
        Some("*") => Reach::EveryHost,
        // `*.localhost` reaches no top-level domain; `egress-development-host` sees it.
        Some(domain) if domain.is_empty() || Kind::of(domain).is_some() => Reach::Named,
        Some(domain) => Reach::Below(domain.to_owned()),
        None => Reach::Named,
    }
}
