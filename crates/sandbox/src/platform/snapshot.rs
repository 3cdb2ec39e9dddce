//! A copy of everything, while it is in use.

use std::{
    fs,
    io::{self, ErrorKind},
    path::Path,
    sync::Arc,
};

use super::{Platform, STORES, held};
use crate::error::Error;

/// The file whose lock says whose the directory is.
const LOCK: &str = "lock";

impl Platform {
    /// Copies the platform's directory to one that is not there yet, as it stands at one moment: a platform opened on the
    /// copy goes on from there. Invocations that are under way go on as well; what they have not had acknowledged may
    /// be in the copy or not.
    ///
    /// The copy holds the key that opens what is sealed, as the directory does.
    ///
    /// # Errors
    /// There is something at `to`, or what is here cannot be read; then nothing is left of the copy.
    pub fn snapshot(&self, to: &Path) -> Result<(), Error> {
        if to.symlink_metadata().is_ok() {
            return Err(Error::state(to, ErrorKind::AlreadyExists.into()));
        }
        let mut name = to.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = to.with_file_name(name);
        let copied = self.at_rest(|| copy(self.folder.root(), &part));
        let moved = copied.and_then(|()| fs::rename(&part, to).map_err(|error| Error::state(to, error)));
        if moved.is_err() {
            let _ = fs::remove_dir_all(&part);
        }
        moved
    }

    /// Does something while nothing is written. Whoever needs several of these locks takes them in this order.
    fn at_rest<T>(&self, work: impl FnOnce() -> T) -> T {
        let _book = held(&self.book);
        let stores = held(&self.stores);
        let open: Vec<_> = stores.values().map(|(_, store)| Arc::clone(store)).collect();
        let _open: Vec<_> = open.iter().map(|store| held(store)).collect();
        let _products = held(&self.products);
        let _queue = held(&self.queue);
        let _doors = held(&self.doors);
        let _records = held(&self.records);
        let _clock = held(&self.clock);
        let _waiting = held(&self.waiting);
        let _logging = held(&self.logging);
        work()
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| Error::State { path, source }
    };
    make(to).map_err(failed(to))?;
    for entry in fs::read_dir(from).map_err(failed(from))? {
        let entry = entry.map_err(failed(from))?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name() == LOCK {
            continue;
        }
        if entry.file_name() == STORES {
            assay_store::copy(&path, &target)?;
        } else if entry.file_type().map_err(failed(&path))?.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(failed(&path))?;
        }
    }
    Ok(())
}

/// A directory that only its owner reads.
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}
