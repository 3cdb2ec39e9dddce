//! One version of an app: bundled, loaded, ready to answer.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use assay_jail::{
    End, Host, Init, Invocation, Level, Limits, Loaded, Outcome, Profile, Reply, Spec, Thrown, Warm, Zygote,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    engine::EngineKind,
    guests::{NODE, NodeOptions, Options, QUICKJS, installed_node, search},
};

/// Why there is no version, or no bundle.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The app's sources cannot be bundled.
    #[cfg(feature = "bundle")]
    #[error("{0}")]
    Sources(assay_bundle::Failure),
    /// The app's code threw when it was loaded.
    #[error("the app's code cannot be loaded: {}: {}{}", .0.name, .0.message, first_frame(.0))]
    Load(Thrown),
    /// The jail could not be made, or ended early.
    #[error("the jail: {0}")]
    Jail(assay_jail::Error),
    /// The engine that was asked for is not there.
    #[error("{because}")]
    NoEngine {
        /// Why.
        because: String,
    },
}

/// Where it was thrown, on a line of its own.
fn first_frame(thrown: &Thrown) -> String {
    let frame = thrown.stack.lines().map(str::trim).find(|line| line.starts_with("at "));
    frame.map(|frame| format!("\n    {frame}")).unwrap_or_default()
}

/// How to hold a version.
#[derive(Debug, Clone)]
pub struct VersionOptions {
    /// Which engine runs it.
    pub engine: EngineKind,
    /// The variables of its environment: `process.env`.
    pub variables: Vec<(String, String)>,
    /// Files it finds beside its code, by their path below it: its translations.
    pub files: Vec<(String, String)>,
    /// Where texts are kept in it can be asked: [`Version::search`]. For a process that is kept.
    pub is_inspected: bool,
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
            engine: EngineKind::default(),
            variables: Vec::new(),
            files: Vec::new(),
            is_inspected: false,
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
    /// The process that is kept, where one is.
    warm: Mutex<Option<Warm>>,
}

/// Where a text is kept in an app's process between invocations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which of the texts that were looked for, by its place in their list.
    pub needle: usize,
    /// The way to it, from a variable of the bundle's top level: `cache["A-1"].summary`.
    pub path: String,
    /// The file that variable comes from, where the bundle says so.
    pub file: Option<String>,
}

impl Version {
    /// Loads a script of CommonJS in a jail: the code of a bundle.
    ///
    /// # Errors
    /// [`Error::Load`] with what the app's top level threw, or [`Error::Jail`].
    pub fn start(script: &str, options: &VersionOptions) -> Result<Self, Error> {
        let mut spec = match options.engine {
            EngineKind::QuickJs => quickjs(script, options),
            EngineKind::Node => node(script, options)?,
        };
        if options.without_jail {
            spec = spec.without_jail();
        }
        match Zygote::start(&spec) {
            Ok(zygote) => Ok(Self { zygote, warm: Mutex::new(None) }),
            Err(assay_jail::Error::Threw { error, .. }) => Err(Error::Load(error)),
            Err(error) => Err(Error::Jail(error)),
        }
    }

    /// What holds it.
    #[must_use]
    pub fn level(&self) -> Level {
        self.zygote.level()
    }

    /// What came of loading it.
    #[must_use]
    pub(crate) fn loaded(&self) -> &Loaded {
        self.zygote.loaded()
    }

    /// The jail it lives in.
    #[must_use]
    pub fn zygote(&self) -> &Zygote {
        &self.zygote
    }

    /// Serves one invocation in the process that served the last one, and keeps it for the next: one at a time.
    pub fn invoke_again(&self, invocation: &Invocation, host: &mut dyn Host) -> Outcome {
        self.in_the_kept(|warm| self.zygote.invoke_in(warm, invocation, host))
    }

    /// Where texts are kept in the process that is kept, as far as that can be reached from the top level of its code.
    /// Empty where it is not inspected; closures are not looked into.
    pub fn search(&self, needles: &[&str]) -> Vec<Kept> {
        let invocation = Invocation { envelope: search(needles), deadline: Duration::from_secs(10) };
        let outcome = self.in_the_kept(|warm| self.zygote.invoke_in(warm, &invocation, &mut Nobody));
        match outcome.end {
            End::Reply(found) => serde_json::from_value(found).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn in_the_kept(&self, run: impl FnOnce(&mut Warm) -> Outcome) -> Outcome {
        let mut kept = self.warm.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(Warm::is_over) {
            *kept = None;
            match self.zygote.warm() {
                Ok(warm) => *kept = Some(warm),
                Err(error) => return Outcome::not_started(error.to_string(), self.level()),
            }
        }
        match kept.as_mut() {
            Some(warm) => run(warm),
            None => Outcome::not_started("there is no process".to_owned(), self.level()),
        }
    }

    /// Serves one invocation. Several may be served at a time.
    pub fn invoke(&self, invocation: &Invocation, host: &mut dyn Host) -> Outcome {
        self.zygote.invoke(invocation, host)
    }
}

fn quickjs(script: &str, options: &VersionOptions) -> Spec {
    let mut spec = Spec::new(QUICKJS, script.as_bytes().to_vec());
    spec.limits = options.limits.clone();
    let engine = Options {
        environment: options.variables.clone(),
        files: options.files.clone(),
        is_inspected: options.is_inspected,
        memory: usize::try_from(options.limits.memory).unwrap_or(usize::MAX),
        time_ms: u64::try_from(options.time.as_millis()).unwrap_or(u64::MAX),
    };
    spec.options = serde_json::to_value(engine).unwrap_or_default();
    spec
}

/// What Node has of memory beside an app's own heap: 50 MB where it does nothing, buffers, what its compiler makes.
const BESIDE_THE_HEAP: u64 = 256 << 20;

fn node(script: &str, options: &VersionOptions) -> Result<Spec, Error> {
    let installed = installed_node().map_err(|because| Error::NoEngine { because })?;
    let mut spec = Spec::new(NODE, script.as_bytes().to_vec());
    spec.profile = Profile::Runtime;
    spec.view.run.clone_from(&installed.files);
    spec.limits = options.limits.clone();
    spec.limits.memory += BESIDE_THE_HEAP;
    let engine = NodeOptions {
        node: installed.node.clone(),
        environment: options.variables.clone(),
        files: options.files.clone(),
        memory: options.limits.memory,
        is_kept: options.is_inspected,
    };
    spec.options = serde_json::to_value(engine).unwrap_or_default();
    Ok(spec)
}

/// Looking calls nobody.
struct Nobody;

impl Host for Nobody {
    fn call(&mut self, _: &Value, _: &str, _: &Init) -> Reply {
        Reply { failure: Some("nothing can be called now".to_owned()), ..Reply::default() }
    }
}
