//! Modules whose own fields the rules and the sandbox ask for, and the small top-level blocks.

use assay_source::Span;

use super::{Spanned, remote::tokens, section::Section};
use crate::document::{Node, Value};

/// A module `function`.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its key, by which modules call it.
    pub key: Option<Spanned<String>>,
    /// File and exported name, `index.run`, below the source folder.
    pub handler: Option<Spanned<String>>,
    /// Longest run, in seconds.
    pub timeout_seconds: Option<Spanned<u64>>,
    /// Memory, in MB.
    pub memory_mb: Option<Spanned<u64>>,
    /// Keys of the auth providers it may use.
    pub providers: Vec<Spanned<String>>,
    /// The whole module.
    pub span: Span,
}

/// A module `webtrigger`: an address anyone on the web may call.
#[derive(Debug, Clone, PartialEq)]
pub struct WebTrigger {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// The function it calls.
    pub function: Option<Spanned<String>>,
    /// The endpoint it calls.
    pub endpoint: Option<Spanned<String>>,
    /// `static` or `dynamic`; `dynamic` where missing.
    pub response: Option<Spanned<String>>,
    /// `request.authentication`.
    pub authentication: Option<Spanned<String>>,
    /// `urlFormat`.
    pub url_format: Option<Spanned<String>>,
    /// The whole module.
    pub span: Span,
}

impl WebTrigger {
    /// False only for fixed answers (`response.type: static`); a variable there counts as dynamic.
    pub fn is_dynamic(&self) -> bool {
        self.response.as_ref().is_none_or(|response| response.value != "static")
    }
}

/// A module `action`: what a Rovo agent or an automation may do.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// Its name.
    pub name: Option<Spanned<String>>,
    /// Its title.
    pub title: Option<Spanned<String>>,
    /// What the model is told of it.
    pub description: Option<Spanned<String>>,
    /// The function it calls.
    pub function: Option<Spanned<String>>,
    /// The endpoint it calls.
    pub endpoint: Option<Spanned<String>>,
    /// `actionVerb`: GET, CREATE, UPDATE, DELETE, TRIGGER.
    pub verb: Option<Spanned<String>>,
    /// `actionType`, the older name of the verb.
    pub kind: Option<Spanned<String>>,
    /// What the model fills in.
    pub inputs: Vec<ActionInput>,
    /// The whole module.
    pub span: Span,
}

/// An input of an [`Action`].
#[derive(Debug, Clone, PartialEq)]
pub struct ActionInput {
    /// Its name.
    pub name: Spanned<String>,
    /// `string`, `integer`, …
    pub kind: Option<Spanned<String>>,
    /// Its title.
    pub title: Option<Spanned<String>>,
    /// What the model is told of it.
    pub description: Option<Spanned<String>>,
    /// It must be given.
    pub required: Option<Spanned<bool>>,
}

/// A module `rovo:agent`.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// Its name.
    pub name: Option<Spanned<String>>,
    /// What people are told of it.
    pub description: Option<Spanned<String>>,
    /// What the model is told.
    pub prompt: Option<Spanned<String>>,
    /// Keys of the actions it may take.
    pub actions: Vec<Spanned<String>>,
    /// Openings offered to people.
    pub conversation_starters: Vec<Spanned<String>>,
    /// The whole module.
    pub span: Span,
}

/// A module `scheduledTrigger`.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduledTrigger {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// The function it calls.
    pub function: Option<Spanned<String>>,
    /// The endpoint it calls.
    pub endpoint: Option<Spanned<String>>,
    /// `fiveMinute`, `hour`, `day`, `week`.
    pub interval: Option<Spanned<String>>,
    /// The whole module.
    pub span: Span,
}

/// A module `trigger`.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// The function it calls.
    pub function: Option<Spanned<String>>,
    /// The endpoint it calls.
    pub endpoint: Option<Spanned<String>>,
    /// Names of the events it waits for.
    pub events: Vec<Spanned<String>>,
    /// `filter.ignoreSelf`.
    pub ignores_self: Option<Spanned<bool>>,
    /// `filter.expression`.
    pub expression: Option<Spanned<String>>,
    /// `filter.onError`.
    pub on_error: Option<Spanned<String>>,
    /// The whole module.
    pub span: Span,
}

/// A module `consumer`.
#[derive(Debug, Clone, PartialEq)]
pub struct Consumer {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// The queue it empties.
    pub queue: Option<Spanned<String>>,
    /// The function it calls; older manifests name it below `resolver`.
    pub function: Option<Spanned<String>>,
    /// The name a resolver defined it under, in older manifests.
    pub method: Option<Spanned<String>>,
    /// The whole module.
    pub span: Span,
}

/// A module `endpoint`: a route of a remote.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// The key of the remote.
    pub remote: Option<Spanned<String>>,
    /// `route.path`.
    pub path: Option<Spanned<String>>,
    /// The remote receives a token that acts for the user.
    pub app_user_token: Option<Spanned<bool>>,
    /// The remote receives a token that acts for the app.
    pub app_system_token: Option<Spanned<bool>>,
    /// The whole module.
    pub span: Span,
}

/// A module `sql`.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlDatabase {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// `mysql`.
    pub engine: Option<Spanned<String>>,
    /// The whole module.
    pub span: Span,
}

