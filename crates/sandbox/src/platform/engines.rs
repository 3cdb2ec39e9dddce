//! Processes with an app's code loaded, kept ready: one for each installation and version; where processes are shared as the
//! hosted platform shares them, one for each environment and version.

use std::sync::{Arc, Mutex};

use assay_jail::Limits;

use super::{Platform, held};
use crate::{
    decision::Record,
    error::Error,
    reuse::Reuse,
    state::{act::VersionNumber, folder::random_id, package::Deployed, variables::Sealing},
    version::{Error as CodeError, Version, VersionOptions},
};

/// The least recently used first.
#[derive(Debug)]
pub(crate) struct Engines {
    most: usize,
    ready: Vec<(Key, Arc<Engine>)>,
}

/// An app's code, loaded.
#[derive(Debug)]
pub(crate) struct Engine {
    /// A number no other has.
    pub(crate) number: String,
    pub(crate) version: Version,
    /// What was written down while it was loaded, until somebody is told.
    loading: Mutex<Vec<Record>>,
}

impl Engine {
    /// What was written down while it was loaded: for whoever is first served by it.
    pub(crate) fn take_records_of_loading(&self) -> Vec<Record> {
        std::mem::take(&mut *held(&self.loading))
    }
}

/// No process serves two versions, and none two owners: an installation, or an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    owner: String,
    version: VersionNumber,
}

impl Engines {
    pub(crate) fn new(most: usize) -> Self {
        Self { most: most.max(1), ready: Vec::new() }
    }

    /// Ends those of an installation.
    pub(crate) fn forget(&mut self, installation: &str) {
        self.ready.retain(|(key, _)| key.owner != installation);
    }

    fn take(&mut self, key: &Key) -> Option<Arc<Engine>> {
        let at = self.ready.iter().position(|(own, _)| own == key)?;
        let found = self.ready.remove(at);
        // One that ended is started anew by whoever asked.
        let engine = found.1.version.zygote().is_alive().then(|| Arc::clone(&found.1))?;
        self.ready.push(found);
        Some(engine)
    }

    fn put(&mut self, key: Key, engine: Arc<Engine>) {
        // An older version of the same owner is not asked for again.
        self.ready.retain(|(own, _)| own.owner != key.owner);
        while self.ready.len() >= self.most {
            self.ready.remove(0);
        }
        self.ready.push((key, engine));
    }
}

impl Platform {
    /// The process that serves an installation.
    pub(crate) fn engine(&self, installation: &str, deployed: &Deployed) -> Result<Arc<Engine>, Error> {
        let reuse = self.options.reuse;
        let owner = match reuse {
            Reuse::Fresh | Reuse::TenantWarm => installation.to_owned(),
            Reuse::CloudLike => deployed.environment.to_string(),
        };
        let key = Key { owner, version: deployed.number };
        if let Some(ready) = held(&self.engines).take(&key) {
            return Ok(ready);
        }
        let sealing = Sealing::of(&self.master, &deployed.environment);
        let variables = deployed.variables.opened(&sealing).ok_or_else(|| Error::Damaged {
            path: self.folder.path("key"),
            because: "it is not the key the variables were sealed with".to_owned(),
        })?;
        let time = deployed.longest();
        let limits = Limits { memory: deployed.memory(), cpu: time, ..Limits::default() };
        let files = deployed.package.files.iter().map(|(path, text)| (path.clone(), text.clone()));
        let options = VersionOptions {
            engine: self.options.engine,
            variables,
            files: files.collect(),
            is_inspected: reuse != Reuse::Fresh,
            limits,
            time,
            without_jail: self.options.without_jail,
        };
        let version = Version::start(&deployed.package.code, &options).map_err(|mut error| {
            if let CodeError::Load(thrown) = &mut error {
                deployed.trace.thrown(thrown);
            }
            error
        })?;
        let number = random_id()[..16].to_owned();
        let engine = Arc::new(Engine { number, version, loading: Mutex::default() });
        *held(&engine.loading) = self.record_loading(&self.installation(installation)?, deployed, &engine);
        held(&self.engines).put(key, Arc::clone(&engine));
        Ok(engine)
    }
}
