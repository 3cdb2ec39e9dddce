//! What a version of a Forge app asks for.

mod fields;
mod modules;
mod permissions;
mod remotes;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use assay_app::{
    Manifest, Spanned,
    manifest::{EgressList, RegionalUrl, Variables},
};
use assay_source::{Place, SourceText, Span};

use crate::{address, unknown::unknowns};
use fields::Fields;

/// Everything a version asks an admin for, with environment variables replaced as far as they are known.
///
/// Lists keep the order of the file; what is declared twice stands here twice.
#[derive(Debug, Clone)]
pub struct Grants {
    /// `app.id`.
    pub app_id: Option<Spanned<String>>,
    /// `permissions.scopes`.
    pub scopes: Vec<ScopeGrant>,
    /// `permissions.content`.
    pub content: Vec<ContentGrant>,
    /// `permissions.external`, and what its entries that name a remote stand for.
    pub egress: Vec<EgressGrant>,
    /// `permissions.external.configurable`: customers may add addresses.
    pub configurable_egress: Flag,
    /// Keys below `permissions` that this version knows nothing of.
    pub unlisted: Vec<UnlistedGrant>,
    /// `permissions.enforcement: app-managed`: new code may run before new permissions are approved.
    pub app_managed: bool,
    /// `remotes`.
    pub remotes: Vec<RemoteGrant>,
    /// Modules `endpoint`.
    pub endpoints: Vec<EndpointGrant>,
    /// `providers.auth`.
    pub providers: Vec<ProviderGrant>,
    /// Modules `webtrigger`.
    pub web_triggers: Vec<WebTriggerGrant>,
    /// `app.licensing.enabled`.
    pub licensing: Flag,
    /// Modules `sql`, `objectStore` and `llm`, and `services`.
    pub hosted: Vec<HostedGrant>,
    /// `app.connect`.
    pub connect: Option<ConnectGrant>,
    /// Names of environment variables whose default was taken, because no value was given.
    pub defaulted: Vec<String>,
    /// False where a part of the manifest could not be read: what is missing here may be there all the same.
    pub complete: bool,
    text: Arc<SourceText>,
}

/// Something that is on or off, as far as that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// It is on, by what stands there.
    On(Span),
    /// It is off, or nothing is said.
    Off,
    /// It depends on a variable.
    Unknown(Spanned<String>),
}

/// A scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeGrant {
    /// Its name.
    pub name: Spanned<String>,
    /// `allowImpersonation`: the app may act for a user who is away.
    pub impersonation: Flag,
}

/// Which content policy an option relaxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContentList {
    /// `content.scripts`.
    Scripts,
    /// `content.styles`.
    Styles,
}

/// A relaxation of the content security policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentGrant {
    /// The policy.
    pub list: ContentList,
    /// `unsafe-inline`, a hash, …
    pub option: Spanned<String>,
}

/// An address the app may reach.
#[derive(Debug, Clone, PartialEq)]
pub struct EgressGrant {
    /// What the door is for.
    pub list: EgressList,
    /// The address as it is written: in the entry, or as base URL of the remote it names.
    pub address: Spanned<String>,
    /// The key of the remote, where the entry names one.
    pub remote: Option<String>,
    /// `category`.
    pub category: Option<Spanned<String>>,
    /// `inScopeEUD`: on where nothing is said.
    pub in_scope_data: Flag,
    /// The whole entry.
    pub span: Span,
}

/// A server of the app's own.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteGrant {
    /// Its key.
    pub key: String,
    /// One URL for each region; the region is none for the default.
    pub base_urls: Vec<RegionalUrl>,
    /// `operations`.
    pub operations: Vec<Spanned<String>>,
    /// It keeps end-user data: on also where no operations are given.
    pub stores_data: Flag,
    /// It is sent tokens that act for the user.
    pub user_token: Flag,
    /// It is sent tokens that act for the app.
    pub system_token: Flag,
    /// Customers may change the address.
    pub configurable: Flag,
    /// Patterns that such an address has to fit.
    pub patterns: Vec<Spanned<String>>,
    /// The whole entry.
    pub span: Span,
}

/// A route of a remote or service.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointGrant {
    /// Its key.
    pub key: String,
    /// What it leads to: `remote: key` or `service: key`.
    pub target: Option<Spanned<String>>,
    /// `route.path`.
    pub path: Option<Spanned<String>>,
    /// It is sent tokens that act for the user.
    pub user_token: Flag,
    /// It is sent tokens that act for the app.
    pub system_token: Flag,
    /// The whole module.
    pub span: Span,
}

/// An external service that users log in to.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderGrant {
    /// Its key.
    pub key: String,
    /// The OAuth client's id.
    pub client_id: Option<Spanned<String>>,
    /// Scopes asked for at the service.
    pub scopes: Vec<Spanned<String>>,
    /// Keys of the remotes that get the token.
    pub remotes: Vec<Spanned<String>>,
    /// The whole entry.
    pub span: Span,
}

