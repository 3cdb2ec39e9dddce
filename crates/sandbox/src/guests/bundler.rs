//! The bundler as a guest: it works while it is loaded, and its bundle is what it tells of that.

use assay_bundle::{Failure, Request, bundle};
use assay_jail::{Guest, Line, Thrown};
use serde_json::Value;

/// The name it is asked for by.
pub(crate) const BUNDLER: &str = "bundler";
/// The name of the error that carries a [`Failure`] as its message.
pub(crate) const FAILURE: &str = "BundleFailure";

struct Bundler;

pub(super) fn make() -> Box<dyn Guest> {
    Box::new(Bundler)
}

impl Guest for Bundler {
    fn load(&mut self, options: &Value, _: &[u8], _: &mut Line) -> Result<Value, Thrown> {
        let ours = |error: serde_json::Error| Thrown::new("EngineError", error.to_string());
        let request: Request = serde_json::from_value(options.clone()).map_err(ours)?;
        match bundle(&request) {
            Ok(bundle) => serde_json::to_value(bundle).map_err(ours),
            Err(failure) => Err(told(&failure)),
        }
    }

    fn invoke(&mut self, _: &[u8], _: &mut Line) -> Result<Vec<u8>, Thrown> {
        Err(Thrown::new("EngineError", "a bundler has done its work when it is loaded"))
    }
}

fn told(failure: &Failure) -> Thrown {
    Thrown::new(FAILURE, serde_json::to_string(failure).unwrap_or_default())
}
