//! What is tested: the addresses of one running app, and what each is for.

mod connect;
mod draft;
mod forge;
mod ownership;
mod routes;

use assay_app::{App, AppType, ConnectDescriptor};
use assay_evidence::AppCard;
use assay_source::Place;
use url::Url;

use self::draft::Draft;
pub use self::{
    ownership::{NotOwned, Ownership},
    routes::Route,
};

/// What an endpoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A page that a product shows in a frame.
    ModulePage,
    /// A callback when the app is installed, removed, or switched on or off.
    Lifecycle,
    /// A callback when something happened in a product.
    Webhook,
    /// An endpoint of a Forge remote.
    Remote,
    /// Where an authorisation server sends a browser back.
    Callback,
    /// The descriptor itself.
    Descriptor,
    /// Any other page.
    Page,
}

impl Role {
    /// The words used in reports.
    pub fn words(self) -> &'static str {
        match self {
            Self::ModulePage => "module page",
            Self::Lifecycle => "lifecycle callback",
            Self::Webhook => "webhook",
            Self::Remote => "remote endpoint",
            Self::Callback => "OAuth callback",
            Self::Descriptor => "descriptor",
            Self::Page => "page",
        }
    }

    /// True where anybody on the web may read it by design.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Descriptor)
    }
}

/// One address of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Absolute; context variables (`{issue.key}`) are filled with plausible values.
    pub url: Url,
    /// The method its caller uses: `GET`, `POST`.
    pub method: String,
    /// What it is for.
    pub role: Role,
    /// What the descriptor or manifest calls it: `installed`, `generalPages hello-page`.
    pub name: String,
    /// Where it is declared.
    pub place: Option<Place>,
    /// The product may keep the page (`cacheable: true`): it holds nothing of one user, and takes no token.
    pub cacheable: bool,
    /// The product shows it to administrators only.
    pub for_admins: bool,
}

impl Endpoint {
    /// `POST /installed`: how evidence names it.
    pub fn label(&self) -> String {
        format!("{} {}", self.method, self.url.path())
    }
}

/// One running app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Which table of cases applies.
    pub app_type: AppType,
    /// Which app.
    pub card: AppCard,
    /// Where it is served from: what the paths of modules and hooks are relative to, and what tokens are made out
    /// to. No trailing slash is implied.
    pub base_url: Url,
    /// Its Connect key, or the id of a Forge app or Power-Up: what tokens name.
    pub app_id: Option<String>,
    /// Every address that is tested, in a fixed order, each on an owned host.
    pub endpoints: Vec<Endpoint>,
    /// Addresses that one user may see and another may not, as the owner says; each on an owned host.
    pub restricted: Vec<Endpoint>,
    /// Addresses that belong to the app and are not tested, each with the reason.
    pub left_out: Vec<(String, String)>,
}

impl Target {
    /// The endpoints of a role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.iter().filter(move |endpoint| endpoint.role == role)
    }

    /// Every host and port that is tested, with its scheme, once each, in the order of the endpoints.
    pub fn origins(&self) -> Vec<Url> {
        let mut origins: Vec<Url> = Vec::new();
        for url in std::iter::once(&self.base_url)
            .chain(self.endpoints.iter().chain(&self.restricted).map(|endpoint| &endpoint.url))
        {
            let mut origin = url.clone();
            origin.set_path("/");
            origin.set_query(None);
            origin.set_fragment(None);
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        origins
    }
}

/// Why nothing can be tested.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The app is served from nowhere that its files tell.
    #[error("where the app is served from does not stand in its files; say it with `--base-url`")]
    NoBase,
    /// Where it is served from is no address.
    #[error("`{0}` is no address of a server; say where the app is with `--base-url`")]
    NotAnAddress(String),
    /// Nobody said that it is theirs.
    #[error(transparent)]
    NotOwned(#[from] NotOwned),
    /// It has nothing that can be asked.
    #[error("there is nothing to ask: the app has no Connect module, no callback and no remote of its own")]
    NothingToAsk,
}

impl Target {
    /// The endpoints that an app's descriptor or manifest declares. `base` is where it is served from, where that is
    /// not what they say.
    ///
    /// # Errors
    /// [`TargetError`].
    pub fn of_app(
        app: &App,
        card: AppCard,
        base: Option<&Url>,
        owned: &Ownership,
    ) -> Result<Self, TargetError> {
        if let Some(descriptor) = &app.descriptor {
            return Self::of_descriptor(descriptor, card, base, None, owned);
        }
        let Some(manifest) = &app.manifest else { return Err(TargetError::NothingToAsk) };
        let written =
            manifest.remotes.iter().flat_map(|remote| &remote.base_urls).map(|regional| &regional.url);
        let first = written.clone().find(|url| url.is_certain()).map(|url| url.as_str());
        let base_url = match (base, first) {
            (Some(base), _) => base.clone(),
            (None, Some(first)) => address(first)?,
            (None, None) if manifest.remotes.is_empty() => return Err(TargetError::NothingToAsk),
            (None, None) => return Err(TargetError::NoBase),
        };
        let mut draft = Draft::new(base_url.clone(), owned);
        forge::manifest(&mut draft, manifest, base);
        let id = manifest.app.id.as_ref().map(|id| id.value.clone());
        Self::checked(draft.finish(AppType::ForgeRemote, card, base_url, id), owned)
    }

