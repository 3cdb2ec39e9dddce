//! Secrets in text: where one stands, of what kind it is, how sure that is. Never what it is.
//!
//! In go the path and the bytes of a file; out come [`Detection`]s: a stretch of the bytes, a form (the shape an
//! issuer gives its tokens, or a name that says what its value is), and a [`SecretId`] by which the same secret is
//! known again elsewhere. What a detector looks for is data, `data/detectors.toml`, each entry with its source.
//!
//! One automaton looks for every keyword at once, so that a text without any is read at about the speed of memory;
//! only where a keyword stands is more looked at, and never more than a stretch of fixed length. No expression
//! backtracks. Nothing here opens a file, and nothing here prints or keeps the text of a secret.

#![forbid(unsafe_code)]

mod address;
mod assignment;
mod checksum;
mod detection;
mod detector;
mod encoded;
mod file_kind;
mod history;
mod literal;
mod name;
mod scan;
mod secret_id;
mod token;
mod tree;
mod value;

pub use detection::{Certainty, Detection, Form};
pub use detector::{Detector, DetectorKind, detector, detectors};
pub use file_kind::{SecretFile, Surroundings, is_key_store, secret_file, surroundings};
pub use history::{Commit, HistoricSecret, History, NotSeen};
pub use scan::{LARGEST_COUNT, Scan, scan};
pub use secret_id::SecretId;
pub use tree::{FileScan, TreeScan, hide};
