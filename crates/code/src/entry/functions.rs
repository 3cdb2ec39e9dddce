//! Functions of a Forge manifest, and who can invoke them.

use std::collections::BTreeMap;

use assay_app::{
    App,
    cards::InvokedBy,
    manifest::{Function, Manifest, Module},
};

use super::{Audience, Found, Invocation, Loaded, Resolution, Side, resolvers};
use crate::{
    ir::{ModuleId, Name},
    value::{Shape, Value},
};

/// One entry for each function and way of invoking it; of a resolver, one for each function defined with it.
pub(super) fn functions(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let Some(manifest) = &app.manifest else { return Vec::new() };
    let mut found = Vec::new();
    for function in &manifest.functions {
        let Some(key) = &function.key else { continue };
        let mut ways: BTreeMap<Invocation, Vec<(Audience, Name)>> = BTreeMap::new();
        for module in manifest.callers(key.as_str()) {
            let by_resolver = names_in_resolver(module, key.as_str());
            let audiences = ways.entry(invocation(module, by_resolver)).or_default();
            audiences.extend(
                audiences_of(module).into_iter().map(|audience| (audience, Name::from(module.name()))),
            );
        }
        let handler = handler(app, loaded, function);
        for (invocation, audiences) in ways {
            found.extend(entries(manifest, loaded, function, invocation, &audiences, &handler));
        }
    }
    found
}

/// Who can invoke a module's functions. Where its type is not documented: any user, as for most.
pub(super) fn audiences_of(module: &Module) -> Vec<Audience> {
    let Some(card) = module.card else { return vec![Audience::AnyUser] };
    // What shows something is open to people without an account only where the manifest asks for that.
    let asks_for_anybody = module
        .node
        .get("unlicensedAccess")
        .is_some_and(|access| access.walk().any(|node| node.as_str() == Some("anonymous")));
    let is_open = |by: &&InvokedBy| **by != InvokedBy::AnonymousWeb || !card.renders_ui || asks_for_anybody;
    let mut audiences: Vec<Audience> =
        card.invoked_by.iter().filter(is_open).map(|by| audience(*by)).collect();
    // What only declares something and names a function all the same is called by the platform.
    if audiences.is_empty() {
        audiences.push(Audience::ProductEvent);
    }
    audiences
}

fn audience(by: InvokedBy) -> Audience {
    match by {
        InvokedBy::AnyUser | InvokedBy::Customer => Audience::AnyUser,
        InvokedBy::Admin => Audience::Admin,
        InvokedBy::ProjectAdmin | InvokedBy::SpaceAdmin => Audience::ProjectAdmin,
        InvokedBy::AnonymousWeb => Audience::Anonymous,
        InvokedBy::Agent => Audience::Agent,
        InvokedBy::Schedule => Audience::Schedule,
        InvokedBy::RemoteData => Audience::Remote,
        InvokedBy::PlatformEvent
        | InvokedBy::Workflow
        | InvokedBy::Automation
        | InvokedBy::InstallLifecycle => Audience::ProductEvent,
    }
}

/// `resolver: {function: key}`
fn names_in_resolver(module: &Module, key: &str) -> bool {
    module
        .node
        .walk()
        .filter_map(|node| node.get("resolver"))
        .any(|resolver| resolver.walk().any(|node| node.as_str() == Some(key)))
}

fn invocation(module: &Module, by_resolver: bool) -> Invocation {
    match module.kind.value.strip_prefix("core:").unwrap_or(&module.kind.value) {
        "webtrigger" => Invocation::WebTrigger,
        "action" => Invocation::Action,
        // The platform says which issue or pull request it is about; nobody sends that.
        "trigger"
        | "jira:workflowValidator"
        | "jira:workflowCondition"
        | "jira:workflowPostFunction"
        | "bitbucket:mergeCheck" => Invocation::Event,
        "scheduledTrigger" => Invocation::Schedule,
        "consumer" => Invocation::Queue,
        _ if by_resolver => Invocation::Resolver,
        _ => Invocation::Function,
    }
}

