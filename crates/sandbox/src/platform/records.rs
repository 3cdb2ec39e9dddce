//! Where decisions are written down, one line each, as they are made.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use crate::{decision::Record, error::Error};

/// The file of decisions.
#[derive(Debug)]
pub(crate) struct Records {
    path: PathBuf,
    file: File,
    /// Why one could not be written, where one could not.
    lost: Option<String>,
}

impl Records {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let mut file = file.map_err(|error| Error::state(path, error))?;
        // Half a line that a death left stays one line of its own.
        let whole = std::fs::read(path).map_err(|error| Error::state(path, error))?;
        if whole.last().is_some_and(|byte| *byte != b'\n') {
            file.write_all(b"\n").map_err(|error| Error::state(path, error))?;
        }
        Ok(Self { path: path.to_owned(), file, lost: None })
    }

    /// Writes one. That it could not be written is told to whoever reads them.
    pub(crate) fn write(&mut self, record: &Record) {
        let line = serde_json::to_vec(record).map(|mut line| {
            line.push(b'\n');
            line
        });
        let written = line.map_err(std::io::Error::from).and_then(|line| self.file.write_all(&line));
        if let Err(error) = written {
            self.lost = Some(error.to_string());
        }
    }

    /// Reads all. A line that a death left by half is passed over.
    pub(crate) fn read(&self) -> Result<Vec<Record>, Error> {
        if let Some(because) = &self.lost {
            let because = format!("decisions could not be written: {because}");
            return Err(Error::Damaged { path: self.path.clone(), because });
        }
        let text = std::fs::read(&self.path).map_err(|error| Error::state(&self.path, error))?;
        Ok(text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
    }
}