    /// The endpoints of a descriptor. `from` is the address it was read from.
    ///
    /// # Errors
    /// [`TargetError`].
    pub fn of_descriptor(
        descriptor: &ConnectDescriptor,
        card: AppCard,
        base: Option<&Url>,
        from: Option<&Url>,
        owned: &Ownership,
    ) -> Result<Self, TargetError> {
        let base_url = match (base, &descriptor.base_url) {
            (Some(base), _) => base.clone(),
            (None, Some(written)) if written.is_certain() => address(written.as_str())?,
            (None, _) => return Err(TargetError::NoBase),
        };
        let mut draft = Draft::new(base_url.clone(), owned);
        if let Some(from) = from {
            draft.add(
                from.as_str(),
                "GET",
                Role::Descriptor,
                "descriptor",
                Some(descriptor.head()),
                false,
                false,
            );
        }
        connect::descriptor(&mut draft, descriptor);
        let key = descriptor.key.as_ref().map(|key| key.value.clone());
        Self::checked(draft.finish(AppType::Connect, card, base_url, key), owned)
    }

    /// One address, of an app whose type the user says.
    ///
    /// # Errors
    /// [`TargetError`].
    pub fn of_address(
        url: &Url,
        app_type: AppType,
        card: AppCard,
        owned: &Ownership,
    ) -> Result<Self, TargetError> {
        let (method, role) = routes::role_at(app_type, url.path());
        let mut base_url = url.clone();
        base_url.set_path("/");
        base_url.set_query(None);
        base_url.set_fragment(None);
        let mut draft = Draft::new(base_url.clone(), owned);
        draft.add(url.as_str(), method, role, "the address", None, false, false);
        Self::checked(draft.finish(app_type, card, base_url, None), owned)
    }

    /// What the code of an app serves that has neither descriptor nor manifest.
    ///
    /// # Errors
    /// [`TargetError`].
    pub fn of_routes(
        app_type: AppType,
        card: AppCard,
        base: Option<&Url>,
        routes: &[Route],
        owned: &Ownership,
    ) -> Result<Self, TargetError> {
        let base_url = base.ok_or(TargetError::NoBase)?.clone();
        let mut draft = Draft::new(base_url.clone(), owned);
        routes::add(&mut draft, app_type, routes, false);
        let id = card.id.clone();
        Self::checked(draft.finish(app_type, card, base_url, id), owned)
    }

    /// The same with more addresses. `declared` is true of an app that says itself what its tokens go to: whatever else
    /// its code serves is a page.
    pub fn with_routes(self, routes: &[Route], declared: bool, owned: &Ownership) -> Self {
        let (app_type, card, base_url, id) = (self.app_type, self.card, self.base_url, self.app_id);
        let mut draft = Draft::new(base_url.clone(), owned);
        draft.resume(self.endpoints, self.left_out);
        routes::add(&mut draft, app_type, routes, declared);
        Self { restricted: self.restricted, ..draft.finish(app_type, card, base_url, id) }
    }

    /// The same with addresses that one user may see and another may not.
    pub fn with_restricted(mut self, addresses: &[Route], owned: &Ownership) -> Self {
        let mut draft = Draft::new(self.base_url.clone(), owned);
        draft.resume(Vec::new(), std::mem::take(&mut self.left_out));
        for route in addresses {
            draft.add(&route.path, &route.method, Role::ModulePage, "restricted", None, false, false);
        }
        let of_draft = draft.finish(self.app_type, self.card.clone(), self.base_url.clone(), None);
        self.left_out = of_draft.left_out;
        self.restricted = of_draft.endpoints;
        self
    }

    /// The same app under the id that its tokens name.
    pub fn with_id(mut self, id: String) -> Self {
        self.card.id = Some(id.clone());
        self.app_id = Some(id);
        self
    }

    fn checked(target: Self, owned: &Ownership) -> Result<Self, TargetError> {
        owned.check(&target.base_url)?;
        if target.endpoints.is_empty() { Err(TargetError::NothingToAsk) } else { Ok(target) }
    }
}

fn address(text: &str) -> Result<Url, TargetError> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| TargetError::NotAnAddress(text.to_owned()))
}