/// The file of a function's handler, below the source folder and without its ending.
pub(super) fn stem(function: &Function) -> Option<&str> {
    function.handler.as_ref()?.value.rsplit_once('.').map(|(stem, _)| stem)
}

/// What a function runs.
enum Handler {
    Value(Value),
    Missing(String),
}

fn handler(app: &App, loaded: &Loaded<'_>, function: &Function) -> Handler {
    let Some(handler) = &function.handler else { return Handler::Missing("it names no handler".to_owned()) };
    let Some((stem, export)) = handler.value.rsplit_once('.') else {
        return Handler::Missing(format!("`{handler}` names no export"));
    };
    let Some(module) = module_of(app, loaded, stem) else {
        return Handler::Missing(format!("no code was read at `src/{stem}`"));
    };
    let value = (loaded.export)(module, export);
    if value.is_undefined() {
        let file = &loaded.program.module(module).file;
        return Handler::Missing(format!("`{file}` exports nothing called `{export}`"));
    }
    Handler::Value(value)
}

/// The platform looks below `src`, or in the folder a manual bundler fills.
fn module_of(app: &App, loaded: &Loaded<'_>, stem: &str) -> Option<ModuleId> {
    ["src/", ""].iter().find_map(|folder| {
        let path = app.root.join(&format!("{folder}{stem}")).ok()?;
        loaded.program.at_stem(&path)
    })
}

fn entries(
    manifest: &Manifest,
    loaded: &Loaded<'_>,
    function: &Function,
    invocation: Invocation,
    audiences: &[(Audience, Name)],
    handler: &Handler,
) -> Vec<Found> {
    let key = function.key.as_ref().map_or("", |key| key.as_str());
    let span = function.handler.as_ref().map_or(function.span, |handler| handler.span);
    let whole = |handlers: Vec<Value>, invocation, resolution| Found {
        name: key.into(),
        audiences: audiences.to_vec(),
        side: Side::Backend,
        invocation,
        declared_at: manifest.place(span),
        handlers,
        resolution,
    };
    let value = match handler {
        Handler::Missing(because) => {
            return vec![whole(Vec::new(), invocation, Resolution::unresolved(because))];
        }
        Handler::Value(value) => value,
    };
    let defined = resolvers::definitions(loaded, value);
    if !defined.is_empty() {
        return defined
            .into_iter()
            .map(|definition| Found {
                name: compact_str::format_compact!("{key}/{}", definition.name),
                audiences: audiences.to_vec(),
                side: Side::Backend,
                invocation: Invocation::Resolver,
                declared_at: definition.declared_at.unwrap_or_else(|| manifest.place(span)),
                resolution: definition.resolution,
                handlers: definition.handlers,
            })
            .collect();
    }
    if resolvers::is_resolver(value) {
        let because = "no function was found that is defined with this resolver";
        return vec![whole(Vec::new(), Invocation::Resolver, Resolution::unresolved(because))];
    }
    vec![match value.shape() {
        // `export const run = render(<App/>)`: UI Kit of the first generation.
        Shape::Element(_) => whole(vec![value.clone()], Invocation::Component, Resolution::Resolved),
        _ if draws(value) => whole(vec![value.clone()], Invocation::Component, Resolution::Resolved),
        Shape::Function(_) => whole(vec![value.clone()], invocation, Resolution::Resolved),
        _ if value.alternatives().iter().any(Value::is_function) => whole(
            vec![value.clone()],
            invocation,
            Resolution::partly("what is exported may be several things"),
        ),
        _ => whole(
            vec![value.clone()],
            invocation,
            Resolution::unresolved("what is exported is no function of the app"),
        ),
    }]
}

fn draws(value: &Value) -> bool {
    value.external_path().is_some_and(|path| path.starts_with("@forge/ui:") && path.contains("render"))
}
