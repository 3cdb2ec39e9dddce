//! What follows from what was seen.
//!
//! In go the [catalogue](assay_catalogue::Catalogue), one app's [dossier](assay_evidence::Dossier), what people
//! vouch for ([`Statements`]) and a date; out comes an [`Assessment`]: an outcome with a reason for every
//! duty and every row, and the findings in the order they matter. [`judge`] is a pure function: it reads no
//! clock and no file, and the order in which evidence arrived never matters.
//!
//! The law it keeps: silence is never a pass. A duty passes only when one complete proof stands, every
//! instrument registered for it having looked at everything there was; a waiver never changes an outcome.

#![forbid(unsafe_code)]

mod assessment;
mod clock;
mod coverage;
mod duty;
mod finding;
mod judge;
mod outcome;
pub mod questionnaire;
mod statements;

pub use assessment::{Assessment, Counts};
pub use clock::Clock;
pub use coverage::{Coverage, DutyCoverage, Service, coverage};
pub use finding::{BaselineState, Disposition, Finding};
pub use judge::judge;
pub use outcome::{DutyVerdict, Need, Outcome, RowVerdict, TwinVerdict};
pub use statements::{Attestation, AttestationTarget, Standing, Statements, Waiver};
