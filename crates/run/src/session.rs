//! A session: a platform with an app on every site, and who acts.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use assay_app::Manifest;
use assay_observers::Transcript;
use assay_products::Products;
use assay_sandbox::{Development, EngineKind, EnvironmentId, Installation, Outward, Platform, Record, Reuse};
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::Value;

use crate::{
    act::{Act, Person, Who, seconds},
    error::Error,
    handed::Handed,
    leak::{Held, Leak, leaks},
    load::Loaded,
    watch,
};

/// How a session is held.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where its state lies.
    pub state: PathBuf,
    /// The environment the app is deployed to.
    pub environment: String,
    /// Calls that leave the platform.
    pub outward: Outward,
    /// A development site whose real products answer, beside the sites that live here.
    pub development: Option<Arc<Development>>,
    /// Variables of the environment: name, value, whether it is encrypted.
    pub variables: Vec<(String, String, bool)>,
    /// Which engine runs the app.
    pub engine: EngineKind,
    /// Hold the app with nothing but a process of its own.
    pub without_jail: bool,
    /// Whether a process serves more than one invocation.
    pub reuse: Reuse,
}

/// A session.
pub struct Session {
    pub(crate) platform: Platform,
    pub(crate) products: Handed,
    pub(crate) app: Loaded,
    pub(crate) environment: EnvironmentId,
    pub(crate) options: Options,
    pub(crate) transcript: Transcript,
    site: String,
    person: Person,
}

/// What came of something that was done.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Seen {
    /// What was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Why nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The HTTP status, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What the platform did by itself: events told, schedules, jobs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<Told>,
    /// What was decided meanwhile.
    pub decisions: Vec<Record>,
    /// What was logged meanwhile, as it is kept: redacted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<String>,
    /// What of another site was seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leaks: Vec<Leak>,
    /// Texts of a site that the process keeps which serves the others, too: seen by none of them so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Held>,
}

/// Something the platform did by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// On which site.
    pub site: String,
    /// By which module.
    pub module: String,
    /// Why.
    pub cause: String,
    /// What the function gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Why it gave nothing, or what is wrong with what it gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

pub(crate) const PRODUCTS: &str = "products.json";

