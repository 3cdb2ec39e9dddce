//! Admins install, approve and remove.

use assay_store::InstallationId;

use super::{Platform, STORES, held};
use crate::{
    consent::Consent,
    error::Error,
    guard::Guard,
    state::{
        act::{Act, EnvironmentId, Installation},
        folder::random_id,
    },
};

/// What came of removing an app from a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The installation that was.
    pub installation: String,
    /// It had kept something, and that is gone.
    pub had_data: bool,
}

impl Platform {
    /// What an admin is shown before installing: everything the newest version asks for.
    ///
    /// # Errors
    /// Nothing was deployed there.
    pub fn consent(&self, environment: &EnvironmentId) -> Result<Consent, Error> {
        let newest = held(&self.book).state.newest(environment);
        let newest = newest.ok_or_else(|| Error::unknown("version", &environment.name))?;
        Ok(Consent::to(&*self.version(environment, newest)?, None))
    }

    /// What the admin of an installation is shown before approving the newest version: what is new in it. None where
    /// that version runs already.
    ///
    /// # Errors
    /// There is no such installation.
    pub fn pending(&self, installation: &str) -> Result<Option<Consent>, Error> {
        let it = self.installation(installation)?;
        let newest = held(&self.book).state.newest(&it.environment);
        match newest {
            Some(newest) if newest != it.granted => {
                let granted = self.version(&it.environment, it.granted)?;
                Ok(Some(Consent::to(&*self.version(&it.environment, newest)?, Some(&granted))))
            }
            _ => Ok(None),
        }
    }

    /// Installs the app on a site, in these products, as its admin approved it.
    ///
    /// # Errors
    /// [`Error::ApprovalOutdated`] where something else was deployed since; the site or a product is not there; it is
    /// installed already.
    pub fn install(
        &self,
        site: &str,
        products: &[&str],
        approved: &Consent,
        admin: &str,
    ) -> Result<Installation, Error> {
        let there = self.site(site)?;
        if let Some(missing) = products.iter().find(|it| !there.products.iter().any(|own| own == *it)) {
            return Err(Error::unknown("product", missing));
        }
        let environment = &approved.environment;
        let shown = self.consent(environment)?;
        let mut book = held(&self.book);
        let is_shown =
            shown.digest == approved.digest && book.state.newest(environment) == Some(approved.version);
        if !is_shown && self.options.guards.hold(Guard::ApprovalOfWhatWasShown) {
            return Err(Error::ApprovalOutdated { version: shown.version });
        }
        let mut all = book.state.installations.values();
        if all.any(|it| it.site == site && it.environment == *environment) {
            return Err(Error::AlreadyInstalled { site: site.to_owned() });
        }
        let id = random_id();
        let act = Act::Installed {
            installation: id.clone(),
            environment: environment.clone(),
            site: site.to_owned(),
            products: products.iter().map(|product| (*product).to_owned()).collect(),
            version: shown.version,
            shown: shown.digest,
        };
        self.write(&mut book, admin, act)?;
        let made = book.state.installations[&id].clone();
        self.tell(&made, "avi:forge:installed:app", admin)?;
        Ok(made)
    }

    /// Approves, for an installation, what its admin was shown.
    ///
    /// # Errors
    /// [`Error::ApprovalOutdated`] where something else was deployed since, or nothing waits.
    pub fn approve(
        &self,
        installation: &str,
        approved: &Consent,
        admin: &str,
    ) -> Result<Installation, Error> {
        let Some(shown) = self.pending(installation)? else {
            return Err(Error::ApprovalOutdated { version: approved.version });
        };
        let mut book = held(&self.book);
        let newest = book.state.newest(&shown.environment);
        let is_shown = shown.digest == approved.digest && newest == Some(approved.version);
        if !is_shown && self.options.guards.hold(Guard::ApprovalOfWhatWasShown) {
            return Err(Error::ApprovalOutdated { version: shown.version });
        }
        let act = Act::Approved {
            installation: installation.to_owned(),
            version: shown.version,
            shown: shown.digest,
        };
        self.write(&mut book, admin, act)?;
        let it = book.state.installations.get(installation).cloned();
        let it = it.ok_or_else(|| Error::unknown("installation", installation))?;
        self.tell(&it, "avi:forge:upgraded:app", admin)?;
        Ok(it)
    }

    /// Removes the app from a site, with everything it kept.
    ///
    /// # Errors
    /// There is no such installation, or its data cannot be removed.
    pub fn uninstall(&self, installation: &str, admin: &str) -> Result<Removal, Error> {
        let it = self.installation(installation)?;
        // Said first: after a death between the two, what is left belongs to no installation, and no new one gets it.
        self.write(&mut held(&self.book), admin, Act::Uninstalled { installation: installation.to_owned() })?;
        held(&self.engines).forget(installation);
        held(&self.queue).forget(installation)?;
        self.close_addresses(installation)?;
        let mut had_data = false;
        if self.options.guards.hold(Guard::DataRemoved) {
            held(&self.stores).remove(installation);
            let id = store_id(&it.environment, installation)?;
            had_data = assay_store::Installation::remove(&self.folder.path(STORES), &id)?;
        }
        Ok(Removal { installation: installation.to_owned(), had_data })
    }

    /// The installation of an id.
    ///
    /// # Errors
    /// There is none.
    pub fn installation(&self, id: &str) -> Result<Installation, Error> {
        let book = held(&self.book);
        book.state.installations.get(id).cloned().ok_or_else(|| Error::unknown("installation", id))
    }

    /// All installations, by their sites.
    #[must_use]
    pub fn installations(&self) -> Vec<Installation> {
        let mut all: Vec<Installation> = held(&self.book).state.installations.values().cloned().collect();
        // Their ids are drawn by lot.
        all.sort_by(|a, b| (&a.site, &a.environment, &a.id).cmp(&(&b.site, &b.environment, &b.id)));
        all
    }

    /// Allows, or no longer allows, that the makers of an app read its logs of a site.
    ///
    /// # Errors
    /// There is no such site, or the state cannot be written.
    pub fn switch_logs(
        &self,
        environment: &EnvironmentId,
        site: &str,
        on: bool,
        admin: &str,
    ) -> Result<(), Error> {
        self.site(site)?;
        let act = Act::LogsSwitched { environment: environment.clone(), site: site.to_owned(), on };
        self.write(&mut held(&self.book), admin, act)
    }
}

/// Where an installation's data lies: its id is drawn anew each time, so that nobody meets what was there before.
pub(super) fn store_id(environment: &EnvironmentId, installation: &str) -> Result<InstallationId, Error> {
    InstallationId::new(&environment.app, &environment.name, installation)
        .map_err(|error| Error::BadName { what: "installation", name: error.to_string() })
}
