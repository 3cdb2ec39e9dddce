//! What a database says of itself.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Ecosystem;

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// Where its advisories come from.
    pub origins: Vec<Origin>,
}

/// One source of advisories, as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// What it is called.
    pub name: String,
    /// The day it is of: no later than its own newest record shows, unless somebody who fetched it said so.
    pub as_of: Date,
    /// Whether it means to be all there is.
    pub completeness: Completeness,
    /// How many records of it are kept.
    pub records: u32,
    /// How much it holds, by the names of the ecosystems.
    pub counts: BTreeMap<String, Counts>,
}

/// Whether a source means to be all there is of its ecosystems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completeness {
    /// It does.
    Whole,
    /// It is a selection.
    Selection,
}

/// How much there is of one ecosystem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Advisories, those about malware left out.
    pub advisories: u32,
    /// Entries about malware.
    pub malware: u32,
    /// Packages that either speaks of.
    pub packages: u32,
}

impl Origin {
    /// Whether it holds all of an ecosystem: it means to, and holds about as much as there is at the least. A folder
    /// of a few records in the right format is not the archive they came from.
    pub fn is_whole(&self, ecosystem: Ecosystem) -> bool {
        let counts = self.counts.get(ecosystem.name());
        self.completeness == Completeness::Whole
            && counts.is_some_and(|counts| counts.advisories >= fewest(ecosystem))
    }
}

/// Fewer advisories than this are not all of an ecosystem.
///
/// Well below what each ecosystem's own database held when it was counted: RustSec 2025-02, the Ruby advisory database,
/// the Go vulnerability database, and the PyPA advisory database 2024-10. For npm, Maven, Packagist and NuGet the
/// number of reviewed advisories in the GitHub advisory database was in the thousands by 2023.
fn fewest(ecosystem: Ecosystem) -> u32 {
    match ecosystem {
        Ecosystem::Npm | Ecosystem::Maven => 3_000,
        Ecosystem::PyPi | Ecosystem::Packagist => 2_000,
        Ecosystem::Go => 1_000,
        Ecosystem::RubyGems => 700,
        Ecosystem::CratesIo => 500,
        Ecosystem::NuGet => 300,
    }
}
