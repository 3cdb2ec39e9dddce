//! What is asked: Atlassian's security requirements for Marketplace cloud apps, as data.
//!
//! In go the files under `data/` (one per requirement, and the dated tables beside them); out comes
//! [`Catalogue`], every row with its duties, the claims each duty rests on, and the ways a claim may be
//! proven. Nothing here knows an app: whether a row applies is an expression over named [`Facts`], and
//! whether it holds is for the verdict crate to say.
//!
//! The dated tables ([`runtimes`], [`release_lines`], [`retired`], [`bug_fix`], [`tls`]) each carry the day their source was read, and can be
//! replaced by a user's own file of the same shape.

#![forbid(unsafe_code)]

mod applies;
pub mod bug_fix;
mod dated;
mod facts;
mod ids;
mod load;
pub mod questionnaire;
pub mod release_lines;
mod requirement;
pub mod retired;
pub mod runtimes;
pub mod tls;

pub use applies::Applies;
pub use dated::DatedTableError;
pub use facts::{Fact, Facts, Truth};
pub use ids::{ClaimId, ControlId, DutyId, FactId, IdError, RequirementId, Table};
pub use load::{Catalogue, CatalogueError, CatalogueFiles};
pub use requirement::{
    Alias, Claim, Control, DetailConfidence, Duty, FactCard, Force, Method, Requirement, Responsible,
    Revision, Severity, Source, Status, Theme,
};
