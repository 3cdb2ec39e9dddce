//! Bundling, in a jail.

use std::{path::PathBuf, time::Duration};

use assay_bundle::{Bundle, Request};
use assay_jail::{Profile, Spec, View, Zygote};

use crate::{
    guests::{BUNDLER, FAILURE},
    version::Error,
};

/// Bundles an app's sources in a process that can read the app's directory and nothing else, has no network, and is killed
/// when it takes too long.
///
/// # Errors
/// [`Error::Sources`] with places, or [`Error::Jail`].
pub fn bundle(request: &Request) -> Result<Bundle, Error> {
    let mut spec = Spec::new(BUNDLER, Vec::new());
    spec.profile = Profile::Tool;
    let mut read: Vec<PathBuf> = vec![request.directory.clone()];
    read.extend(request.beside.iter().cloned());
    spec.view = View { read, ..View::default() };
    spec.options = serde_json::to_value(request).unwrap_or_default();
    spec.limits.memory = 1 << 30;
    spec.limits.load = Duration::from_secs(60);
    match Zygote::start(&spec) {
        Ok(zygote) => {
            let told = zygote.loaded().told.clone();
            serde_json::from_value(told)
                .map_err(|error| Error::Jail(assay_jail::Error::Broken { because: error.to_string() }))
        }
        Err(assay_jail::Error::Threw { error, .. }) if error.name == FAILURE => {
            Err(match serde_json::from_str(&error.message) {
                Ok(failure) => Error::Sources(failure),
                Err(_) => Error::Load(error),
            })
        }
        Err(error) => Err(Error::Jail(error)),
    }
}
