//! What apps put aside for later: jobs of queues, in a file of their own, so that what was taken is not lost.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::Error,
    state::{folder::Folder, journal::Journal},
};

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
    /// Where it stands among those that are due at the same time.
    #[serde(default)]
    pub(crate) number: u64,
    /// How many that share a key may be done at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) concurrency: Option<Concurrency>,
}

/// Jobs of an installation's queue that share a key, and how many of them may be done at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Concurrency {
    pub(crate) key: String,
    pub(crate) limit: u64,
}

impl Job {
    /// Whether another one counts for the same limit.
    fn shares_a_limit(&self, other: &Self) -> bool {
        let key = |job: &Self| job.concurrency.as_ref().map(|it| it.key.clone());
        key(self).is_some()
            && key(self) == key(other)
            && (&self.installation, &self.queue) == (&other.installation, &other.queue)
    }
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
    journal: Journal,
    jobs: BTreeMap<String, Job>,
    /// Those that are being done.
    taken: BTreeSet<String>,
    next: u64,
    /// Of batches whose jobs are done, by installation.
    ended: BTreeMap<(String, String), Tally>,
}

/// Most batches of one platform whose end is remembered.
const REMEMBERED: usize = 10_000;

impl Queue {
    pub(crate) fn open(folder: &Folder, path: &Path) -> Result<Self, Error> {
        let mut jobs = BTreeMap::new();
        let mut ended = BTreeMap::new();
        for line in Journal::read(folder, path)? {
            apply(&mut jobs, &mut ended, line);
        }
        let tallies = ended.iter().map(|((installation, batch), tally)| Line::Tally {
            installation: installation.clone(),
            batch: batch.clone(),
            tally: *tally,
        });
        let lines = tallies.chain([Line::Put(jobs.values().cloned().collect())]);
        let journal = Journal::begin(folder, path, lines)?;
        let next = jobs.values().map(|job| job.number + 1).max().unwrap_or(0);
        Ok(Self { journal, jobs, taken: BTreeSet::new(), next, ended })
    }

    fn write(&mut self, line: Line) -> Result<(), Error> {
        self.journal.write(&line)?;
        apply(&mut self.jobs, &mut self.ended, line);
        Ok(())
    }

    /// Takes jobs. When this returns, they are on the disk.
    pub(crate) fn put(&mut self, mut jobs: Vec<Job>) -> Result<(), Error> {
        for job in &mut jobs {
            job.number = self.next;
            self.next += 1;
        }
        for job in &jobs {
            self.taken.remove(&job.id);
        }
        self.write(Line::Put(jobs))
    }

    /// A job is over.
    pub(crate) fn done(&mut self, id: &str, succeeded: bool) -> Result<(), Error> {
        self.taken.remove(id);
        self.write(Line::Done { id: id.to_owned(), succeeded })
    }

    /// Drops what is left of a batch.
    pub(crate) fn cancel(&mut self, installation: &str, batch: &str) -> Result<(), Error> {
        self.write(Line::Cancelled { installation: installation.to_owned(), batch: batch.to_owned() })
    }

    /// The first job that is due, that nobody does yet and whose limit leaves room. Whoever asks does it from now on.
    pub(crate) fn take(&mut self, now: Timestamp) -> Option<Job> {
        let is_free = |job: &&Job| {
            let Some(concurrency) = &job.concurrency else { return true };
            let taken = self.taken.iter().filter_map(|id| self.jobs.get(id));
            (taken.filter(|other| other.shares_a_limit(job)).count() as u64) < concurrency.limit
        };
        let due = self.jobs.values().filter(|job| job.due <= now && !self.taken.contains(&job.id));
        let job = due.filter(is_free).min_by_key(|job| (job.due, job.number))?.clone();
        self.taken.insert(job.id.clone());
        Some(job)
    }

    /// A job could not be done for now.
    pub(crate) fn give_back(&mut self, id: &str) {
        self.taken.remove(id);
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

    fn job(id: &str) -> Job {
        Job {
            id: id.to_owned(),
            batch: "batch".to_owned(),
            installation: "one".to_owned(),
            queue: "q".to_owned(),
            body: Value::Null,
            due: Timestamp::UNIX_EPOCH,
            depth: 0,
            tried: 0,
            retry: Value::Null,
            number: 0,
            concurrency: None,
        }
    }

    #[test]
    fn what_was_taken_is_there_after_a_death_and_what_was_done_is_not() {
        let directory = tempfile::tempdir().unwrap();
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
            let mut queue = Queue::open(&folder, &path).unwrap();
            assert_eq!(queue.take(Timestamp::UNIX_EPOCH).unwrap().id, "b");
            assert_eq!(
                queue.tally(Some("one"), "batch"),
                Some(Tally { succeeded: 1, failed: 0, waiting: 2 })
            );
            assert_eq!(queue.tally(Some("another"), "batch"), None);
        }
    }

    #[test]
    fn a_limit_counts_for_one_key_of_one_queue_of_one_installation() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::take(directory.path()).unwrap();
        let mut queue = Queue::open(&folder, &directory.path().join("queue")).unwrap();
        let keyed = |id: &str, installation: &str, queue: &str, key: &str| Job {
            installation: installation.to_owned(),
            queue: queue.to_owned(),
            concurrency: Some(Concurrency { key: key.to_owned(), limit: 1 }),
            ..job(id)
        };
        queue
            .put(vec![
                keyed("a", "one", "q", "k"),
                keyed("b", "one", "q", "k"),
                keyed("c", "one", "q", "other"),
                keyed("d", "one", "r", "k"),
                keyed("e", "two", "q", "k"),
                job("f"),
            ])
            .unwrap();
        let taken: Vec<String> =
            std::iter::from_fn(|| queue.take(Timestamp::UNIX_EPOCH)).map(|job| job.id).collect();
        assert_eq!(taken, ["a", "c", "d", "e", "f"]);
        queue.done("a", true).unwrap();
        assert_eq!(queue.take(Timestamp::UNIX_EPOCH).unwrap().id, "b");
        assert_eq!(queue.take(Timestamp::UNIX_EPOCH), None);
    }
}
