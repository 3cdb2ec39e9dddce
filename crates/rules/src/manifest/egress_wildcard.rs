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
    claims: &["egress/no-open-wildcard", "egress/no-wildcard"],
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
            Reach::Below(domain) if anyone_hosts_below(domain) => (
                format!("lets the app reach whatever anyone hosts below `{domain}`"),
                Severity::Medium,
                Confidence::High,
            ),
            Reach::Below(domain) => match Shared::of(domain) {
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
        // What leads to hosts of anybody is a claim of its own: the questionnaire asks for no less.
        let of_anybody = match &reach {
            Reach::EveryHost => true,
            Reach::Below(domain) => !domain.contains('.') || anyone_hosts_below(domain),
            Reach::Named | Reach::Variable => false,
        };
        let claim = if of_anybody { "egress/no-open-wildcard" } else { "egress/no-wildcard" };
        let identity = format!("permissions.external.{path}: {address}");
        look.against(
            Found::new(claim, identity, format!("`{address}` in `{path}` {what}"))
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

/// True where anybody can get a name below a domain: at a host of sites, or by opening a tunnel.
fn anyone_hosts_below(domain: &str) -> bool {
    Shared::of(domain) == Some(Shared::Hosting)
        || matches!(Kind::of(domain), Some(Kind::Tunnel | Kind::Inspector))
}

/// True for an address that names one host, so that nothing else is reached by it.
pub(crate) fn names_one_host(address: &str) -> bool {
    matches!(reach(address), Reach::Named) && !address.contains('*')
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
        Some("") => Reach::Named,
        Some(domain) if Kind::of(domain).is_some() && !anyone_hosts_below(domain) => Reach::Named,
        Some(domain) => Reach::Below(domain.to_owned()),
        None => Reach::Named,
    }
}
