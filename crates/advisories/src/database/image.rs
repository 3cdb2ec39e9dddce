//! Reading a database where it lies.

use std::{cmp::Ordering, sync::Arc};

use assay_catalogue::{Severity, bug_fix::BugFixPolicy};

use super::{
    Metadata,
    layout::{HEADER, MAGIC, PACKAGE, SECTIONS, VERSION, digest, read_number},
};
use crate::{
    Affected, Ecosystem, Event, Range, Rating, Record,
    record::{Mark, is_malware},
};

/// Why bytes are no database.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DatabaseError {
    /// They do not start as one.
    #[error("this is not a database of advisories")]
    NotADatabase,
    /// They are of another version of the format.
    #[error(
        "the database is of format {found}, this build reads format {}: run `assay data update` again",
        VERSION
    )]
    OtherFormat {
        /// The version.
        found: u32,
    },
    /// They are not whole, or were changed on the way.
    #[error("the database is damaged: run `assay data update` again")]
    Damaged,
}

/// One file's bytes, and where its sections lie in them.
#[derive(Debug, Clone)]
pub(super) struct Image {
    bytes: Arc<Vec<u8>>,
    sections: [(usize, usize); SECTIONS],
    metadata: Arc<Metadata>,
}

/// One package as it lies in the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct PackageRow {
    ecosystem: u8,
    name: u32,
    entries: u32,
    count: u32,
}

/// What one advisory says of a package, as it lies in the entries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'db> {
    image: &'db Image,
    /// The number of the advisory.
    pub(super) advisory: u32,
    ranges: &'db [u8],
    range_count: u32,
    versions: &'db [u8],
    version_count: u32,
}

/// An advisory of a database.
#[derive(Debug, Clone, PartialEq)]
pub struct Advisory<'db> {
    /// Its id where it was published.
    pub id: &'db str,
    /// Other names of the same thing.
    pub aliases: Vec<&'db str>,
    /// What it is about, in one line; may be empty.
    pub summary: &'db str,
    /// Its CVSS vector; empty where it has none.
    pub vector: &'db str,
    /// Its CVSS base score, with one decimal.
    pub score: Option<f32>,
    /// The publisher's own word for how bad it is.
    pub word: Option<Severity>,
    /// The day it was published, `YYYY-MM-DD`; may be empty.
    pub published: &'db str,
    /// Where its text is; may be empty.
    pub address: &'db str,
    /// The number of its source in [`Metadata::origins`].
    origin: usize,
    modified: &'db str,
}

impl Advisory<'_> {
    /// How bad it is: by its score, else by the publisher's word. Malware is critical, whatever anybody scored.
    pub fn severity(&self) -> Option<Severity> {
        if self.is_malware() {
            return Some(Severity::Critical);
        }
        self.score.and_then(|score| BugFixPolicy::bundled().severity(score)).or(self.word)
    }

    /// True for a package that was published to do harm.
    pub fn is_malware(&self) -> bool {
        is_malware(self.id) || self.aliases.iter().any(|alias| is_malware(alias))
    }
}