impl Session {
    /// Opens a session: the app is deployed, and installed on every site that has it not, in all products there, with the
    /// approval of all it asks for.
    ///
    /// # Errors
    /// The state cannot be used, or the manifest does not say what is needed.
    pub fn open(app: Loaded, options: Options) -> Result<Self, Error> {
        let kept = options.state.join(PRODUCTS);
        let products = match fs::read(&kept) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Error::File { path: kept, source: error.into() })?,
            Err(_) => Products::seeded(),
        };
        let now = products.now();
        let products = Handed::new(products);
        let own: Box<dyn assay_sandbox::Products> = Box::new(products.clone());
        let platform = Platform::open(
            &options.state,
            match &options.development {
                Some(development) => development.beside(own),
                None => own,
            },
            assay_sandbox::Options {
                now,
                outward: options.outward.clone(),
                engine: options.engine,
                without_jail: options.without_jail,
                reuse: options.reuse,
                ..assay_sandbox::Options::default()
            },
        )?;
        let id = app.manifest.app.id.as_ref().ok_or_else(|| Error::Manifest {
            because: "names no app: `app.id` is missing; `forge register` writes one, and here any other does as well, such as ari:cloud:ecosystem::app/local".to_owned(),
        })?;
        let environment = EnvironmentId::new(&id.value, &options.environment)?;
        for (name, value, is_encrypted) in &options.variables {
            platform.set_variable(&environment, name, value, *is_encrypted)?;
        }
        platform.deploy(&options.environment, &app.package, "the developer")?;
        let sites = platform.sites().to_vec();
        for site in &sites {
            if platform.installations().iter().all(|it| it.site != site.key || it.environment != environment)
            {
                let products: Vec<&str> = site.products.iter().map(String::as_str).collect();
                let asked = platform.consent(&environment)?;
                platform.install(&site.key, &products, &asked, "the admin")?;
            }
        }
        let first = sites.first().ok_or_else(|| Error::Unknown("there is no site".to_owned()))?.key.clone();
        let transcript = Transcript { reuse: watch::reuse(options.reuse), ..Transcript::default() };
        let mut session = Self {
            platform,
            products,
            app,
            environment,
            options,
            transcript,
            site: first,
            person: Person::Role(assay_products::Role::User),
        };
        // What an app does when it is installed belongs to the beginning.
        let deliveries = session.platform.settle()?;
        session.deliveries(Seen::default(), deliveries);
        Ok(session)
    }

    /// The platform below.
    #[must_use]
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// The app's manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.app.manifest
    }

    /// The environment the app is deployed to.
    #[must_use]
    pub fn environment(&self) -> &EnvironmentId {
        &self.environment
    }

    /// The site that is acted on.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// Who acts, for people: `Ada Osei (admin) on cedar`.
    #[must_use]
    pub fn who(&self) -> String {
        let account = self.account();
        let products = self.products.lock();
        if self.development_at(&self.site).is_some()
            && let Some(account) = account
        {
            return format!("{account} on {}", self.site);
        }
        let name = account.and_then(|account| {
            let user = products.site(&self.site)?.user(&account)?.clone();
            Some(format!("{} ({})", user.display_name, user.role.word()))
        });
        format!("{} on {}", name.unwrap_or_else(|| "nobody".to_owned()), self.site)
    }

    /// Who acts, in a word: `admin`, `user`, `stranger`, `nobody`.
    pub(crate) fn role(&self) -> &'static str {
        let account = self.account();
        let products = self.products.lock();
        let user = account.and_then(|account| Some(products.site(&self.site)?.user(&account)?.role));
        match (user, &self.person) {
            (Some(role), _) => role.word(),
            (None, Person::Role(role)) => role.word(),
            (None, Person::Nobody) => "nobody",
            // An account of another site is nobody's here.
            (None, Person::Account(_)) => "stranger",
        }
    }

    /// Changes who acts.
    ///
    /// # Errors
    /// There is no such site, or nobody of that name on it.
    pub fn act_as(&mut self, who: &Who) -> Result<(), Error> {
        let site = who.site.clone().unwrap_or_else(|| self.site.clone());
        if self.development_at(&site).is_some() {
            (self.site, self.person) = (site, who.person.clone());
            return Ok(());
        }
        let products = self.products.lock();
        let there =
            products.site(&site).ok_or_else(|| Error::Unknown(format!("there is no site `{site}`")))?;
        if let Person::Account(account) = &who.person
            && products.sites().all(|site| site.user(account).is_none())
        {
            return Err(Error::Unknown(format!("nobody has the account `{account}`")));
        }
        if let Person::Role(role) = who.person
            && there.user_as(role).is_none()
        {
            return Err(Error::Unknown(format!("there is no {} on `{site}`", role.word())));
        }
        drop(products);
        (self.site, self.person) = (site, who.person.clone());
        Ok(())
    }

    /// The development site, where this is its key.
    fn development_at(&self, site: &str) -> Option<&Development> {
        self.options.development.as_deref().filter(|it| it.key() == site)
    }

    /// The account that acts. On a development site that is its owner of credentials, whatever the role.
    pub(crate) fn account(&self) -> Option<String> {
        if let (Some(development), Person::Role(_)) = (self.development_at(&self.site), &self.person) {
            return Some(development.account().to_owned());
        }
        match &self.person {
            Person::Nobody => None,
            Person::Account(account) => Some(account.clone()),
            Person::Role(role) => {
                let products = self.products.lock();
                products.site(&self.site)?.user_as(*role).map(|user| user.account_id.clone())
            }
        }
    }

    /// The installation on the site that is acted on.
    ///
    /// # Errors
    /// The app is not installed there.
    pub fn installation(&self) -> Result<Installation, Error> {
        self.installation_on(&self.site)
    }

    pub(crate) fn installation_on(&self, site: &str) -> Result<Installation, Error> {
        let mut all = self.platform.installations().into_iter();
        all.find(|it| it.site == site && it.environment == self.environment)
            .ok_or_else(|| Error::Unknown(format!("the app is not installed on `{site}`")))
    }

    /// Does something, and all that follows from it.
    ///
    /// # Errors
    /// It cannot be done at all. What the app does wrong is seen.
    pub fn perform(&mut self, act: &Act) -> Result<Seen, Error> {
        self.products.lock().set_now(self.platform.now());
        let logged: BTreeMap<String, usize> =
            self.logs()?.into_iter().map(|(site, lines)| (site, lines.len())).collect();
        let mut seen = match act {
            Act::Invoke(invoke) => self.invoke(invoke)?,
            Act::Event(event) => self.event(event)?,
            Act::Tick(time) => {
                let time = SignedDuration::from_secs(seconds(time).map_err(Error::Unknown)?);
                let deliveries = self.platform.tick(time)?;
                self.deliveries(Seen::default(), deliveries)
            }
            Act::Storage(storage) => self.storage(storage)?,
            Act::Web(web) => self.web(web)?,
            Act::Product(product) => self.product(product)?,
        };
        if !matches!(act, Act::Tick(_)) {
            let deliveries = self.platform.settle()?;
            seen = self.deliveries(seen, deliveries);
        }
        for (site, lines) in self.logs()? {
            for line in lines.into_iter().skip(logged.get(&site).copied().unwrap_or(0)) {
                seen.leaks.extend(leaks(&self.products.lock(), &site, "log", &line));
                seen.logs.push(line);
            }
        }
        seen.leaks.sort();
        seen.leaks.dedup();
        self.look_into_the_process(&mut seen)?;
        self.save()?;
        Ok(seen)
    }

    /// What was seen since the session was opened, for observers.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// The lines of all logs whose reading is allowed, by site.
    fn logs(&mut self) -> Result<Vec<(String, Vec<String>)>, Error> {
        let mut all = Vec::new();
        for site in self.platform.sites() {
            match self.platform.logs(&self.environment, &site.key) {
                Ok(lines) => all.push((site.key.clone(), lines.into_iter().map(|line| line.text).collect())),
                Err(assay_sandbox::Error::LogsClosed { .. }) => {
                    let closed = &mut self.transcript.closed_logs;
                    if !closed.contains(&site.key) {
                        closed.push(site.key.clone());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(all)
    }

    pub(crate) fn save(&self) -> Result<(), Error> {
        let path = self.options.state.join(PRODUCTS);
        let failed = |source| Error::File { path: path.clone(), source };
        let json = serde_json::to_vec(&*self.products.lock()).map_err(|error| failed(error.into()))?;
        let beside = path.with_extension("json.new");
        fs::write(&beside, json).and_then(|()| fs::rename(&beside, &path)).map_err(failed)
    }

    /// Nothing but a process of its own holds the app.
    #[must_use]
    pub fn is_unheld(&self) -> bool {
        self.options.without_jail
    }

    /// Where its state lies.
    #[must_use]
    pub fn state(&self) -> &Path {
        &self.options.state
    }
}
