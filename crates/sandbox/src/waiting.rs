//! Events that wait to be told, in a file of their own: one that was taken is told, whatever dies meanwhile.
//!
//! One that was being told at a death is told again, to everybody it concerns: events come once or more, as on the
//! platform.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    products::ProductEvent,
    state::{folder::Folder, journal::Journal},
};

/// An event that waits to be told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Waiting {
    pub(crate) event: ProductEvent,
    /// The only installation it concerns; all of the site where there is none.
    pub(crate) only: Option<String>,
    /// How many causes stand before it.
    pub(crate) depth: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Put { first: u64, events: Vec<Waiting> },
    Told(u64),
}

/// Events, the first first.
#[derive(Debug)]
pub(crate) struct Events {
    journal: Journal,
    waiting: BTreeMap<u64, Waiting>,
    /// Those that are being told.
    taken: BTreeSet<u64>,
    next: u64,
}

impl Events {
    pub(crate) fn open(folder: &Folder, path: &Path) -> Result<Self, Error> {
        let mut waiting = BTreeMap::new();
        for line in Journal::read::<Line>(folder, path)? {
            apply(&mut waiting, line);
        }
        let kept: Vec<Waiting> = waiting.into_values().collect();
        let next = kept.len() as u64;
        let lines = (next > 0).then(|| Line::Put { first: 0, events: kept.clone() });
        let journal = Journal::begin(folder, path, lines)?;
        Ok(Self { journal, waiting: (0..).zip(kept).collect(), taken: BTreeSet::new(), next })
    }

    /// Takes events. When this returns, they are on the disk.
    pub(crate) fn put(&mut self, events: Vec<Waiting>) -> Result<(), Error> {
        if events.is_empty() {
            return Ok(());
        }
        let count = events.len() as u64;
        let line = Line::Put { first: self.next, events };
        self.journal.write(&line)?;
        apply(&mut self.waiting, line);
        self.next += count;
        Ok(())
    }

    /// The first that nobody tells yet, which whoever asks does from now on.
    pub(crate) fn take(&mut self) -> Option<(u64, Waiting)> {
        let (number, event) = self.waiting.iter().find(|(number, _)| !self.taken.contains(number))?;
        let taken = (*number, event.clone());
        self.taken.insert(taken.0);
        Some(taken)
    }

    /// One was told.
    pub(crate) fn told(&mut self, number: u64) -> Result<(), Error> {
        self.taken.remove(&number);
        let line = Line::Told(number);
        self.journal.write(&line)?;
        apply(&mut self.waiting, line);
        Ok(())
    }

    /// One could not be told for now.
    pub(crate) fn give_back(&mut self, number: u64) {
        self.taken.remove(&number);
    }
}

fn apply(waiting: &mut BTreeMap<u64, Waiting>, line: Line) {
    match line {
        Line::Put { first, events } => waiting.extend((first..).zip(events)),
        Line::Told(number) => drop(waiting.remove(&number)),
    }
}
