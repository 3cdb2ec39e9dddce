//! The consent ledger: who deployed, installed, approved and removed what, each entry bound to all before it.
//!
//! One entry a line: `{"hash":"…","entry":{…}}`, where the entry names the hash of the one before it. What the platform
//! holds to be so is what these entries say, read from the first to the last, so there is no second account that could
//! differ. An entry is acknowledged when it has reached the disk; half a line at the end is one that never was.
//!
//! The chain shows a change to whoever kept the last hash. Who can write the directory can also write a whole new chain.

use std::{
    fs::{File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use assay_source::Digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::act::Act;
use crate::error::Error;

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// The hash of the one before; of the first, 64 zeros.
    pub previous: String,
    /// When, by the platform's clock.
    pub at: Timestamp,
    /// Who: an admin, a developer, the platform itself.
    pub by: String,
    /// What was done.
    pub act: Act,
}

/// The ledger, open.
#[derive(Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
    file: File,
    length: u64,
    entries: u64,
    last: String,
}

const BEGIN: &str = "{\"hash\":\"";
const MIDDLE: &str = "\",\"entry\":";
const NONE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Ledger {
    /// Opens a ledger and gives what it says. A chain that does not hold is refused.
    pub(crate) fn open(path: &Path) -> Result<(Self, Vec<Entry>), Error> {
        let text = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::state(path, error)),
        };
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (entries, last) = read(path, &text[..whole])?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let mut file = file.map_err(|error| Error::state(path, error))?;
        let length = whole as u64;
        file.set_len(length)
            .and_then(|()| file.seek(SeekFrom::Start(length)).map(drop))
            .and_then(|()| file.sync_all())
            .map_err(|error| Error::state(path, error))?;
        let count = entries.len() as u64;
        Ok((Self { path: path.to_owned(), file, length, entries: count, last }, entries))
    }

    /// Writes an entry. When this returns, it is on the disk.
    pub(crate) fn write(&mut self, at: Timestamp, by: &str, act: Act) -> Result<Entry, Error> {
        let entry =
            Entry { number: self.entries + 1, previous: self.last.clone(), at, by: by.to_owned(), act };
        let json = serde_json::to_string(&entry).map_err(|error| Error::state(&self.path, error.into()))?;
        let hash = Digest::of(json.as_bytes()).to_string();
        let line = format!("{BEGIN}{hash}{MIDDLE}{json}}}\n");
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // What was written by half must not stand before the next.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(Error::state(&self.path, error));
        }
        self.length += line.len() as u64;
        self.entries += 1;
        self.last = hash;
        Ok(entry)
    }

    /// The hash of the last entry: whoever keeps it can tell later whether anything before it was changed.
    pub(crate) fn head(&self) -> &str {
        &self.last
    }
}

/// Reads whole lines, and holds the chain.
pub(crate) fn read(path: &Path, text: &[u8]) -> Result<(Vec<Entry>, String), Error> {
    let mut entries = Vec::new();
    let mut last = NONE.to_owned();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let number = entries.len() as u64 + 1;
        let broken = |because: &str| Error::ChainBroken {
            path: path.to_owned(),
            entry: number,
            because: because.to_owned(),
        };
        let line = std::str::from_utf8(line).map_err(|_| broken("it is no text"))?.trim_end_matches('\n');
        let parts = line.strip_prefix(BEGIN).and_then(|rest| rest.split_once(MIDDLE));
        let (hash, json) = parts.ok_or_else(|| broken("it has not the form of an entry"))?;
        let json = json.strip_suffix('}').ok_or_else(|| broken("it has not the form of an entry"))?;
        if Digest::of(json.as_bytes()).to_string() != hash {
            return Err(broken("it is not what its hash was made of"));
        }
        let entry: Entry = serde_json::from_str(json).map_err(|error| broken(&error.to_string()))?;
        if entry.number != number || entry.previous != last {
            return Err(broken("the one before it is another"));
        }
        hash.clone_into(&mut last);
        entries.push(entry);
    }
    Ok((entries, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::act::EnvironmentId;

    fn act(on: bool) -> Act {
        let environment = EnvironmentId { app: "app".into(), name: "production".into() };
        Act::LogsSwitched { environment, site: "alpha".into(), on }
    }

    #[test]
    fn what_was_written_is_read_and_half_a_line_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let (mut ledger, _) = Ledger::open(&path).unwrap();
        for on in [true, false] {
            ledger.write(Timestamp::UNIX_EPOCH, "an admin", act(on)).unwrap();
        }
        let head = ledger.head().to_owned();
        drop(ledger);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"hash\":\"00");
        std::fs::write(&path, bytes).unwrap();
        let (mut ledger, entries) = Ledger::open(&path).unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(ledger.head(), head);
        assert_eq!(ledger.write(Timestamp::UNIX_EPOCH, "an admin", act(true)).unwrap().previous, head);
        drop(ledger);
        assert_eq!(Ledger::open(&path).unwrap().1.len(), 3);
    }

    #[test]
    fn a_changed_removed_or_reordered_entry_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let (mut ledger, _) = Ledger::open(&path).unwrap();
        for on in [true, false, true] {
            ledger.write(Timestamp::UNIX_EPOCH, "an admin", act(on)).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let changed = text.replacen("an admin", "somebody", 1);
        let removed = format!("{}\n{}\n", lines[0], lines[2]);
        let reordered = format!("{}\n{}\n{}\n", lines[1], lines[0], lines[2]);
        for bad in [changed, removed, reordered] {
            assert!(matches!(read(&path, bad.as_bytes()), Err(Error::ChainBroken { .. })), "{bad}");
        }
    }
}
