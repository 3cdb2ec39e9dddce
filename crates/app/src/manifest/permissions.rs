//! Scopes, content policy and egress.

use assay_source::Span;

use super::{Spanned, section::Section};
use crate::{
    cards::ScopeCard,
    document::{Node, Value},
};

/// The block `permissions`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Permissions {
    /// The block; none where there is none.
    pub span: Option<Span>,
    /// Scopes, in the order of the file; a scope that is declared twice stands here twice.
    pub scopes: Vec<ScopeEntry>,
    /// `content.scripts`: relaxations of the policy for scripts, `unsafe-eval`.
    pub content_scripts: Vec<Spanned<String>>,
    /// `content.styles`.
    pub content_styles: Vec<Spanned<String>>,
    /// Every address the app may reach, of all lists of `external`.
    pub egress: Vec<EgressEntry>,
    /// `external.configurable.enabled`: customers may add addresses.
    pub egress_is_configurable: Option<Spanned<bool>>,
    /// `enforcement`, `app-managed`.
    pub enforcement: Option<Spanned<String>>,
}

/// One declared scope.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopeEntry {
    /// Its name.
    pub name: Spanned<String>,
    /// `allowImpersonation`, in the map form: the app may act for a user who is away.
    pub allow_impersonation: Option<Spanned<bool>>,
    /// What is documented of it; none where it is unlisted.
    pub card: Option<&'static ScopeCard>,
}

/// Which part of the app an egress entry opens the door for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EgressList {
    /// `fetch.backend`: code in functions.
    FetchBackend,
    /// `fetch.client`: code in the browser.
    FetchClient,
    /// `fonts`.
    Fonts,
    /// `frames`.
    Frames,
    /// `images`.
    Images,
    /// `media`.
    Media,
    /// `scripts`.
    Scripts,
    /// `styles`.
    Styles,
    /// `navigation`: where the browser may be sent.
    Navigation,
}

impl EgressList {
    const DIRECT: [Self; 7] =
        [Self::Fonts, Self::Frames, Self::Images, Self::Media, Self::Scripts, Self::Styles, Self::Navigation];

    /// Its path below `permissions.external`: `fetch.backend`.
    pub fn path(self) -> &'static str {
        match self {
            Self::FetchBackend => "fetch.backend",
            Self::FetchClient => "fetch.client",
            Self::Fonts => "fonts",
            Self::Frames => "frames",
            Self::Images => "images",
            Self::Media => "media",
            Self::Scripts => "scripts",
            Self::Styles => "styles",
            Self::Navigation => "navigation",
        }
    }

    /// True when only fixed assets come in through it: nothing of the app's is meant to go out.
    pub fn is_static(self) -> bool {
        matches!(self, Self::Fonts | Self::Images | Self::Media | Self::Scripts | Self::Styles)
    }
}

/// How an egress entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EgressForm {
    /// `- https://api.example.com`, the older form.
    Text,
    /// `- address: https://api.example.com`.
    Map,
}

/// One address, or remote, that the app may reach.
#[derive(Debug, Clone, PartialEq)]
pub struct EgressEntry {
    /// The list it stands in.
    pub list: EgressList,
    /// The address as it is written.
    pub address: Option<Spanned<String>>,
    /// The key of a remote, where one is named instead.
    pub remote: Option<Spanned<String>>,
    /// How it is written.
    pub form: EgressForm,
    /// `category`, `analytics`.
    pub category: Option<Spanned<String>>,
    /// `inScopeEUD`: end-user data in the sense of data residency goes there.
    pub in_scope_eud: Option<Spanned<bool>>,
    /// The whole entry.
    pub span: Span,
}

