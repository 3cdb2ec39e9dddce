//! A file of lines of JSON, one for each thing that became so. A line that a death left by half was not acknowledged.

use std::{
    fs::{File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

use super::folder::Folder;
use crate::error::Error;

/// A journal, open at its end.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Journal {
    /// Every whole line of a file; none where there is no file.
    pub(crate) fn read<L: DeserializeOwned>(folder: &Folder, path: &Path) -> Result<Vec<L>, Error> {
        let text = folder.read(path)?.unwrap_or_default();
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = text[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let damaged =
            |error: serde_json::Error| Error::Damaged { path: path.to_owned(), because: error.to_string() };
        lines.map(|line| serde_json::from_slice(line).map_err(damaged)).collect()
    }

    /// Begins a file anew with these lines: what the old ones came to.
    pub(crate) fn begin<L: Serialize>(
        folder: &Folder,
        path: &Path,
        lines: impl IntoIterator<Item = L>,
    ) -> Result<Self, Error> {
        let mut text = Vec::new();
        for line in lines {
            text.extend(line_of(path, &line)?);
        }
        folder.replace(path, &text)?;
        let file = OpenOptions::new().write(true).open(path);
        let mut file = file.map_err(|error| Error::state(path, error))?;
        let length = file.seek(SeekFrom::End(0)).map_err(|error| Error::state(path, error))?;
        Ok(Self { path: path.to_owned(), file, length })
    }

    /// Writes a line. When this returns, it is on the disk.
    pub(crate) fn write(&mut self, line: &impl Serialize) -> Result<(), Error> {
        let bytes = line_of(&self.path, line)?;
        let written = self.file.write_all(&bytes).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // What was written by half must not stand before the next.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(Error::state(&self.path, error));
        }
        self.length += bytes.len() as u64;
        Ok(())
    }
}

fn line_of(path: &Path, line: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec(line).map_err(|error| Error::state(path, error.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
