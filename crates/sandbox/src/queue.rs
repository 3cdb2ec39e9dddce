//! What apps put aside for later: jobs of queues, in a file of their own, so that what was taken is not lost.
//!
//! One line for each thing that becomes of a job. A line that a death left by half was not acknowledged. Opening writes
//! the file anew, with what is still to be done.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{error::Error, state::folder::Folder};

/// An event in a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Job {
    /// Its own id, drawn at random.
    pub(crate) id: String,
    /// The id the app gave to all it published together.
    pub(crate) batch: String,
    pub(crate) installation: String,
    pub(crate) queue: String,
    pub(crate) body: Value,
    pub(crate) due: Timestamp,
    /// How many causes stand before it.
    pub(crate) depth: u32,
    /// How often it was tried before, with what the app said of that.
    pub(crate) tried: u32,
    pub(crate) retry: Value,
}

/// How the jobs of one batch stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) succeeded: u64,
    pub(crate) failed: u64,
    pub(crate) waiting: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Put(Vec<Job>),
    Done { id: String, succeeded: bool },
    Cancelled { installation: String, batch: String },
    Tally { installation: String, batch: String, tally: Tally },
}

/// All queues.
#[derive(Debug)]
pub(crate) struct Queue {
    path: PathBuf,
    file: File,
    jobs: BTreeMap<String, Job>,
    /// Of batches whose jobs are done, by installation.
    ended: BTreeMap<(String, String), Tally>,
}

/// Most batches of one platform whose end is remembered.
const REMEMBERED: usize = 10_000;

impl Queue {
    pub(crate) fn open(folder: &Folder, path: &Path) -> Result<Self, Error> {
        let mut jobs = BTreeMap::new();
        let mut ended = BTreeMap::new();
        let text = folder.read(path)?.unwrap_or_default();
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        for line in text[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let line = serde_json::from_slice(line)
                .map_err(|error| Error::Damaged { path: path.to_owned(), because: error.to_string() })?;
            apply(&mut jobs, &mut ended, line);
        }
        let mut fresh = Vec::new();
        let tallies = ended.iter().map(|((installation, batch), tally)| Line::Tally {
            installation: installation.clone(),
            batch: batch.clone(),
            tally: *tally,
        });
        for line in tallies.chain([Line::Put(jobs.values().cloned().collect())]) {
            fresh.extend(line_of(path, &line)?);
        }
        folder.replace(path, &fresh)?;
        let file = OpenOptions::new().append(true).open(path).map_err(|error| Error::state(path, error))?;
        Ok(Self { path: path.to_owned(), file, jobs, ended })
    }

    fn write(&mut self, line: Line) -> Result<(), Error> {
        let bytes = line_of(&self.path, &line)?;
        let written = self.file.write_all(&bytes).and_then(|()| self.file.sync_data());
        written.map_err(|error| Error::state(&self.path, error))?;
        apply(&mut self.jobs, &mut self.ended, line);
        Ok(())
    }

    /// Takes jobs. When this returns, they are on the disk.
    pub(crate) fn put(&mut self, jobs: Vec<Job>) -> Result<(), Error> {
        self.write(Line::Put(jobs))
    }

    /// A job is over.
    pub(crate) fn done(&mut self, id: &str, succeeded: bool) -> Result<(), Error> {
        self.write(Line::Done { id: id.to_owned(), succeeded })
    }

    /// Drops what is left of a batch.
    pub(crate) fn cancel(&mut self, installation: &str, batch: &str) -> Result<(), Error> {
        self.write(Line::Cancelled { installation: installation.to_owned(), batch: batch.to_owned() })
    }

    /// The first job that is due.
    pub(crate) fn next(&self, now: Timestamp) -> Option<Job> {
        let due = self.jobs.values().filter(|job| job.due <= now);
        due.min_by(|one, other| (one.due, &one.id).cmp(&(other.due, &other.id))).cloned()
    }

    /// When the next job is due that is not yet.
    pub(crate) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        self.jobs.values().map(|job| job.due).filter(|due| *due > now).min()
    }

    /// How a batch of an installation stands; none where it is not known.
    pub(crate) fn tally(&self, installation: Option<&str>, batch: &str) -> Option<Tally> {
        let is_it = |owner: &str, own: &str| own == batch && installation.is_none_or(|it| it == owner);
        let waiting = self.jobs.values().filter(|job| is_it(&job.installation, &job.batch)).count() as u64;
        let ended = self.ended.iter().find(|((owner, own), _)| is_it(owner, own)).map(|(_, tally)| *tally);
        (waiting > 0 || ended.is_some()).then(|| Tally { waiting, ..ended.unwrap_or_default() })
    }

    /// Drops everything of an installation.
    pub(crate) fn forget(&mut self, installation: &str) -> Result<(), Error> {
        let mut batches: Vec<String> = self
            .jobs
            .values()
            .filter(|job| job.installation == installation)
            .map(|job| job.batch.clone())
            .collect();
        batches.sort_unstable();
        batches.dedup();
        batches.iter().try_for_each(|batch| self.cancel(installation, batch))
    }
}

fn line_of(path: &Path, line: &Line) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec(line).map_err(|error| Error::state(path, error.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn apply(jobs: &mut BTreeMap<String, Job>, ended: &mut BTreeMap<(String, String), Tally>, line: Line) {
    match line {
        // A job that is tried again has the id it had.
        Line::Put(more) => jobs.extend(more.into_iter().map(|job| (job.id.clone(), job))),
        Line::Done { id, succeeded } => {
            if let Some(job) = jobs.remove(&id) {
                let tally = ended.entry((job.installation, job.batch)).or_default();
                if succeeded {
                    tally.succeeded += 1;
                } else {
                    tally.failed += 1;
                }
            }
        }
        Line::Cancelled { installation, batch } => {
            jobs.retain(|_, job| job.installation != installation || job.batch != batch);
            ended.entry((installation, batch)).or_default();
        }
        Line::Tally { installation, batch, tally } => {
            ended.insert((installation, batch), tally);
        }
    }
    while ended.len() > REMEMBERED {
        ended.pop_first();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_there_after_a_death_and_what_was_done_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let job = |id: &str| Job {
            id: id.to_owned(),
            batch: "batch".to_owned(),
            installation: "one".to_owned(),
            queue: "q".to_owned(),
            body: Value::Null,
            due: Timestamp::UNIX_EPOCH,
            depth: 0,
            tried: 0,
            retry: Value::Null,
        };
        let path = directory.path().join("queue");
        let folder = Folder::take(directory.path()).unwrap();
        let mut queue = Queue::open(&folder, &path).unwrap();
        queue.put(vec![job("a"), job("b"), job("c")]).unwrap();
        queue.done("a", true).unwrap();
        drop(queue);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"done\":{\"id\":\"b\"");
        std::fs::write(&path, bytes).unwrap();
        for _ in 0..2 {
            let queue = Queue::open(&folder, &path).unwrap();
            assert_eq!(queue.next(Timestamp::UNIX_EPOCH).unwrap().id, "b");
            assert_eq!(
                queue.tally(Some("one"), "batch"),
                Some(Tally { succeeded: 1, failed: 0, waiting: 2 })
            );
            assert_eq!(queue.tally(Some("another"), "batch"), None);
        }
    }
}