/// An address at which anyone on the web may call the app.
#[derive(Debug, Clone, PartialEq)]
pub struct WebTriggerGrant {
    /// Its key.
    pub key: String,
    /// Its answers are made by code: on where nothing is said.
    pub dynamic: Flag,
    /// The whole module.
    pub span: Span,
}

/// Which hosted feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostedKind {
    /// The module `sql`.
    Sql,
    /// The module `objectStore`.
    ObjectStore,
    /// The module `llm`.
    Llm,
    /// An entry of `services`: containers.
    Service,
}

/// A feature of the platform that admins approve on its own.
#[derive(Debug, Clone, PartialEq)]
pub struct HostedGrant {
    /// Which.
    pub kind: HostedKind,
    /// Its key.
    pub key: String,
    /// Families of models, for `llm`.
    pub families: Vec<Spanned<String>>,
    /// The whole entry.
    pub span: Span,
}

/// The Connect part of the app.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectGrant {
    /// The key of the remote that serves it.
    pub remote: Option<Spanned<String>>,
    /// The block.
    pub span: Span,
}

/// A permission that this version has no name for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlistedGrant {
    /// `permissions.external.workers`.
    pub path: String,
    /// What stands there, in one spelling.
    pub value: String,
    /// Where.
    pub span: Span,
}

impl Grants {
    /// Reads what a manifest asks for.
    ///
    /// Variables get the values given, else the defaults the manifest itself declares; the rest stays as it is
    /// written and is told apart by [`Spanned::is_certain`] and [`Flag::Unknown`].
    pub fn read(manifest: &Manifest, given: &Variables) -> Self {
        let (variables, defaulted) = with_defaults(manifest, given);
        let manifest = &manifest.resolve(&variables);
        let fields = Fields::of(manifest);
        let remotes = remotes::remotes(manifest, &fields);
        Self {
            app_id: manifest.app.id.clone(),
            scopes: permissions::scopes(manifest, &fields),
            content: permissions::content(manifest),
            egress: permissions::egress(manifest, &fields, &remotes),
            configurable_egress: permissions::configurable(&fields),
            unlisted: permissions::unlisted(&fields),
            app_managed: manifest
                .permissions
                .enforcement
                .as_ref()
                .is_some_and(|enforcement| enforcement.value == "app-managed"),
            endpoints: modules::endpoints(manifest),
            providers: remotes::providers(manifest),
            web_triggers: modules::web_triggers(manifest),
            licensing: fields::flag(fields.root(), &["app", "licensing", "enabled"], Flag::Off),
            hosted: modules::hosted(manifest, &fields),
            connect: manifest
                .app
                .connect
                .as_ref()
                .map(|connect| ConnectGrant { remote: connect.remote.clone(), span: connect.span }),
            remotes,
            defaulted,
            complete: manifest.is_complete(),
            text: Arc::clone(&manifest.document.text),
        }
    }

    /// The place of a span of this version's manifest.
    pub fn place(&self, span: Span) -> Place {
        self.text.place(span)
    }

    /// The place of the manifest's first line.
    pub fn head(&self) -> Place {
        self.place(self.text.line_span(1))
    }

    /// Number of things it asks for.
    pub fn count(&self) -> usize {
        let switches =
            [&self.configurable_egress, &self.licensing].into_iter().filter(|flag| **flag != Flag::Off);
        self.scopes.len()
            + self.content.len()
            + self.egress.len()
            + self.unlisted.len()
            + self.remotes.len()
            + self.endpoints.len()
            + self.providers.len()
            + self.web_triggers.len()
            + self.hosted.len()
            + usize::from(self.connect.is_some())
            + switches.count()
    }

    /// The remote with a key.
    pub fn remote(&self, key: &str) -> Option<&RemoteGrant> {
        self.remotes.iter().find(|remote| remote.key == key)
    }
}

impl EgressGrant {
    /// The address in the one spelling that all spellings of it share.
    pub fn meaning(&self) -> String {
        address::meaning(&self.address)
    }
}

/// The values given, with the manifest's own defaults for the others; and the names of those that are used.
fn with_defaults(manifest: &Manifest, given: &Variables) -> (Variables, Vec<String>) {
    let mut values: BTreeMap<String, String> = given.0.clone();
    let mut defaulted = Vec::new();
    let texts = manifest.document.root.walk().filter_map(|node| node.as_str());
    let used: BTreeSet<String> = texts.flat_map(unknowns).collect();
    for variable in &manifest.environment {
        let name = &variable.name.value;
        if let (false, Some(default)) = (values.contains_key(name), &variable.default) {
            values.insert(name.clone(), default.value.clone());
            defaulted.extend(used.contains(name).then(|| name.clone()));
        }
    }
    defaulted.sort();
    defaulted.dedup();
    (Variables(values), defaulted)
}
