//! What parts of a manifest refer to each other by, key by key.

use std::collections::BTreeSet;

use assay_app::{
    Manifest, Spanned,
    document::{Node, Value},
};
use assay_source::Span;

/// What a reference leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// A module `function`.
    Function,
    /// A module `endpoint`.
    Endpoint,
    /// An entry of `remotes`.
    Remote,
    /// An entry of `resources`.
    Resource,
    /// A module `action`.
    Action,
    /// An entry of `providers.auth`.
    Provider,
}

impl Target {
    /// What it is called in a sentence: `function`.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Endpoint => "endpoint",
            Self::Remote => "remote",
            Self::Resource => "resource",
            Self::Action => "action",
            Self::Provider => "auth provider",
        }
    }
}

/// One part of a manifest that names another.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// What it leads to.
    pub(crate) target: Target,
    /// The key it names.
    pub(crate) key: Spanned<String>,
    /// Who names it, with the verb: ``the `jira:issuePanel` `panel` calls``.
    pub(crate) subject: String,
    /// `modules.jira:issuePanel.panel`.
    pub(crate) from: String,
}

/// Every reference, in the order of the file; what a part names several times comes once.
pub(crate) fn references(manifest: &Manifest) -> Vec<Reference> {
    let mut all = Vec::new();
    let mut add = |target, key: &Spanned<String>, subject: String, from: &str| {
        all.push(Reference { target, key: key.clone(), subject, from: from.to_owned() });
    };
    for module in &manifest.modules {
        let from = format!("modules.{}.{}", module.kind, module.name());
        let who = format!("the `{}` `{}`", module.kind, module.name());
        for key in &module.functions {
            add(Target::Function, key, format!("{who} calls"), &from);
        }
        for key in &module.endpoints {
            add(Target::Endpoint, key, format!("{who} calls"), &from);
        }
        for key in &module.resources {
            add(Target::Resource, &without_file(key), format!("{who} shows"), &from);
        }
        for (key, span) in resource_texts(&module.node) {
            add(Target::Resource, &Spanned::new(key, span), format!("{who} uses"), &from);
        }
    }
    for endpoint in &manifest.endpoints {
        let name = endpoint.key.as_ref().map_or("?", |key| key.as_str());
        if let Some(key) = &endpoint.remote {
            add(Target::Remote, key, format!("the endpoint `{name}` leads to"), &format!("endpoint.{name}"));
        }
    }
    for agent in &manifest.agents {
        let name = agent.key.as_ref().map_or("?", |key| key.as_str());
        for key in &agent.actions {
            add(Target::Action, key, format!("the agent `{name}` may take"), &format!("rovo:agent.{name}"));
        }
    }
    for function in &manifest.functions {
        let name = function.key.as_ref().map_or("?", |key| key.as_str());
        // `product` is the platform's own, from the time of UI Kit 1.
        for key in function.providers.iter().filter(|key| key.value != "product") {
            add(Target::Provider, key, format!("the function `{name}` uses"), &format!("function.{name}"));
        }
    }
    for entry in &manifest.permissions.egress {
        let list = entry.list.path();
        if let Some(key) = &entry.remote {
            add(Target::Remote, key, format!("`{list}` allows"), &format!("permissions.external.{list}"));
        }
    }
    for provider in &manifest.providers {
        let name = provider.key.as_ref().map_or("?", |key| key.as_str());
        let from = format!("providers.auth.{name}");
        let actions = provider.actions.iter().filter_map(|action| action.remote.as_ref());
        for key in provider.remotes.iter().chain(actions) {
            add(Target::Remote, key, format!("the auth provider `{name}` leads to"), &from);
        }
    }
    for key in manifest.app.connect.iter().filter_map(|connect| connect.remote.as_ref()) {
        add(Target::Remote, key, "the app's Connect part runs on".to_owned(), "app.connect");
    }
    all.sort_by_key(|reference| reference.key.span);
    let mut seen = BTreeSet::new();
    all.retain(|one| seen.insert((one.target, one.from.clone(), one.key.value.clone())));
    all
}

/// The keys a manifest declares for a target; a key may depend on a variable.
pub(crate) fn declared(manifest: &Manifest, target: Target) -> Vec<&Spanned<String>> {
    match target {
        Target::Function => manifest.functions.iter().filter_map(|part| part.key.as_ref()).collect(),
        Target::Endpoint => manifest.endpoints.iter().filter_map(|part| part.key.as_ref()).collect(),
        Target::Remote => manifest.remotes.iter().filter_map(|part| part.key.as_ref()).collect(),
        Target::Resource => manifest.resources.iter().filter_map(|part| part.key.as_ref()).collect(),
        Target::Action => manifest.actions.iter().filter_map(|part| part.key.as_ref()).collect(),
        Target::Provider => manifest.providers.iter().filter_map(|part| part.key.as_ref()).collect(),
    }
}

/// `main;icons/app.svg` and `main/settings`, one of several entry pages, name the resource `main`.
fn without_file(key: &Spanned<String>) -> Spanned<String> {
    let name = key.value.strip_prefix("resource:").unwrap_or(&key.value);
    Spanned::new(name.split([';', '/']).next().unwrap_or_default().to_owned(), key.span)
}

/// Texts such as `resource:main;icons/app.svg` in icons and prompts.
fn resource_texts(module: &Node) -> Vec<(String, Span)> {
    let texts = module.walk().filter_map(|node| match &node.value {
        Value::Text(text) => Some((text, node.span)),
        _ => None,
    });
    texts
        .filter_map(|(text, span)| {
            let (key, file) = text.strip_prefix("resource:")?.split_once(';')?;
            (!file.is_empty()).then(|| (key.to_owned(), span))
        })
        .collect()
}
