//! The local platform: an app's code, run in a jail, on sites with products, as the hosted platform promises.
//!
//! In goes what an app was bundled to, with its manifest; out come answers of its functions, and for each thing the app
//! asked for a [`Record`] of what was decided and why. Nothing the app says of its tenant, its user or its environment is
//! believed: who calls is known by the channel the call comes over.
//!
//! ```no_run
//! # use assay_sandbox::{Call, Cause, Options, Package, Platform, Products};
//! # fn example(products: Box<dyn Products>) -> Result<(), Box<dyn std::error::Error>> {
//! assay_sandbox::enter(); // first thing in `main`: a jailed process is this program, started again
//! let platform = Platform::open("state".as_ref(), products, Options::default())?;
//! let package = Package { manifest: String::new(), code: String::new(), ..Package::default() };
//! let deployed = platform.deploy("development", &package, "me")?;
//! let consent = platform.consent(&deployed.environment)?; // what the admin is shown
//! let installation = platform.install("alpha", &["jira"], &consent, "an admin")?;
//! let answer = platform.invoke(&Call {
//!     installation: installation.id,
//!     function: "resolver".to_owned(),
//!     actor: Some("an account".to_owned()),
//!     cause: Cause::Resolver {
//!         module: None,
//!         key: "getText".to_owned(),
//!         payload: serde_json::Value::Null,
//!         extension: serde_json::Value::Null,
//!     },
//! })?;
//! let _ = (answer.value(), &answer.decisions);
//! # Ok(())
//! # }
//! ```
//!
//! Everything lies in one directory: the consent ledger (what is installed where is what its entries say), versions,
//! variables, what apps keep, decisions and logs. One process at a time has it.
#![forbid(unsafe_code)]
#![cfg(target_os = "linux")]

#[cfg(feature = "bundle")]
mod bundling;
mod consent;
mod decision;
mod development;
mod engine;
mod error;
mod events;
mod guard;
mod guests;
mod host;
mod outward;
mod platform;
mod products;
mod queue;
mod redact;
mod reuse;
mod state;
mod trace;
mod version;
mod waiting;
mod web;

pub use assay_auth::Secret;
#[cfg(feature = "bundle")]
pub use assay_bundle::{
    Bundle, Failure as BundleFailure, Problem as BundleProblem, Request as BundleRequest,
};
pub use assay_jail::{End, Host, Init, Invocation, Level, Limits, LogLine, Outcome, Reply, Thrown, Usage};
pub use assay_store::Stored;
pub use assay_wire::{Proxy, ProxyError, Trust, TrustError};

#[cfg(feature = "bundle")]
pub use self::bundling::bundle;
pub use self::{
    consent::{Ask, Consent},
    decision::{JailLevel, Record, Verdict},
    development::{Development, Source as DevelopmentSource},
    engine::EngineKind,
    error::Error,
    guard::{Guard, Guards},
    guests::enter,
    outward::{Incoming, Live, Network, Outgoing, Outward, Recording, Replay},
    platform::{
        Answer, Call, Cause, Delivery, Deployment, Failure, Logged, Options, Platform, Removal, WebAddress,
    },
    products::{Caller, ProductEvent, ProductReply, ProductRequest, Products, Site},
    redact::Redacted,
    reuse::Reuse,
    state::{
        act::{Act, EnvironmentId, EnvironmentKind, Installation, VersionNumber},
        ledger::Entry,
        package::Package,
        variables::Variable,
    },
    version::{Error as CodeError, Kept, Version, VersionOptions},
    web::{SIGNATURE, WebReply, WebRequest},
};
