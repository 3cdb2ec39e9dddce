//! The formats advisories are published in.

mod friends_of_php;
mod interval;
mod markup;
mod osv;
mod retire;
mod ruby_advisory;
mod rustsec;

pub use osv::{OsvError, parse as parse_osv};

use crate::{Completeness, Record};

/// Largest file that is read, in bytes. Records are of some kilobytes; those that list many versions, of some hundred.
pub const LARGEST_FILE: usize = 16 << 20;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// OSV, in JSON or YAML: OSV.dev, GitHub, PyPA, Go, Drupal, Malicious Packages.
    Osv,
    /// The Ruby advisory database.
    RubyAdvisory,
    /// RustSec.
    RustSec,
    /// `FriendsOfPHP` security advisories.
    FriendsOfPhp,
    /// The tables of retire.js.
    Retire,
}

impl Format {
    /// Whether whoever publishes in it means to publish all there is.
    pub fn completeness(self) -> Completeness {
        match self {
            Self::Osv | Self::RubyAdvisory | Self::RustSec => Completeness::Whole,
            Self::FriendsOfPhp | Self::Retire => Completeness::Selection,
        }
    }
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// It holds these records.
    Records(Format, Vec<Record>),
    /// It is something else: a readme, a manifest, a test.
    Other,
    /// It looks like an advisory and cannot be read, for this reason.
    Unreadable(String),
}

/// Reads one file by its name and by what it holds.
pub fn read(path: &str, bytes: &[u8]) -> Reading {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if bytes.len() > LARGEST_FILE {
        return Reading::Unreadable("it is too large for an advisory".to_owned());
    }
    match extension {
        "json" if name.starts_with("jsrepository") || name.starts_with("npmrepository") => {
            retire::read(bytes)
        }
        "json" => osv::read(bytes),
        "yaml" | "yml" => markup::read(name, bytes),
        "md" => rustsec::read(bytes),
        _ => Reading::Other,
    }
}
