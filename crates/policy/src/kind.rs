//! The kinds of change there are, what each leads to, and how that is known.

/// What a change leads to once the version is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// A major version: it waits in each installation until an admin approves.
    Approval,
    /// A minor version: it reaches every installation by itself.
    None,
}

/// A page that says what a change leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The page's title.
    pub title: &'static str,
    /// Its address.
    pub address: &'static str,
    /// The month it was read.
    pub read: &'static str,
}

const fn page(title: &'static str, address: &'static str, read: &'static str) -> Option<Source> {
    Some(Source { title, address, read })
}

const VERSIONS: Option<Source> =
    page("App versions", "https://developer.atlassian.com/platform/forge/versions/", "2026-08");
const REMOTES: Option<Source> =
    page("Remotes", "https://developer.atlassian.com/platform/forge/manifest-reference/remotes/", "2026-08");
const ENDPOINT: Option<Source> = page(
    "Endpoint",
    "https://developer.atlassian.com/platform/forge/manifest-reference/endpoint/",
    "2026-08",
);
const EUD: Option<Source> =
    page("App versions, examples", "https://developer.atlassian.com/platform/forge/versions/", "2026-08");
const SQL: Option<Source> =
    page("SQL", "https://developer.atlassian.com/platform/forge/manifest-reference/modules/sql", "2026-11");
const OBJECT_STORE: Option<Source> = page(
    "Object Store",
    "https://developer.atlassian.com/platform/forge/manifest-reference/modules/object-store/",
    "2026-11",
);
const LLM: Option<Source> = page(
    "Forge LLMs",
    "https://developer.atlassian.com/platform/forge/runtime-reference/forge-llms-api/",
    "2026-11",
);
const CONTAINERS: Option<Source> =
    page("Containers", "https://developer.atlassian.com/platform/forge/containers-reference/", "2026-11");
/// No page says it; the side that asks a person is taken, unless nothing grows.
const SILENT: Option<Source> = None;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident, $id:literal, $title:literal, $effect:ident, $source:expr;)*) => {
        /// A kind of change between two versions of an app.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $variant,)*
        }

        impl Kind {
            /// Every kind: those that need approval first, in the order in which they are told.
            pub const EVERY: &[Self] = &[$(Self::$variant),*];

            /// Its stable name, in kebab case.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What happened, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What it leads to.
            pub fn effect(self) -> Effect {
                match self { $(Self::$variant => Effect::$effect,)* }
            }

            /// The page that says so; none where no page does and this project decided.
            pub fn source(self) -> Option<Source> {
                match self { $(Self::$variant => $source,)* }
            }
        }
    };
}

