//! An advisory as its publisher wrote it.

use crate::{Ecosystem, Rating};

/// One advisory, from whichever format: what the builder of a database takes in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Its id where it was published: `GHSA-…`, `PYSEC-…`, `MAL-…`.
    pub id: String,
    /// Other names of the same thing.
    pub aliases: Vec<String>,
    /// What it is about, in one line; may be empty.
    pub summary: String,
    /// How bad it is.
    pub rating: Rating,
    /// The day it was published, `YYYY-MM-DD`; may be empty.
    pub published: String,
    /// The day it was last touched, `YYYY-MM-DD`; may be empty.
    pub modified: String,
    /// Its publisher took it back.
    pub withdrawn: bool,
    /// Where its text is; may be empty.
    pub address: String,
    /// The packages it speaks of.
    pub affected: Vec<Affected>,
}

impl Record {
    /// True for a package that was published to do harm, which is another matter than a mistake in a good one.
    pub fn is_malware(&self) -> bool {
        is_malware(&self.id) || self.aliases.iter().any(|alias| is_malware(alias))
    }
}

/// True for an id of the Malicious Packages repository.
pub(crate) fn is_malware(id: &str) -> bool {
    id.starts_with("MAL-")
}

/// The versions of one package it speaks of: those in any of the ranges, and those that are listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Affected {
    /// Where the package is published.
    pub ecosystem: Ecosystem,
    /// Its name, in the one spelling of [`Ecosystem::normalized`].
    pub package: String,
    /// Stretches of versions.
    pub ranges: Vec<Range>,
    /// Single versions.
    pub versions: Vec<String>,
}

/// One stretch of versions, as the marks along it.
///
/// Source: OSV schema, section `affected[].ranges[]`, evaluation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range(pub Vec<Event>);

/// A mark along the versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happens there.
    pub mark: Mark,
    /// At which version; `0` is before all of them.
    pub version: String,
}

/// What happens at a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mark {
    /// From here on, inclusive, versions are affected.
    Introduced = 0,
    /// From here on, inclusive, they are not.
    Fixed = 1,
    /// Up to here, inclusive, they are.
    LastAffected = 2,
    /// Nothing is said of versions from here on.
    Limit = 3,
}

impl Mark {
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        [Self::Introduced, Self::Fixed, Self::LastAffected, Self::Limit].get(usize::from(byte)).copied()
    }
}

impl Range {
    /// From one version, inclusive, up to another, exclusive. `0` is before all versions, none is after all.
    pub fn between(introduced: &str, fixed: Option<&str>) -> Self {
        let mut events = vec![Event { mark: Mark::Introduced, version: introduced.to_owned() }];
        events.extend(fixed.map(|fixed| Event { mark: Mark::Fixed, version: fixed.to_owned() }));
        Self(events)
    }

    /// From one version to another, both inclusive.
    pub fn through(introduced: &str, last_affected: &str) -> Self {
        let mut range = Self::between(introduced, None);
        range.0.push(Event { mark: Mark::LastAffected, version: last_affected.to_owned() });
        range
    }
}

/// The day of a timestamp of RFC 3339; empty where it does not start with one.
pub(crate) fn day(timestamp: &str) -> String {
    let day = timestamp.get(..10).filter(|day| day.parse::<jiff::civil::Date>().is_ok());
    day.unwrap_or_default().to_owned()
}

/// Longest summary that is kept, in characters.
const LONGEST_SUMMARY: usize = 160;

/// The first line of a text that says something, without the marks of a heading, and not too long for a line.
pub(crate) fn first_line(text: &str) -> String {
    let mut lines = text.lines().map(|line| line.trim_start_matches('#').trim());
    let line = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let visible = line.chars().filter(|character| !character.is_control());
    visible.take(LONGEST_SUMMARY).collect()
}
