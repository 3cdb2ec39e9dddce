//! Beginning anew.

use std::{fs, io};

use super::{CLOCK, DECISIONS, LEDGER, Platform, QUEUE, STORES};
use crate::error::Error;

/// Everything a platform puts into its directory, but for the lock.
const OURS: [&str; 10] =
    [CLOCK, DECISIONS, LEDGER, QUEUE, STORES, "key", "logs", "variables", "versions", "web-triggers.json"];

impl Platform {
    /// Removes everything the platform keeps, and ends it. What others put into its directory stays.
    ///
    /// # Errors
    /// Something cannot be removed.
    pub fn erase(self) -> Result<(), Error> {
        for name in OURS {
            let path = self.folder.path(name);
            let removed = match path.symlink_metadata() {
                Ok(it) if it.is_dir() => fs::remove_dir_all(&path),
                Ok(_) => fs::remove_file(&path),
                Err(error) => Err(error),
            };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::state(&path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}