/// An entry of `resources`.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// A folder for Custom UI, a file for UI Kit.
    pub path: Option<Spanned<String>>,
    /// The port of the development server, `tunnel.port`.
    pub tunnel_port: Option<Spanned<u64>>,
    /// The whole entry.
    pub span: Span,
}

/// A variable of `environment.variables`.
#[derive(Debug, Clone, PartialEq)]
pub struct EnvironmentVariable {
    /// Its name.
    pub name: Spanned<String>,
    /// What it is where nobody set it.
    pub default: Option<Spanned<String>>,
}

pub(super) fn function(module: &Section<'_>) -> Function {
    let providers = module.any("providers").map(|providers| match providers.node.value {
        Value::Map(_) => providers.texts("auth"),
        _ => providers.as_list().iter().filter_map(Section::as_text).collect(),
    });
    Function {
        key: module.text("key"),
        handler: module.text("handler"),
        timeout_seconds: module.number("timeoutSeconds"),
        memory_mb: module.map("runtime").and_then(|runtime| runtime.number("memoryMB")),
        providers: providers.unwrap_or_default(),
        span: module.span(),
    }
}

pub(super) fn web_trigger(module: &Section<'_>) -> WebTrigger {
    WebTrigger {
        key: module.text("key"),
        function: module.text("function"),
        endpoint: module.text("endpoint"),
        response: module.map("response").and_then(|response| response.text("type")),
        authentication: module.map("request").and_then(|request| request.text("authentication")),
        url_format: module.text("urlFormat"),
        span: module.span(),
    }
}

pub(super) fn action(module: &Section<'_>) -> Action {
    let inputs = module.map("inputs").map(|inputs| {
        inputs
            .entries()
            .map(|(entry, input)| ActionInput {
                name: Spanned::new(entry.key.text.clone(), entry.key.span),
                kind: input.text("type"),
                title: input.text("title"),
                description: input.text("description"),
                required: input.boolean("required"),
            })
            .collect()
    });
    Action {
        key: module.text("key"),
        name: module.text("name"),
        title: module.text("title"),
        description: module.text("description"),
        function: module.text("function").or_else(|| module.map("resolver")?.text("function")),
        endpoint: module.text("endpoint").or_else(|| module.map("resolver")?.text("endpoint")),
        verb: module.text("actionVerb"),
        kind: module.text("actionType"),
        inputs: inputs.unwrap_or_default(),
        span: module.span(),
    }
}

pub(super) fn agent(module: &Section<'_>) -> Agent {
    Agent {
        key: module.text("key"),
        name: module.text("name"),
        description: module.text("description"),
        prompt: module.text("prompt"),
        actions: module.texts("actions"),
        conversation_starters: module.texts("conversationStarters"),
        span: module.span(),
    }
}

pub(super) fn scheduled_trigger(module: &Section<'_>) -> ScheduledTrigger {
    ScheduledTrigger {
        key: module.text("key"),
        function: module.text("function"),
        endpoint: module.text("endpoint"),
        interval: module.text("interval"),
        span: module.span(),
    }
}

pub(super) fn trigger(module: &Section<'_>) -> Trigger {
    let filter = module.map("filter");
    let filter = filter.as_ref();
    Trigger {
        key: module.text("key"),
        function: module.text("function"),
        endpoint: module.text("endpoint"),
        events: module.texts("events"),
        ignores_self: filter.and_then(|filter| filter.boolean("ignoreSelf")),
        expression: filter.and_then(|filter| filter.text("expression")),
        on_error: filter.and_then(|filter| filter.text("onError")),
        span: module.span(),
    }
}

pub(super) fn consumer(module: &Section<'_>) -> Consumer {
    Consumer {
        key: module.text("key"),
        queue: module.text("queue"),
        function: module.text("function").or_else(|| module.map("resolver")?.text("function")),
        method: module.map("resolver").and_then(|resolver| resolver.text("method")),
        span: module.span(),
    }
}

pub(super) fn endpoint(module: &Section<'_>) -> Endpoint {
    let (app_user_token, app_system_token) = tokens(module);
    Endpoint {
        key: module.text("key"),
        remote: module.text("remote"),
        path: module.map("route").and_then(|route| route.text("path")),
        app_user_token,
        app_system_token,
        span: module.span(),
    }
}

pub(super) fn sql(module: &Section<'_>) -> SqlDatabase {
    SqlDatabase { key: module.text("key"), engine: module.text("engine"), span: module.span() }
}

pub(super) fn resources(manifest: &Section<'_>) -> Vec<Resource> {
    manifest
        .maps("resources")
        .iter()
        .map(|resource| Resource {
            key: resource.text("key"),
            path: resource.text("path"),
            tunnel_port: resource.map("tunnel").and_then(|tunnel| tunnel.number("port")),
            span: resource.span(),
        })
        .collect()
}

pub(super) fn variables(manifest: &Section<'_>) -> Vec<EnvironmentVariable> {
    let Some(environment) = manifest.map("environment") else { return Vec::new() };
    environment
        .list("variables")
        .iter()
        .filter_map(|variable| match variable.node.value {
            Value::Map(_) => Some(EnvironmentVariable {
                name: variable.text("key").or_else(|| variable.text("name"))?,
                default: variable.text("default"),
            }),
            _ => Some(EnvironmentVariable { name: variable.as_text()?, default: None }),
        })
        .collect()
}

/// A block kept as it is.
pub(super) fn block(manifest: &Section<'_>, key: &str) -> Option<Node> {
    manifest.any(key).map(|section| section.node.clone())
}