pub(super) fn read(manifest: &Section<'_>) -> Permissions {
    let span = manifest.node.entry("permissions").map(|entry| entry.span());
    let Some(permissions) = manifest.map("permissions") else {
        return Permissions { span, ..Permissions::default() };
    };
    let content = permissions.map("content");
    let external = permissions.map("external");
    let texts = |key| content.as_ref().map(|content| content.texts(key)).unwrap_or_default();
    Permissions {
        span,
        scopes: permissions.any("scopes").map(|scopes| read_scopes(&scopes)).unwrap_or_default(),
        content_scripts: texts("scripts"),
        content_styles: texts("styles"),
        egress: external.as_ref().map(read_egress).unwrap_or_default(),
        egress_is_configurable: external.as_ref().and_then(|external| external.any("configurable")).and_then(
            |configurable| match configurable.node.value {
                Value::Bool(value) => Some(Spanned::new(value, configurable.span())),
                _ => configurable.boolean("enabled"),
            },
        ),
        enforcement: permissions.text("enforcement"),
    }
}

/// Scopes as a list of names, a list that mixes names and maps, or a map by name.
fn read_scopes(scopes: &Section<'_>) -> Vec<ScopeEntry> {
    let by_name = |section: &Section<'_>| -> Vec<ScopeEntry> {
        section
            .entries()
            .map(|(entry, options)| {
                let name = Spanned::new(entry.key.text.clone(), entry.key.span);
                let options = options.is_map().then_some(options);
                scope(name, options.and_then(|options| options.boolean("allowImpersonation")))
            })
            .collect()
    };
    match scopes.node.value {
        Value::Map(_) => by_name(scopes),
        _ => scopes
            .as_list()
            .iter()
            .flat_map(|item| match item.node.value {
                Value::Map(_) => by_name(item),
                _ => item.as_text().map(|name| scope(name, None)).into_iter().collect(),
            })
            .collect(),
    }
}

fn scope(name: Spanned<String>, allow_impersonation: Option<Spanned<bool>>) -> ScopeEntry {
    let card = ScopeCard::of(&name.value);
    ScopeEntry { name, allow_impersonation, card }
}

fn read_egress(external: &Section<'_>) -> Vec<EgressEntry> {
    let mut entries = Vec::new();
    if let Some(fetch) = external.map("fetch") {
        for (key, list) in [("backend", EgressList::FetchBackend), ("client", EgressList::FetchClient)] {
            entries.extend(fetch.list(key).iter().filter_map(|item| egress(list, item)));
        }
    }
    for list in EgressList::DIRECT {
        entries.extend(external.list(list.path()).iter().filter_map(|item| egress(list, item)));
    }
    entries
}

fn egress(list: EgressList, item: &Section<'_>) -> Option<EgressEntry> {
    let form = match item.node.value {
        Value::Map(_) => EgressForm::Map,
        _ => EgressForm::Text,
    };
    let address = match form {
        EgressForm::Map => item.text("address"),
        EgressForm::Text => Some(item.as_text()?),
    };
    Some(EgressEntry {
        list,
        address,
        remote: item.node.get("remote").and_then(|_| item.text("remote")),
        form,
        category: item.text("category"),
        in_scope_eud: item.boolean("inScopeEUD"),
        span: item.span(),
    })
}

/// Keys of `external` and `external.fetch` that are no list this model knows.
pub(super) fn unlisted_egress_keys(manifest: &Node) -> Vec<Spanned<String>> {
    let known = |key: &str| {
        matches!(key, "fetch" | "configurable") || EgressList::DIRECT.iter().any(|list| list.path() == key)
    };
    let keys = |path: &[&str]| {
        manifest
            .at(path.iter().copied())
            .map(Node::entries)
            .unwrap_or_default()
            .iter()
            .map(|entry| &entry.key)
    };
    let external = keys(&["permissions", "external"]).filter(|key| !known(&key.text));
    let fetch = keys(&["permissions", "external", "fetch"])
        .filter(|key| !matches!(key.text.as_str(), "backend" | "client"));
    external.chain(fetch).map(|key| Spanned::new(key.text.clone(), key.span)).collect()
}
