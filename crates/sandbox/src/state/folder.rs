//! The directory that holds everything, and how it is written: whole files or nothing, and one platform at a time.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use data_encoding::{BASE32HEX_NOPAD, HEXLOWER};

use assay_source::Digest;
use assay_store::MasterKey;

use crate::error::Error;

/// How often the lock is tried, and the time between. A process that is just being started has the files of the one that
/// starts it until it becomes another program: for that moment a lock outlives its owner.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(25);

/// The directory, ours until this is dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes a directory, and makes it where there is none.
    pub(crate) fn take(root: &Path) -> Result<Self, Error> {
        fs::create_dir_all(root).map_err(|error| Error::state(root, error))?;
        let path = root.join("lock");
        let lock = OpenOptions::new().create(true).append(true).open(&path);
        let lock = lock.map_err(|error| Error::state(&path, error))?;
        for is_last in (1..=ATTEMPTS).map(|attempt| attempt == ATTEMPTS) {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { root: root.to_owned(), _lock: lock }),
                Err(TryLockError::WouldBlock) if !is_last => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => return Err(Error::state(&path, error)),
            }
        }
        Err(Error::InUse { directory: root.to_owned() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A directory whose name says nothing and leads nowhere else, whatever the parts are.
    pub(crate) fn hidden(&self, kind: &str, parts: &[&str]) -> PathBuf {
        let digest = Digest::of_parts(parts.iter().map(|part| part.as_bytes()));
        self.root.join(kind).join(BASE32HEX_NOPAD.encode(&digest.as_bytes()[..20]).to_ascii_lowercase())
    }

    /// Reads a file; none where there is none.
    pub(crate) fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, Error> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::state(path, error)),
        }
    }

    /// Puts a file in place, whole: whoever reads sees the old one or the new one.
    pub(crate) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let write = || -> io::Result<()> {
            let above = path.parent().unwrap_or(&self.root);
            fs::create_dir_all(above)?;
            let beside = path.with_extension("new");
            let mut file = private(&beside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, path)?;
            File::open(above)?.sync_all()
        };
        write().map_err(|error| Error::state(path, error))
    }

    /// Puts a directory of files in place, whole, over what a death left there.
    pub(crate) fn place(&self, at: &Path, files: &[(&str, &[u8])]) -> Result<(), Error> {
        let write = || -> io::Result<()> {
            let above = at.parent().unwrap_or(&self.root);
            let beside = at.with_extension("new");
            for left in [&beside, at] {
                match fs::remove_dir_all(left) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            fs::create_dir_all(&beside)?;
            for (name, bytes) in files {
                let mut file = private(&beside.join(name))?;
                file.write_all(bytes)?;
                file.sync_all()?;
            }
            File::open(&beside)?.sync_all()?;
            fs::rename(&beside, at)?;
            File::open(above)?.sync_all()
        };
        write().map_err(|error| Error::state(at, error))
    }

    /// The key under which everything secret here is sealed, drawn at random when the directory is new.
    pub(crate) fn master_key(&self) -> Result<MasterKey, Error> {
        let path = self.path("key");
        if let Some(bytes) = self.read(&path)? {
            let bytes: [u8; 32] = bytes.try_into().map_err(|_| Error::Damaged {
                path: path.clone(),
                because: "a key is 32 bytes".to_owned(),
            })?;
            return Ok(MasterKey::new(bytes));
        }
        let bytes = random::<32>();
        self.replace(&path, &bytes)?;
        Ok(MasterKey::new(bytes))
    }
}

/// A new file that only its owner reads.
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)
}

/// Bytes nobody can guess.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "there is no going on without it")]
    SystemRandom::new().fill(&mut bytes).expect("the machine gives random bytes");
    bytes
}

/// An id nobody can guess: 128 bits.
pub(crate) fn random_id() -> String {
    HEXLOWER.encode(&random::<16>())
}