impl Image {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, DatabaseError> {
        if bytes.get(..8) != Some(&MAGIC) {
            return Err(DatabaseError::NotADatabase);
        }
        let version = u32_at(&bytes, 8).ok_or(DatabaseError::Damaged)?;
        if version != VERSION {
            return Err(DatabaseError::OtherFormat { found: version });
        }
        let layout = || -> Option<[(usize, usize); SECTIONS]> {
            let stated = u64::from_le_bytes(bytes.get(12..20)?.try_into().ok()?);
            if digest(bytes.get(20..)?) != stated {
                return None;
            }
            let mut sections = [(0, 0); SECTIONS];
            let mut start = HEADER;
            for (index, section) in sections.iter_mut().enumerate() {
                let at = 20 + 8 * index;
                let length = u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?);
                let end = start.checked_add(usize::try_from(length).ok()?)?;
                *section = (start, end);
                start = end;
            }
            (start == bytes.len()).then_some(sections)
        };
        let sections = layout().ok_or(DatabaseError::Damaged)?;
        let (from, to) = sections[0];
        let metadata = serde_json::from_slice(&bytes[from..to]).map_err(|_| DatabaseError::Damaged)?;
        let image = Self { bytes: Arc::new(bytes), sections, metadata: Arc::new(metadata) };
        std::str::from_utf8(image.section(2)).map_err(|_| DatabaseError::Damaged)?;
        Ok(image)
    }

    pub(super) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn section(&self, index: usize) -> &[u8] {
        let (start, end) = self.sections[index];
        &self.bytes[start..end]
    }

    /// A string by its number; empty where there is none of that number.
    fn string(&self, number: u32) -> &str {
        let offsets = self.section(1);
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_mul(4);
        let (Some(from), Some(to)) = (u32_at(offsets, at), u32_at(offsets, at.saturating_add(4))) else {
            return "";
        };
        let bytes = self.section(2).get(from as usize..to as usize);
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn package_count(&self) -> usize {
        self.section(3).len() / PACKAGE
    }

    fn row(&self, index: usize) -> Option<PackageRow> {
        let row = self.section(3).get(index * PACKAGE..(index + 1) * PACKAGE)?;
        Some(PackageRow {
            ecosystem: row[0],
            name: u32_at(row, 4)?,
            entries: u32_at(row, 8)?,
            count: u32_at(row, 12)?,
        })
    }

    /// The entries of a package, by its normalized name; none where no advisory speaks of it.
    pub(super) fn entries(&self, ecosystem: Ecosystem, name: &str) -> impl Iterator<Item = Entry<'_>> {
        let (mut low, mut high) = (0, self.package_count());
        let mut found = None;
        while low < high {
            let middle = low.midpoint(high);
            let Some(row) = self.row(middle) else { break };
            match (row.ecosystem, self.string(row.name)).cmp(&(ecosystem as u8, name)) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => {
                    found = Some(row);
                    break;
                }
            }
        }
        found.into_iter().flat_map(|row| self.entries_of(row))
    }

    fn entries_of(&self, row: PackageRow) -> impl Iterator<Item = Entry<'_>> {
        let mut bytes = self.section(4).get(row.entries as usize..).unwrap_or_default();
        (0..row.count).map_while(move |_| Entry::read(self, &mut bytes))
    }

    /// An advisory by its number.
    pub(super) fn advisory(&self, number: u32) -> Option<Advisory<'_>> {
        let section = self.section(5);
        let count = u32_at(section, 0).map_or(0, |_| self.advisory_count());
        let at = u32_at(section, usize::try_from(number).ok()?.checked_mul(4)?)?;
        let mut bytes = section.get(count.checked_mul(4)?..)?.get(at as usize..)?;
        let next = &mut bytes;
        let origin = read_number(next)? as usize;
        let id = self.string(read_number(next)?);
        let aliases = read_number(next)?;
        let aliases = (0..aliases).map(|_| read_number(next).map(|alias| self.string(alias)));
        let aliases: Vec<&str> = aliases.collect::<Option<_>>()?;
        let summary = self.string(read_number(next)?);
        let vector = self.string(read_number(next)?);
        let tenths = u8::try_from(read_number(next)?).ok()?;
        let word = read_number(next)?.checked_sub(1);
        let word = word.and_then(|word| Severity::EVERY.get(word as usize).copied());
        let [published, modified, address] = [read_number(next)?, read_number(next)?, read_number(next)?];
        Some(Advisory {
            id,
            aliases,
            summary,
            vector,
            score: tenths.checked_sub(1).map(|tenths| f32::from(tenths) / 10.0),
            word,
            published: self.string(published),
            address: self.string(address),
            origin,
            modified: self.string(modified),
        })
    }

    fn advisory_count(&self) -> usize {
        let origins = self.metadata.origins.iter().map(|origin| origin.records as usize);
        origins.sum()
    }

    /// Every record of one source, as far as it is kept.
    pub(super) fn records(&self, origin: usize) -> impl Iterator<Item = Record> {
        let mut records: Vec<Option<Record>> = (0..self.advisory_count())
            .map(|number| {
                let advisory = self.advisory(u32::try_from(number).ok()?)?;
                (advisory.origin == origin).then(|| advisory.to_record())
            })
            .collect();
        for row in (0..self.package_count()).filter_map(|index| self.row(index)) {
            let Some(ecosystem) = Ecosystem::EVERY.get(usize::from(row.ecosystem)) else { continue };
            for entry in self.entries_of(row) {
                if let Some(Some(record)) = records.get_mut(entry.advisory as usize) {
                    record.affected.push(entry.to_affected(*ecosystem, self.string(row.name)));
                }
            }
        }
        records.into_iter().flatten()
    }
}

impl Advisory<'_> {
    fn to_record(&self) -> Record {
        let vector = Some(self.vector.to_owned()).filter(|vector| !vector.is_empty());
        Record {
            id: self.id.to_owned(),
            aliases: self.aliases.iter().map(ToString::to_string).collect(),
            summary: self.summary.to_owned(),
            rating: Rating { vector, score: self.score, word: self.word },
            published: self.published.to_owned(),
            modified: self.modified.to_owned(),
            withdrawn: false,
            address: self.address.to_owned(),
            affected: Vec::new(),
        }
    }
}

impl<'db> Entry<'db> {
    fn read(image: &'db Image, bytes: &mut &'db [u8]) -> Option<Self> {
        let advisory = read_number(bytes)?;
        let range_count = read_number(bytes)?;
        let ranges = *bytes;
        for _ in 0..range_count {
            for _ in 0..read_number(bytes)? {
                *bytes = bytes.get(1..)?;
                read_number(bytes)?;
            }
        }
        let version_count = read_number(bytes)?;
        let versions = *bytes;
        for _ in 0..version_count {
            read_number(bytes)?;
        }
        Some(Self { image, advisory, ranges, range_count, versions, version_count })
    }

    /// Its ranges, each as its marks.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Vec<(Mark, &'db str)>> + use<'db> {
        let (image, mut bytes) = (self.image, self.ranges);
        (0..self.range_count).map_while(move |_| {
            let count = read_number(&mut bytes)?;
            let marks = (0..count).map(|_| {
                let (&mark, rest) = bytes.split_first()?;
                bytes = rest;
                Some((Mark::from_byte(mark)?, image.string(read_number(&mut bytes)?)))
            });
            marks.collect()
        })
    }

    /// The single versions it lists.
    pub(super) fn versions(&self) -> impl Iterator<Item = &'db str> + use<'db> {
        let (image, mut bytes) = (self.image, self.versions);
        (0..self.version_count).map_while(move |_| read_number(&mut bytes).map(|number| image.string(number)))
    }

    fn to_affected(self, ecosystem: Ecosystem, package: &str) -> Affected {
        let event = |(mark, version): (Mark, &str)| Event { mark, version: version.to_owned() };
        Affected {
            ecosystem,
            package: package.to_owned(),
            ranges: self.ranges().map(|marks| Range(marks.into_iter().map(event).collect())).collect(),
            versions: self.versions().map(ToOwned::to_owned).collect(),
        }
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}
