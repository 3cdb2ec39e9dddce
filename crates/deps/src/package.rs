//! One package.

use std::sync::Arc;

use assay_advisories::Ecosystem;
use assay_source::{Place, RelPath, SourceText, Span};

/// A stretch of a file that can be shown; the excerpt is made when somebody asks for it.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// The file.
    pub text: Arc<SourceText>,
    /// Where in it.
    pub span: Span,
}

impl Anchor {
    /// The file.
    pub fn file(&self) -> &RelPath {
        self.text.path()
    }

    /// To show, with its lines redacted.
    pub fn place(&self) -> Place {
        self.text.place(self.span)
    }
}

/// What is known of a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// This one, in the ecosystem's own spelling.
    Exact(String),
    /// Whatever satisfies this when it is installed: no lock file says which. As the manifest has it.
    Range(String),
    /// No file says.
    Unknown,
}

impl Version {
    /// The version, where it is known exactly.
    pub fn exact(&self) -> Option<&str> {
        match self {
            Self::Exact(version) => Some(version),
            Self::Range(_) | Self::Unknown => None,
        }
    }
}

impl std::fmt::Display for Version {
    /// As it is written; nothing where it is unknown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(text) | Self::Range(text) => f.write_str(text),
            Self::Unknown => Ok(()),
        }
    }
}

/// Whether the app itself asks for a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It does, in a manifest of its own.
    Direct,
    /// Another package does.
    Transitive,
}

/// What a package is there for. Of several purposes the first in this order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The app runs with it, or nothing says that it does not.
    Production,
    /// The app runs with it where it can be installed.
    Optional,
    /// Whoever uses the package has to bring it along.
    Peer,
    /// To build and test.
    Development,
}

/// Where a package comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The public registry of its ecosystem, as far as the files say: its name and version mean what they mean there.
    Registry,
    /// Another registry, at this address.
    OtherRegistry(String),
    /// A repository of source; the address as written, with the commit where one is named.
    Git(String),
    /// An archive at an address.
    Archive(String),
    /// A folder or file beside the app.
    Local(String),
    /// Copied into the app's own files, or loaded by its pages from the address of a content network.
    Page(String),
}

/// Kind of a `Hash`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashAlgorithm {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// Digest of a package's archive, as the lock file gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash {
    /// Kind.
    pub algorithm: HashAlgorithm,
    /// Lower-case hexadecimal.
    pub hex: String,
}

/// One version of one package in a [`Project`](crate::Project). However often it is installed, it stands there once.
#[derive(Debug, Clone)]
pub struct Package {
    /// Where it is published.
    pub ecosystem: Ecosystem,
    /// Its name as advisories spell it: [`Ecosystem::normalized`], Maven `group:artifact`, npm with its scope.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// Whether the app asks for it itself.
    pub relation: Relation,
    /// What it is there for.
    pub purpose: Purpose,
    /// Why its makers say not to use it, in their words, where the lock file carries them.
    pub deprecated: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Digests of its archive, sorted.
    pub hashes: Vec<Hash>,
    /// What it brings in: places in [`Project::packages`](crate::Project::packages), sorted.
    pub depends_on: Vec<usize>,
    /// The package through which the shortest way from the app leads here; none where the app asks for it itself, or
    /// where the file does not say who does.
    pub brought_by: Option<usize>,
    /// Where it stands in the file it was read from.
    pub read_at: Anchor,
    /// Where a manifest of the app asks for it.
    pub asked_at: Option<Anchor>,
}

impl Package {
    /// Where a person would change it: the manifest's line where the app asks for it, else the lock file's.
    pub fn place(&self) -> Place {
        self.asked_at.as_ref().unwrap_or(&self.read_at).place()
    }
}