kinds! {
    /// A scope is new.
    ScopeAdded, "scope-added", "a scope is added", Approval, VERSIONS;
    /// A scope is gone: that, too, makes a major version.
    ScopeRemoved, "scope-removed", "a scope is removed", Approval, VERSIONS;
    /// A scope may now be used for users who are away.
    ScopeImpersonation, "scope-impersonation", "a scope may be used for users who are away", Approval, SILENT;
    /// The policy for scripts or styles is relaxed further.
    ContentOptionAdded, "content-option-added", "the content policy is relaxed", Approval, VERSIONS;
    /// An address is new in a list of `permissions.external`.
    EgressAdded, "egress-added", "an address is added", Approval, VERSIONS;
    /// An address got a category, or another one.
    EgressCategoryChanged, "egress-category-changed", "the category of an address changes", Approval, VERSIONS;
    /// An address lost its category: analytics can be switched off by admins, other egress cannot.
    EgressCategoryRemoved, "egress-category-removed", "an address loses its category", Approval, SILENT;
    /// For the first time an address receives end-user data.
    InScopeDataFirst, "in-scope-data-first", "end-user data leaves for the first time", Approval, EUD;
    /// Customers may add addresses.
    EgressConfigurable, "egress-configurable", "customers may add addresses", Approval, VERSIONS;
    /// A web trigger with answers made by code is new.
    WebTriggerAdded, "web-trigger-dynamic-added", "a dynamic web trigger is added", Approval, VERSIONS;
    /// The answers of a web trigger were fixed and are now made by code.
    WebTriggerMadeDynamic, "web-trigger-made-dynamic", "a web trigger becomes dynamic", Approval, VERSIONS;
    /// Licensing is switched on.
    LicensingEnabled, "licensing-enabled", "licensing is switched on", Approval, VERSIONS;
    /// A provider is new.
    ProviderAdded, "provider-added", "an authentication provider is added", Approval, VERSIONS;
    /// A provider is gone.
    ProviderRemoved, "provider-removed", "an authentication provider is removed", Approval, VERSIONS;
    /// A provider has another client id.
    ProviderClientChanged, "provider-client-changed", "a provider's client id changes", Approval, VERSIONS;
    /// A remote is new.
    RemoteAdded, "remote-added", "a remote is added", Approval, REMOTES;
    /// A remote has a new key and an old address.
    RemoteRenamed, "remote-renamed", "a remote has a new key", Approval, SILENT;
    /// A remote leads elsewhere.
    RemoteUrlChanged, "remote-url-changed", "a remote's address changes", Approval, REMOTES;
    /// A remote has an address for one more region.
    RemoteRegionAdded, "remote-region-added", "a remote gets an address for a region", Approval, REMOTES;
    /// A remote lost the address for a region: data there may be lost.
    RemoteRegionRemoved, "remote-region-removed", "a remote loses the address of a region", Approval, REMOTES;
    /// A remote now stores end-user data.
    RemoteStoresData, "remote-stores-data", "a remote stores end-user data", Approval, REMOTES;
    /// A remote is used for something more.
    RemoteOperationAdded, "remote-operation-added", "a remote is used for more", Approval, SILENT;
    /// A remote is sent tokens it was not sent before.
    RemoteTokenAdded, "remote-token-added", "a remote is sent access tokens", Approval, SILENT;
    /// Customers may change the address of a remote.
    RemoteConfigurable, "remote-configurable", "customers may set a remote's address", Approval, VERSIONS;
    /// Customers may set more addresses than before.
    RemotePatternsWidened, "remote-patterns-widened", "a remote may be set to more addresses", Approval, SILENT;
    /// An endpoint leads elsewhere, or is sent other tokens.
    EndpointChanged, "endpoint-changed", "an endpoint changes", Approval, ENDPOINT;
    /// An endpoint is new.
    EndpointAdded, "endpoint-added", "an endpoint is added", Approval, SILENT;
    /// The app keeps data in a database of the platform.
    SqlAdded, "sql-added", "Forge SQL is added", Approval, SQL;
    /// The app keeps files in a store of the platform.
    ObjectStoreAdded, "object-store-added", "Forge Object Store is added", Approval, OBJECT_STORE;
    /// The app uses language models.
    LlmAdded, "llm-added", "language models are added", Approval, LLM;
    /// The app uses another family of language models.
    LlmFamilyAdded, "llm-family-added", "a family of language models is added", Approval, LLM;
    /// The app runs containers.
    ServiceAdded, "service-added", "a container service is added", Approval, CONTAINERS;
    /// The app runs one more container service.
    FurtherServiceAdded, "further-service-added", "a further container service is added", Approval, SILENT;
    /// The app becomes a Connect app as well.
    ConnectAdded, "connect-added", "a Connect part is added", Approval, SILENT;
    /// The Connect part is served from elsewhere.
    ConnectRemoteChanged, "connect-remote-changed", "the Connect part moves to another server", Approval, SILENT;
    /// A permission that this version of Assay has no name for is new or changed: never told for certain.
    UnlistedChanged, "unlisted-permission-changed", "an unlisted permission changes", Approval, SILENT;
    /// A manifest cannot be read whole: never told for certain.
    Unreadable, "manifest-unreadable", "a manifest cannot be read whole", Approval, SILENT;

    /// A scope can no longer be used for users who are away.
    ImpersonationRemoved, "scope-impersonation-removed", "a scope is no longer used for users who are away", None, SILENT;
    /// A relaxation of the content policy is gone.
    ContentOptionRemoved, "content-option-removed", "the content policy is tightened", None, VERSIONS;
    /// An address is gone.
    EgressRemoved, "egress-removed", "an address is removed", None, VERSIONS;
    /// An address is written otherwise and means the same.
    EgressRespelled, "egress-respelled", "an address is written otherwise", None, SILENT;
    /// One more address receives end-user data; others did before.
    InScopeDataFurther, "in-scope-data-further", "end-user data leaves to a further address", None, EUD;
    /// An address no longer receives end-user data.
    InScopeDataLess, "in-scope-data-less", "an address no longer receives end-user data", None, VERSIONS;
    /// Customers may no longer add addresses.
    EgressFixed, "egress-fixed", "customers may no longer add addresses", None, VERSIONS;
    /// A web trigger with fixed answers is new.
    StaticWebTriggerAdded, "web-trigger-static-added", "a static web trigger is added", None, VERSIONS;
    /// The answers of a web trigger are fixed now.
    WebTriggerMadeStatic, "web-trigger-made-static", "a web trigger becomes static", None, VERSIONS;
    /// A web trigger is gone.
    WebTriggerRemoved, "web-trigger-removed", "a web trigger is removed", None, VERSIONS;
    /// Licensing is switched off.
    LicensingDisabled, "licensing-disabled", "licensing is switched off", None, SILENT;
    /// A provider asks its service for more; every user is asked there.
    ProviderScopesAdded, "provider-scopes-added", "a provider asks its service for more", None, SILENT;
    /// An address of `fetch.backend` became a remote.
    RemoteMoved, "remote-moved", "an address is declared as a remote", None, REMOTES;
    /// A remote is gone.
    RemoteRemoved, "remote-removed", "a remote is removed", None, REMOTES;
    /// A remote no longer stores end-user data.
    RemoteStoresLess, "remote-stores-less", "a remote no longer stores end-user data", None, REMOTES;
    /// A remote is used for less.
    RemoteOperationRemoved, "remote-operation-removed", "a remote is used for less", None, REMOTES;
    /// A remote is no longer sent tokens.
    RemoteTokenRemoved, "remote-token-removed", "a remote is no longer sent access tokens", None, REMOTES;
    /// Customers may no longer change the address of a remote.
    RemoteFixed, "remote-fixed", "customers may no longer set a remote's address", None, SILENT;
    /// An endpoint is gone.
    EndpointRemoved, "endpoint-removed", "an endpoint is removed", None, SILENT;
    /// A feature of the platform is no longer used.
    HostedRemoved, "hosted-removed", "a feature of the platform is no longer used", None, VERSIONS;
    /// The app is no longer a Connect app.
    ConnectRemoved, "connect-removed", "the Connect part is removed", None, SILENT;
    /// A permission that this version of Assay has no name for is gone.
    UnlistedRemoved, "unlisted-permission-removed", "an unlisted permission is removed", None, SILENT;
}
