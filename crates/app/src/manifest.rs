//! A Forge app's manifest, with the place of everything it says.
//!
//! In goes a [`Document`]; out comes [`Manifest`]. Nothing is judged here, and nothing dropped: what this
//! model has no field for stays reachable in the nodes, and names that are not publicly documented are listed
//! in [`Manifest::unlisted`].

mod app_block;
mod module;
mod parts;
mod permissions;
mod provider;
mod remote;
pub(crate) mod section;
mod value;

use std::sync::Arc;

use assay_source::{Diagnostic, Level, Place, SourceText, Span};

pub use app_block::{AppBlock, ConnectBlock, Package, Runtime};
pub use module::{Module, Surface};
pub use parts::{
    Action, ActionInput, Agent, Consumer, Endpoint, EnvironmentVariable, Function, Resource,
    ScheduledTrigger, SqlDatabase, Trigger, WebTrigger,
};
pub use permissions::{EgressEntry, EgressForm, EgressList, Permissions, ScopeEntry};
pub use provider::{AuthProvider, ProviderAction, Setting};
pub use remote::{RegionalUrl, Remote};
pub use value::{Spanned, Variables};

use crate::{
    cards::EventCard,
    connect_module::{self, ConnectModule},
    document::{Document, Node, Value, read_yaml},
};
use section::{Complaints, Section};

/// A Forge manifest.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The tree and the text it was read from.
    pub document: Document,
    /// `app`.
    pub app: AppBlock,
    /// Everything below `modules`, in the order of the file, functions included.
    pub modules: Vec<Module>,
    /// `permissions`.
    pub permissions: Permissions,
    /// `remotes`.
    pub remotes: Vec<Remote>,
    /// `providers.auth`.
    pub providers: Vec<AuthProvider>,
    /// `resources`.
    pub resources: Vec<Resource>,
    /// `environment.variables`.
    pub environment: Vec<EnvironmentVariable>,
    /// `connectModules`.
    pub connect_modules: Vec<ConnectModule>,
    /// `translations`, as it is.
    pub translations: Option<Node>,
    /// Modules `function`.
    pub functions: Vec<Function>,
    /// Modules `endpoint`.
    pub endpoints: Vec<Endpoint>,
    /// Modules `webtrigger`.
    pub web_triggers: Vec<WebTrigger>,
    /// Modules `trigger`.
    pub triggers: Vec<Trigger>,
    /// Modules `scheduledTrigger`.
    pub scheduled_triggers: Vec<ScheduledTrigger>,
    /// Modules `consumer`.
    pub consumers: Vec<Consumer>,
    /// Modules `action`.
    pub actions: Vec<Action>,
    /// Modules `rovo:agent`.
    pub agents: Vec<Agent>,
    /// Modules `sql`.
    pub sql_databases: Vec<SqlDatabase>,
    /// Names that are not publicly documented, or not known to this version: unknown, not wrong.
    pub unlisted: Vec<Unlisted>,
    /// What was wrong, syntax first.
    pub diagnostics: Vec<Diagnostic>,
    complete: bool,
}

/// A name that is not in the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlisted {
    /// What it names.
    pub what: UnlistedKind,
    /// The name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// What an [`Unlisted`] name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnlistedKind {
    /// A key at the top of the manifest.
    Key,
    /// A type of module.
    ModuleType,
    /// A type of Connect module.
    ConnectModuleType,
    /// A scope.
    Scope,
    /// An event of a trigger.
    Event,
    /// A list below `permissions.external`.
    EgressList,
}

/// Keys at the top of a manifest.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference, read 2026-11; `services` and `overrides`
/// from the published manifest schema.
const TOP_KEYS: [&str; 11] = [
    "app",
    "modules",
    "permissions",
    "remotes",
    "providers",
    "resources",
    "connectModules",
    "environment",
    "translations",
    "services",
    "overrides",
];

impl Manifest {
    /// Reads the text of a manifest.
    pub fn read(text: &Arc<SourceText>) -> Self {
        Self::from_document(read_yaml(text))
    }

