//! What was seen, before anybody says what follows.
//!
//! An instrument (a rule, a probe, the gateway, the sandbox) looks at an app and writes down [`Evidence`] for
//! or against a claim, and ends with one [`Sweep`] per claim: how much there was to look at, how much it
//! looked at, what it left out. A [`Dossier`] holds all of that for one app, with everything a later judge
//! needs, and nothing that follows from it: it can be saved, merged with another, and judged again by a newer
//! catalogue. No verdicts live here, and no secrets: statements and excerpts are redacted by who makes them.

#![forbid(unsafe_code)]

mod dossier;
mod evidence;
mod instrument;
mod live;
mod page;
mod surface;
mod sweep;
mod vulnerability;

pub use dossier::{AppCard, AppType, Dossier, MergeError, TypeReason, Unlisted};
pub use evidence::{Basis, Bearing, Confidence, Evidence, Fingerprint, Step, Subject};
pub use instrument::{Applicability, InstrumentCard, InstrumentId, Topic};
pub use live::{Depth, Exchange, LiveProof, WebRequest, WebResponse};
pub use page::{Example, HEADINGS, Page, PageError};
pub use surface::{Destination, Surface, SurfaceEgress, SurfaceModule, SurfaceRemote, SurfaceScope};
pub use sweep::{Completion, Remedy, Skip, Sweep};
pub use vulnerability::Vulnerability;
