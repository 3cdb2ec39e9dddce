//! Modules that admins are asked about: endpoints, web triggers, databases, language models, containers.

use assay_app::{
    Manifest, Spanned,
    document::{Node, Value},
    manifest::Module,
};

use super::{
    EndpointGrant, Flag, HostedGrant, HostedKind, WebTriggerGrant,
    fields::{Fields, switch, text, texts},
};

pub(super) fn endpoints(manifest: &Manifest) -> Vec<EndpointGrant> {
    manifest
        .modules_of("endpoint")
        .map(|module| {
            let node = &module.node;
            let target = |key: &str| {
                let name = text(node, &[key])?;
                Some(Spanned::new(format!("{key} {name}"), name.span))
            };
            EndpointGrant {
                key: module.name().to_owned(),
                target: target("remote").or_else(|| target("service")),
                path: text(node, &["route", "path"]),
                user_token: switch(Some(node), &["auth", "appUserToken"]),
                system_token: switch(Some(node), &["auth", "appSystemToken"]),
                span: module.span(),
            }
        })
        .collect()
}

pub(super) fn web_triggers(manifest: &Manifest) -> Vec<WebTriggerGrant> {
    manifest
        .modules_of("webtrigger")
        .map(|module| WebTriggerGrant {
            key: module.name().to_owned(),
            dynamic: match text(&module.node, &["response", "type"]) {
                Some(kind) if kind.value == "static" => Flag::Off,
                Some(kind) if !kind.is_certain() => Flag::Unknown(kind),
                Some(kind) => Flag::On(kind.span),
                // Answers are made by code where nothing is said.
                None => Flag::On(module.span()),
            },
            span: module.span(),
        })
        .collect()
}

pub(super) fn hosted(manifest: &Manifest, fields: &Fields<'_>) -> Vec<HostedGrant> {
    let of = |kind: HostedKind, name: &str| -> Vec<HostedGrant> {
        manifest.modules_of(name).map(|module| module_grant(kind, module)).collect()
    };
    let mut all = of(HostedKind::Sql, "sql");
    all.extend(of(HostedKind::ObjectStore, "objectStore"));
    all.extend(of(HostedKind::Llm, "llm"));
    let services = fields.root().and_then(|root| root.get("services"));
    let services = match services.map(|node| (&node.value, node)) {
        Some((Value::List(items), _)) => items.iter().collect(),
        Some((Value::Map(_), node)) => vec![node],
        _ => Vec::new(),
    };
    all.extend(services.into_iter().map(service));
    all
}

fn module_grant(kind: HostedKind, module: &Module) -> HostedGrant {
    HostedGrant {
        kind,
        key: module.name().to_owned(),
        families: texts(&module.node, &["model"]),
        span: module.span(),
    }
}

fn service(node: &Node) -> HostedGrant {
    HostedGrant {
        kind: HostedKind::Service,
        key: text(node, &["key"]).map_or_else(String::new, |key| key.value),
        families: Vec::new(),
        span: node.site(),
    }
}
