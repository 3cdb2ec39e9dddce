//! Taking in whole archives and folders of advisories.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use jiff::civil::Date;
use zip::ZipArchive;

use crate::{
    Builder, Completeness, Record,
    formats::{self, Format, LARGEST_FILE, Reading},
};

/// Most files that could not be read that are told one by one.
const MOST_TOLD: usize = 20;

/// Why an archive cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is no ZIP archive, or damaged.
    #[error("not a ZIP archive that can be read: {0}")]
    NotAnArchive(#[from] zip::result::ZipError),
}

/// What was taken in from one source, before it goes into a database.
#[derive(Debug, Default)]
pub struct Import {
    records: Vec<Record>,
    /// How many files there were of each format.
    pub files: BTreeMap<Format, usize>,
    /// How many files were something else.
    pub other: usize,
    /// How many files look like advisories and could not be read.
    pub unreadable: usize,
    /// The first of those, with the reason, in the order of their names.
    pub told: BTreeMap<String, String>,
}

impl Import {
    /// Takes in one file.
    pub fn take(&mut self, path: &str, bytes: &[u8]) {
        match formats::read(path, bytes) {
            Reading::Records(format, records) => {
                *self.files.entry(format).or_default() += 1;
                self.records.extend(records);
            }
            Reading::Other => self.other += 1,
            Reading::Unreadable(why) => self.tell(path, why),
        }
    }

    /// Notes a file that could not be read.
    pub fn tell(&mut self, path: &str, why: String) {
        self.unreadable += 1;
        self.told.insert(path.to_owned(), why);
        if self.told.len() > MOST_TOLD {
            self.told.pop_last();
        }
    }

    /// Takes over what another took in.
    pub fn join(&mut self, other: Self) {
        self.records.extend(other.records);
        self.other += other.other;
        self.unreadable += other.unreadable;
        for (format, files) in other.files {
            *self.files.entry(format).or_default() += files;
        }
        self.told.extend(other.told);
        while self.told.len() > MOST_TOLD {
            self.told.pop_last();
        }
    }

    /// Takes in every file of a ZIP archive, in the layout in which OSV.dev publishes them: one JSON file a record.
    /// `workers` threads share the work; what comes out does not depend on their number.
    ///
    /// # Errors
    /// [`ArchiveError`] where it is no archive. An entry that cannot be read is told, and the rest goes on.
    pub fn archive(bytes: &[u8], workers: usize) -> Result<Self, ArchiveError> {
        let archive = ZipArchive::new(Cursor::new(bytes))?;
        let count = archive.len();
        let workers = workers.clamp(1, 16);
        let parts = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..workers)
                .map(|worker| {
                    let mut archive = archive.clone();
                    scope.spawn(move || {
                        let mut part = Self::default();
                        (worker..count).step_by(workers).for_each(|index| part.entry(&mut archive, index));
                        part
                    })
                })
                .collect();
            threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect::<Vec<_>>()
        });
        let mut whole = Self::default();
        for part in parts {
            match part {
                Ok(part) => whole.join(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(whole)
    }

    fn entry(&mut self, archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) {
        let mut file = match archive.by_index(index) {
            Ok(file) if file.is_file() => file,
            Ok(_) => return,
            Err(error) => return self.tell(&format!("entry {index}"), error.to_string()),
        };
        let path = file.name().map_or_else(|_| format!("entry {index}"), |name| name.into_owned());
        let mut bytes = Vec::new();
        // What an entry says of its size is not to be relied on.
        match file.by_ref().take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) => self.take(&path, &bytes),
            Err(error) => self.tell(&path, error.to_string()),
        }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The newest day any of its records names: it is no older than that.
    pub fn newest_day(&self) -> Option<Date> {
        let days = self.records.iter().map(|record| record.modified.as_str().max(record.published.as_str()));
        days.max()?.parse().ok()
    }

    /// Whether it means to be all there is: one of its formats is that of somebody who does.
    pub fn completeness(&self) -> Completeness {
        let is_whole = self.files.keys().any(|format| format.completeness() == Completeness::Whole);
        if is_whole { Completeness::Whole } else { Completeness::Selection }
    }

    /// Puts everything into a database, as one source of this name and day.
    pub fn add_to(self, builder: &mut Builder, name: &str, as_of: Date) {
        builder.start(name, as_of, self.completeness());
        self.records.into_iter().for_each(|record| builder.add(record));
    }
}