    /// Understands a tree that was already read.
    ///
    /// Diagnostics beyond the document's own: `manifest-wrong-type` and `manifest-not-a-map`.
    pub fn from_document(document: Document) -> Self {
        let text = Arc::clone(&document.text);
        let complaints = Complaints::new(&text);
        let root = document.root.clone();
        let manifest = Section::new(&root, "", &complaints);
        let sections = module::sections(&manifest);
        let of = |kind: &'static str| {
            sections
                .iter()
                .filter(move |(name, _)| name.value.strip_prefix("core:").unwrap_or(&name.value) == kind)
                .map(|(_, section)| section)
        };
        let mut model = Self {
            app: app_block::read(&manifest),
            modules: sections.iter().map(|(kind, section)| module::read(kind, section)).collect(),
            permissions: permissions::read(&manifest),
            remotes: remote::read(&manifest),
            providers: provider::read(&manifest),
            resources: parts::resources(&manifest),
            environment: parts::variables(&manifest),
            connect_modules: manifest
                .map("connectModules")
                .map(|modules| connect_module::read(modules.node, "connectModules"))
                .unwrap_or_default(),
            translations: parts::block(&manifest, "translations"),
            functions: of("function").map(parts::function).collect(),
            endpoints: of("endpoint").map(parts::endpoint).collect(),
            web_triggers: of("webtrigger").map(parts::web_trigger).collect(),
            triggers: of("trigger").map(parts::trigger).collect(),
            scheduled_triggers: of("scheduledTrigger").map(parts::scheduled_trigger).collect(),
            consumers: of("consumer").map(parts::consumer).collect(),
            actions: of("action").map(parts::action).collect(),
            agents: of("rovo:agent").map(parts::agent).collect(),
            sql_databases: of("sql").map(parts::sql).collect(),
            unlisted: Vec::new(),
            diagnostics: document.diagnostics.clone(),
            complete: document.complete && !complaints.hide_something(),
            document,
        };
        model.diagnostics.extend(complaints.into_diagnostics());
        model.not_a_map();
        model.unlisted = model.find_unlisted();
        model
    }

    /// The same manifest with every known `${NAME}` replaced; spans stay those of the file.
    ///
    /// Keys are left alone, as the platform does.
    #[must_use]
    pub fn resolve(&self, variables: &Variables) -> Self {
        let mut document = self.document.clone();
        replace(&mut document.root, variables);
        Self::from_document(document)
    }

    /// False when a part could not be read: the absence of an entry then proves nothing.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The place of a span of this manifest.
    pub fn place(&self, span: Span) -> Place {
        self.document.place(span)
    }

    /// The place of the manifest's first line, for what is about the whole of it.
    pub fn head(&self) -> Place {
        self.place(self.document.text.line_span(1))
    }

    /// The modules of a type, with or without the prefix `core:`.
    pub fn modules_of<'m>(&'m self, kind: &'m str) -> impl Iterator<Item = &'m Module> {
        self.modules.iter().filter(move |module| module.is(kind))
    }

    /// The function with a key.
    pub fn function(&self, key: &str) -> Option<&Function> {
        self.functions.iter().find(|function| is_key(function.key.as_ref(), key))
    }

    /// The remote with a key.
    pub fn remote(&self, key: &str) -> Option<&Remote> {
        self.remotes.iter().find(|remote| is_key(remote.key.as_ref(), key))
    }

    /// The modules that call a function.
    pub fn callers<'m>(&'m self, function: &'m str) -> impl Iterator<Item = &'m Module> {
        self.modules.iter().filter(move |module| module.functions.iter().any(|key| key.value == function))
    }

    fn not_a_map(&mut self) {
        let root = &self.document.root;
        if !matches!(root.value, Value::Map(_) | Value::Null) {
            let message =
                format!("a manifest is a map of keys such as `app` and `modules`; this is {}", root.kind());
            let diagnostic = Diagnostic::new(Level::Error, "manifest-not-a-map", message)
                .at(self.place(root.span), "")
                .help("start with `app:` and `modules:`");
            self.diagnostics.push(diagnostic);
            self.complete = false;
        }
    }

    fn find_unlisted(&self) -> Vec<Unlisted> {
        let named =
            |what, name: &Spanned<String>| Unlisted { what, name: name.value.clone(), span: name.span };
        let top = self.document.root.entries().iter().map(|entry| &entry.key);
        let mut all: Vec<Unlisted> = top
            .filter(|key| !TOP_KEYS.contains(&key.text.as_str()))
            .map(|key| Unlisted { what: UnlistedKind::Key, name: key.text.clone(), span: key.span })
            .collect();
        let modules = self.modules.iter().filter(|module| module.card.is_none());
        all.extend(modules.map(|module| named(UnlistedKind::ModuleType, &module.kind)));
        let connect = self.connect_modules.iter().filter(|module| module.card.is_none());
        all.extend(connect.map(|module| named(UnlistedKind::ConnectModuleType, &module.kind)));
        let certain = |name: &Spanned<String>| name.is_certain();
        // Apps define scopes of their own, which end so.
        let scopes = self.permissions.scopes.iter().filter(|scope| {
            scope.card.is_none() && certain(&scope.name) && !scope.name.value.ends_with(":custom")
        });
        all.extend(scopes.map(|scope| named(UnlistedKind::Scope, &scope.name)));
        let events = self.triggers.iter().flat_map(|trigger| &trigger.events);
        let events = events.filter(|event| certain(event) && EventCard::of(&event.value).is_none());
        all.extend(events.map(|event| named(UnlistedKind::Event, event)));
        let lists = permissions::unlisted_egress_keys(&self.document.root);
        all.extend(lists.iter().map(|list| named(UnlistedKind::EgressList, list)));
        all.sort_by_key(|unlisted| unlisted.span);
        all.dedup();
        all
    }
}

fn is_key(key: Option<&Spanned<String>>, wanted: &str) -> bool {
    key.is_some_and(|key| key.value == wanted)
}

fn replace(node: &mut Node, variables: &Variables) {
    match &mut node.value {
        Value::Text(text) => *text = variables.resolve(text),
        Value::List(items) => items.iter_mut().for_each(|item| replace(item, variables)),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| replace(&mut entry.value, variables)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
