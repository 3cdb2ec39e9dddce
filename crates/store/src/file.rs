//! The database file of an installation.

use std::{fs, path::Path};

use assay_auth::sealing::{MasterKey, SealingKey};
use rusqlite::{Connection, limits::Limit};

use crate::{entity::Entities, folder::InstallationId};

/// An installation's data, open.
pub struct Installation {
    pub(crate) connection: Connection,
    pub(crate) key: SealingKey,
    pub(crate) entities: Entities,
}

/// An installation's data cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its folder cannot be made or removed.
    #[error("the folder of the installation's data cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// Its file is no database, or of a newer form.
    #[error("the installation's data cannot be read: {0}")]
    Database(#[from] rusqlite::Error),
    /// Its file was written by a newer Assay.
    #[error("the installation's data is of form {found}, and this build knows up to {known}")]
    Newer {
        /// The form of the file.
        found: i64,
        /// The newest that is known here.
        known: i64,
    },
}

/// The file's name, in the folder of its installation.
pub(crate) const DATABASE: &str = "data.sqlite";

/// The form of the file.
const FORM: i64 = 1;

/// `entity` is empty for plain keys. Times are milliseconds since 1970.
const TABLES: &str = "
    CREATE TABLE entry (
        entity TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
        created INTEGER NOT NULL, updated INTEGER NOT NULL, expires INTEGER,
        PRIMARY KEY (entity, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE secret (
        key TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL,
        created INTEGER NOT NULL, updated INTEGER NOT NULL, expires INTEGER
    ) STRICT, WITHOUT ROWID;
";

impl Installation {
    /// Opens the data of an installation below `root`, and makes it where there is none.
    ///
    /// # Errors
    /// The folder or the file cannot be used.
    pub fn open(
        root: &Path,
        id: &InstallationId,
        master: &MasterKey,
        entities: Entities,
    ) -> Result<Self, OpenError> {
        let folder = id.folder(root);
        fs::create_dir_all(&folder)?;
        let connection = Connection::open(folder.join(DATABASE))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        // What is acknowledged has reached the disk.
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        let form: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match form {
            0 => {
                connection.execute_batch(&format!("BEGIN; {TABLES} PRAGMA user_version = {FORM}; COMMIT;"))?
            }
            FORM => {}
            found => return Err(OpenError::Newer { found, known: FORM }),
        }
        Ok(Self { connection, key: SealingKey::derive(master, id.digest().as_bytes()), entities })
    }

    /// Removes all data of an installation, as uninstalling does. Gives whether there was any.
    ///
    /// # Errors
    /// The folder cannot be removed.
    pub fn remove(root: &Path, id: &InstallationId) -> Result<bool, OpenError> {
        let folder = id.folder(root);
        match fs::remove_dir_all(&folder) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

impl std::fmt::Debug for Installation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Installation").field("entities", &self.entities).finish_non_exhaustive()
    }
}
