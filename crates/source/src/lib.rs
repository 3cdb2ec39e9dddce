//! What an app is made of: files.
//!
//! In goes a directory (or a list of files, in tests); out come [`Tree`], the files below it in one fixed
//! order, and [`SourceText`], the text of one file with its lines and its digest. A stretch of text is a
//! [`Span`] in bytes; where a person should look is a [`Place`], which carries its own excerpt so that a
//! saved assessment can still show it. Excerpts are redacted when they are made.
//!
//! This crate is the one door to reading: no other crate of the core opens a file. It refuses to read
//! outside the directory it was given, to follow symbolic links, and to load what is not text.

#![forbid(unsafe_code)]

mod diagnostic;
mod digest;
mod path;
mod place;
mod redact;
mod text;
mod tree;

pub use diagnostic::{Diagnostic, DiagnosticCode, Label, Level};
pub use digest::Digest;
pub use path::{RelPath, RelPathError};
pub use place::{Excerpt, Place, Position, Region, Span};
pub use redact::redact_line;
pub use text::{Encoding, SourceText};
pub use tree::{FileEntry, PassedOver, SourceError, Tree, TreeOptions, WhyPassedOver};
