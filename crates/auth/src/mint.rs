//! Tokens made by us: as the platform would send them, and as nobody may accept them.
//!
//! A [`Draft`] is a token before it is signed. [`Draft::sign`] makes the good one; [`Variant::mint`] makes one that
//! deviates in one thing. Variants are data (`data/variants.toml`), with the reason for which a strict verifier
//! refuses each; a test holds our own verifiers to every line of it.

mod draft;
mod forge;
mod variant;

pub use draft::{Draft, Kind, SigningKey};
pub use forge::{Scene, Unmintable};
pub use variant::{Aspect, Knowledge, Variant, variants};
