//! What an installation keeps, seen and changed by whoever runs the platform, and by no app.

use assay_store::{OpenError, Stored};
use serde_json::Value;

use super::{Platform, held};
use crate::error::Error;

impl Platform {
    /// Everything an installation keeps; of secrets the keys only.
    ///
    /// # Errors
    /// There is no such installation, its environment is one others rely on, or its store cannot be read.
    pub fn stored(&self, installation: &str) -> Result<Vec<Stored>, Error> {
        let store = self.open_to_developers(installation)?;
        let contents = held(&store).contents(self.now());
        contents.map_err(|error: OpenError| error.into())
    }

    /// Asks an installation's store as its app would, `path` being one of its interface: `/api/v1/set`. Gives the HTTP
    /// status and the answer. No scope is asked for, and nothing is decided: it is not the app that asks.
    ///
    /// # Errors
    /// There is no such installation, its environment is one others rely on, or its store cannot be opened.
    pub fn ask_store(&self, installation: &str, path: &str, body: &Value) -> Result<(u16, Value), Error> {
        let store = self.open_to_developers(installation)?;
        let answer = held(&store).answer(path, body.to_string().as_bytes(), self.now());
        Ok((answer.status, answer.body.unwrap_or_default()))
    }

    fn open_to_developers(&self, installation: &str) -> Result<super::Store, Error> {
        let it = self.installation(installation)?;
        self.attach(&it.environment, "looking into what is kept")?;
        let code = self.version(&it.environment, it.code)?;
        self.store(installation, &code)
    }
}
