use assay_app::{App, ConnectDescriptor};
use assay_catalogue::Severity;
use assay_evidence::{Applicability, Confidence, Topic};

use super::{
    address::{Parts, every_address},
    host::Kind,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "egress-development-host",
    title: "an outside address of a developer's machine",
    claims: &["egress/no-development-host"],
    topic: Topic::Egress,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("egress_development_host.md"),
};

/// What declares addresses: a Forge manifest, a Connect descriptor.
fn applies(app: &App) -> Applicability {
    if app.manifest.is_some() || app.descriptor.is_some() {
        return Applicability::Applies;
    }
    Applicability::DoesNotApply { because: "the app has no manifest and no Connect descriptor".to_owned() }
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    if let Some(descriptor) = &case.app.descriptor {
        base(descriptor, look);
    }
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
            Some(kind @ (Kind::Tunnel | Kind::Inspector)) => {
                (format!("{what} {}", of_a_service(kind)), Severity::Medium)
            }
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

/// What a tunnel or an inspector does with what it is sent.
fn of_a_service(kind: Kind) -> &'static str {
    match kind {
        Kind::Inspector => "keeps and shows what it is sent",
        _ => "is a tunnel to somebody's machine, and its name may be another's tomorrow",
    }
}

/// The address that a descriptor's paths begin with. One of the machine or network itself can be installed nowhere else.
fn base(descriptor: &ConnectDescriptor, look: &mut Look<'_>) {
    look.looked_at(1);
    let Some(address) = &descriptor.base_url else { return };
    let host = Parts::of(&address.value).known_host();
    let Some(kind @ (Kind::Tunnel | Kind::Inspector)) = host.and_then(|host| Kind::of(&host)) else { return };
    let statement = format!("the descriptor's `baseUrl` `{}` {}", address.value, of_a_service(kind));
    look.against(
        Found::new("egress/no-development-host", "baseUrl", statement)
            .at(descriptor.place(address.span))
            .help("let the server fill in its own address where it serves the descriptor"),
    );
}
