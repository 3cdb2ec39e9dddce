//! Opening a repository nobody vouches for: its objects and its references, and nothing else of it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use assay_secrets::NotSeen;
use gix::{ObjectId, hash::Kind};

/// Most memory that one object may ask for, in bytes. A larger one is listed and not unpacked.
pub const LARGEST_OBJECT: usize = 64 * 1024 * 1024;

/// Memory for objects that others are told as differences from, in bytes a thread.
const PACK_CACHE: usize = 96 * 1024 * 1024;

/// Why a history cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// There is no repository.
    #[error("there is no git repository")]
    NoRepository,
    /// What stands there points somewhere else, and that may be anybody's.
    #[error("its git folder lies elsewhere ({0}); name the repository itself")]
    Elsewhere(&'static str),
    /// It shares the objects of another repository.
    #[error(
        "it shares objects with another repository (`objects/info/alternates`), which is not followed; `git repack -a -d` makes it whole"
    )]
    Alternates,
    /// It keeps objects or references in a way this reader does not know.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The system or the reader refused.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

impl HistoryError {
    pub(crate) fn unreadable(error: impl std::fmt::Display) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// An open repository.
pub(crate) struct Repository {
    git: PathBuf,
    /// Commits that references lead to, in the order of the references' names.
    pub(crate) tips: Vec<ObjectId>,
    /// Commits whose parents were left out when the repository was cloned.
    pub(crate) shallow: BTreeSet<ObjectId>,
    /// What was noticed on opening.
    pub(crate) not_seen: Vec<NotSeen>,
}

/// A thread's view of the objects.
pub(crate) type Objects = gix::odb::Handle;

impl Repository {
    /// A view of the objects, with a cache of its own.
    pub(crate) fn objects(&self) -> Result<Objects, HistoryError> {
        let options = gix::odb::store::init::Options {
            alloc_limit_bytes: Some(LARGEST_OBJECT),
            current_dir: Some(self.git.clone()),
            ..Default::default()
        };
        // No replacements: what a reference under `refs/replace/` hides is read all the same.
        let handle = gix::odb::at_opts(self.git.join("objects"), Kind::Sha1, None, options);
        let mut objects = handle.map_err(HistoryError::unreadable)?;
        objects.set_pack_cache(|| Box::new(gix::odb::pack::cache::lru::MemoryCappedHashmap::new(PACK_CACHE)));
        objects.refresh_never();
        objects.prevent_pack_unload();
        Ok(objects)
    }
}

/// Opens the repository at `folder`.
pub(crate) fn open(folder: &Path) -> Result<Repository, HistoryError> {
    let folder = fs::canonicalize(folder).map_err(HistoryError::unreadable)?;
    let git = git_folder(&folder)?;
    if is_named(&git, "objects/info/alternates", |text| !text.trim().is_empty()) {
        return Err(HistoryError::Alternates);
    }
    if is_named(&git, "config", |text| {
        text.to_ascii_lowercase().contains("objectformat") && text.contains("sha256")
    }) {
        return Err(HistoryError::Unsupported("its objects are named by SHA-256, which is not read yet"));
    }
    if git.join("reftable").is_dir() {
        return Err(HistoryError::Unsupported(
            "its references are kept as a reftable, which is not read yet",
        ));
    }
    let mut repository = Repository { shallow: shallow(&git), git, tips: Vec::new(), not_seen: Vec::new() };
    let tips = tips(&mut repository)?;
    repository.tips = tips;
    Ok(repository)
}

/// The folder with the objects: `.git`, or the folder itself where it is a bare repository.
fn git_folder(folder: &Path) -> Result<PathBuf, HistoryError> {
    let inner = folder.join(".git");
    let git = match fs::symlink_metadata(&inner) {
        Ok(metadata) if metadata.is_dir() => inner,
        Ok(metadata) if metadata.is_symlink() => {
            return Err(HistoryError::Elsewhere("`.git` is a symbolic link"));
        }
        Ok(_) => {
            return Err(HistoryError::Elsewhere("`.git` is a file, as in a submodule or a linked worktree"));
        }
        Err(_) => folder.to_owned(),
    };
    let is_own_folder =
        |name: &str| fs::symlink_metadata(git.join(name)).is_ok_and(|metadata| metadata.is_dir());
    if !is_own_folder("objects") || fs::symlink_metadata(git.join("HEAD")).is_err() {
        return Err(HistoryError::NoRepository);
    }
    if git.join("commondir").exists() {
        return Err(HistoryError::Elsewhere("it is a linked worktree"));
    }
    Ok(git)
}

/// True where a small file of the repository says something.
fn is_named(git: &Path, file: &str, says: impl Fn(&str) -> bool) -> bool {
    fs::read(git.join(file)).is_ok_and(|bytes| says(&String::from_utf8_lossy(&bytes)))
}

/// The commits a shallow clone ends at: lines of hexadecimal ids.
fn shallow(git: &Path) -> BTreeSet<ObjectId> {
    let text = fs::read(git.join("shallow")).unwrap_or_default();
    text.split(|&byte| byte == b'\n').filter_map(|line| ObjectId::from_hex(line.trim_ascii()).ok()).collect()
}

/// The commits that references lead to.
fn tips(repository: &mut Repository) -> Result<Vec<ObjectId>, HistoryError> {
    let objects = repository.objects()?;
    let store = gix::refs::file::Store::at(repository.git.clone(), Kind::Sha1);
    let mut ids = Vec::new();
    let platform = store.iter().map_err(HistoryError::unreadable)?;
    for reference in platform.all().map_err(HistoryError::unreadable)? {
        match reference {
            Ok(reference) => ids.extend(reference.target.try_id().map(ToOwned::to_owned)),
            Err(error) => repository.not_seen.push(NotSeen::other("a reference", error.to_string())),
        }
    }
    // A detached head, and what is kept beside: stashes lie under `refs/`, these do not.
    for name in ["HEAD", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"] {
        let text = fs::read(repository.git.join(name)).unwrap_or_default();
        let lines = text.split(|&byte| byte == b'\n').take(1000);
        ids.extend(lines.filter_map(|line| ObjectId::from_hex(line.get(..40)?).ok()));
    }
    let mut tips = Vec::new();
    for id in ids {
        match peel(&objects, id) {
            Some(commit) => tips.push(commit),
            None => repository.not_seen.push(NotSeen::other(
                format!("what a reference leads to ({})", id.to_hex_with_len(10)),
                "it is no commit, or is not in this repository",
            )),
        }
    }
    tips.sort();
    tips.dedup();
    Ok(tips)
}

/// The commit that an annotated tag, or a tag of a tag, stands for.
fn peel(objects: &Objects, mut id: ObjectId) -> Option<ObjectId> {
    use gix::objs::{Find as _, Kind as Type, TagRefIter};
    let mut buffer = Vec::new();
    for _ in 0..16 {
        let object = objects.try_find(&id, &mut buffer).ok()??;
        match object.kind {
            Type::Commit => return Some(id),
            Type::Tag => id = TagRefIter::from_bytes(object.data, Kind::Sha1).target_id().ok()?,
            Type::Tree | Type::Blob => return None,
        }
    }
    None
}
