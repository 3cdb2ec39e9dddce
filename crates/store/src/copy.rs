//! Copies of databases that are in use.

use std::{fs, path::Path};

use rusqlite::{Connection, MAIN_DB, OpenFlags};

use crate::file::{DATABASE, OpenError};

/// Copies the data of every installation below `root` to a folder that is not there yet, each as it stood at one moment,
/// whoever has it open.
///
/// # Errors
/// A folder or a file cannot be used.
pub fn copy(root: &Path, to: &Path) -> Result<(), OpenError> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let file = entry.path().join(DATABASE);
        let folder = to.join(entry.file_name());
        fs::create_dir(&folder)?;
        // A death may have come before the file, and between its removal and that of its folder.
        if file.exists() {
            let source = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            source.backup(MAIN_DB, folder.join(DATABASE), None)?;
        }
    }
    Ok(())
}
