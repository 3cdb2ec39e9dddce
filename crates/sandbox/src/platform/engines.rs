//! Processes with an app's code loaded, kept ready: one for each installation and version.

use std::sync::Arc;

use assay_jail::Limits;

use super::{Platform, held};
use crate::{
    error::Error,
    state::{act::VersionNumber, package::Deployed, variables::Sealing},
    version::{Version, VersionOptions},
};

/// The least recently used first.
#[derive(Debug)]
pub(crate) struct Engines {
    most: usize,
    ready: Vec<(Key, Arc<Version>)>,
}

/// No process serves two installations, or two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    installation: String,
    version: VersionNumber,
}

impl Engines {
    pub(crate) fn new(most: usize) -> Self {
        Self { most: most.max(1), ready: Vec::new() }
    }

    /// Ends those of an installation.
    pub(crate) fn forget(&mut self, installation: &str) {
        self.ready.retain(|(key, _)| key.installation != installation);
    }

    fn take(&mut self, key: &Key) -> Option<Arc<Version>> {
        let at = self.ready.iter().position(|(own, _)| own == key)?;
        let found = self.ready.remove(at);
        // One that ended is started anew by whoever asked.
        let version = found.1.zygote().is_alive().then(|| Arc::clone(&found.1))?;
        self.ready.push(found);
        Some(version)
    }

    fn put(&mut self, key: Key, version: Arc<Version>) {
        // An older version of the same installation is not asked for again.
        self.ready.retain(|(own, _)| own.installation != key.installation);
        while self.ready.len() >= self.most {
            self.ready.remove(0);
        }
        self.ready.push((key, version));
    }
}

impl Platform {
    /// The process that serves an installation.
    pub(crate) fn engine(&self, installation: &str, deployed: &Deployed) -> Result<Arc<Version>, Error> {
        let key = Key { installation: installation.to_owned(), version: deployed.number };
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
        let options = VersionOptions { variables, limits, time, without_jail: self.options.without_jail };
        let version = Arc::new(Version::start(&deployed.package.code, &options)?);
        held(&self.engines).put(key, Arc::clone(&version));
        Ok(version)
    }
}
