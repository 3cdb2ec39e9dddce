//! A session goes on with another version, begins anew, or is kept as it stands.

use std::{fs, io, path::Path};

use assay_sandbox::Deployment;

use crate::{
    error::Error,
    load::Loaded,
    session::{PRODUCTS, Session},
};

impl Session {
    /// Whether the environment is one of developers, in which a version may be replaced as it is written.
    ///
    /// # Errors
    /// It is one others rely on.
    pub fn may_rebuild(&self) -> Result<(), Error> {
        Ok(self.platform.attach(&self.environment, "rebuilding on save")?)
    }

    /// Goes on with the app as it is written now. A version that asks for more than was approved waits.
    ///
    /// # Errors
    /// The environment is one others rely on, or the manifest does not say what is needed.
    pub fn rebuild(&mut self, app: Loaded) -> Result<Deployment, Error> {
        let deployed = self.platform.rebuild(&self.options.environment, &app.package)?;
        self.app = app;
        let deliveries = self.platform.settle()?;
        self.deliveries(crate::session::Seen::default(), deliveries);
        Ok(deployed)
    }

    /// Copies the state, as it stands, to a directory that is not there yet: `--state` goes on from there.
    ///
    /// # Errors
    /// There is something, or it cannot be written.
    pub fn snapshot(&self, to: &Path) -> Result<(), Error> {
        self.save()?;
        Ok(self.platform.snapshot(to)?)
    }

    /// Removes everything that was kept, and begins anew with the same app. What was seen so far stays seen.
    ///
    /// # Errors
    /// As [`Session::open`], or something cannot be removed; then the session is over.
    pub fn reset(self) -> Result<Self, Error> {
        let Self { platform, app, options, mut transcript, .. } = self;
        platform.erase()?;
        let path = options.state.join(PRODUCTS);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(Error::File { path, source });
            }
            _ => {}
        }
        let mut session = Self::open(app, options)?;
        transcript.calls.append(&mut session.transcript.calls);
        transcript.leaks.append(&mut session.transcript.leaks);
        session.transcript = transcript;
        Ok(session)
    }
}
