//! One version of an app: loaded, ready to answer.

use std::time::Duration;

use assay_jail::{Host, Invocation, Level, Limits, Outcome, Spec, Thrown, Zygote};

use crate::guests::{Options, QUICKJS};

/// Why there is no version.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The app's code threw when it was loaded.
    #[error("the app's code cannot be loaded: {}: {}", .0.name, .0.message)]
    Load(Thrown),
    /// The jail could not be made, or ended early.
    #[error("the jail: {0}")]
    Jail(assay_jail::Error),
}

/// How to hold a version.
#[derive(Debug, Clone)]
pub struct VersionOptions {
    /// The variables of its environment: `process.env`.
    pub variables: Vec<(String, String)>,
    /// How much it may use.
    pub limits: Limits,
    /// The longest an invocation may take.
    pub time: Duration,
    /// Hold it with nothing but a process of its own: `--unsafe-no-jail`.
    pub without_jail: bool,
}

impl Default for VersionOptions {
    fn default() -> Self {
        Self {
            variables: Vec::new(),
            limits: Limits::default(),
            time: Duration::from_secs(25),
            without_jail: false,
        }
    }
}

/// A version of an app, loaded once. Each invocation is served by a copy that ends with it.
#[derive(Debug)]
pub struct Version {
    zygote: Zygote,
}

impl Version {
    /// Loads a script of CommonJS in a jail: the code of a bundle.
    ///
    /// # Errors
    /// [`Error::Load`] with what the app's top level threw, or [`Error::Jail`].
    pub fn start(script: &str, options: &VersionOptions) -> Result<Self, Error> {
        let mut spec = Spec::new(QUICKJS, script.as_bytes().to_vec());
        if options.without_jail {
            spec = spec.without_jail();
        }
        spec.limits = options.limits.clone();
        let engine = Options {
            environment: options.variables.clone(),
            memory: usize::try_from(options.limits.memory).unwrap_or(usize::MAX),
            time_ms: u64::try_from(options.time.as_millis()).unwrap_or(u64::MAX),
        };
        spec.options = serde_json::to_value(engine).unwrap_or_default();
        match Zygote::start(&spec) {
            Ok(zygote) => Ok(Self { zygote }),
            Err(assay_jail::Error::Threw { error, .. }) => Err(Error::Load(error)),
            Err(error) => Err(Error::Jail(error)),
        }
    }

    /// What holds it.
    #[must_use]
    pub fn level(&self) -> Level {
        self.zygote.level()
    }

    /// The jail it lives in.
    #[must_use]
    pub fn zygote(&self) -> &Zygote {
        &self.zygote
    }

    /// Serves one invocation. Several may be served at a time.
    pub fn invoke(&self, invocation: &Invocation, host: &mut dyn Host) -> Outcome {
        self.zygote.invoke(invocation, host)
    }
}
