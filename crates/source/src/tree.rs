//! The files below one directory.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use ignore::{WalkBuilder, overrides::OverrideBuilder};

use crate::{RelPath, SourceText};

/// Folders nobody writes code in by hand. Never walked; what lies in them is counted nowhere.
const NEVER_WALKED: [&str; 6] = [".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__"];

/// How a directory is walked.
#[derive(Debug, Clone)]
pub struct TreeOptions {
    /// Largest file that is read, in bytes; larger ones are listed in [`Tree::passed_over`].
    pub largest_file: u64,
    /// Globs (as in `.gitignore`) of files to leave out.
    pub exclude: Vec<String>,
    /// Globs of files to look at; none means all.
    pub include: Vec<String>,
    /// Honour `.gitignore` and its like. `.assayignore` is honoured always.
    pub gitignore: bool,
}

impl Default for TreeOptions {
    fn default() -> Self {
        Self { largest_file: 4 * 1024 * 1024, exclude: Vec::new(), include: Vec::new(), gitignore: true }
    }
}

/// One file of a [`Tree`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Where it lies.
    pub path: RelPath,
    /// Its length in bytes.
    pub length: u64,
}

/// A file that was seen and not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassedOver {
    /// Where it lies.
    pub path: RelPath,
    /// Why.
    pub because: WhyPassedOver,
}

/// Why a file was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyPassedOver {
    /// Larger than [`TreeOptions::largest_file`].
    TooLarge {
        /// Its length in bytes.
        length: u64,
    },
    /// A symbolic link: what it points at may lie outside the app.
    SymbolicLink,
    /// The system would not let us look, in its own words.
    Unreadable(String),
}

impl std::fmt::Display for WhyPassedOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge { length } => write!(f, "too large to read ({length} bytes)"),
            Self::SymbolicLink => f.write_str("a symbolic link, which is not followed"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}

/// Why a file or directory cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no such directory.
    #[error("there is no directory `{0}`")]
    NoSuchDirectory(PathBuf),
    /// The path names a file.
    #[error("`{0}` is a file; name the app's directory")]
    NotADirectory(PathBuf),
    /// A glob of the options cannot be read.
    #[error("the pattern `{pattern}` cannot be read: {why}")]
    BadPattern {
        /// The pattern as given.
        pattern: String,
        /// The reader's words.
        why: String,
    },
    /// The file is not one of the tree's.
    #[error("there is no file `{0}` in the app")]
    NoSuchFile(RelPath),
    /// The file holds binary data.
    #[error("`{0}` is not a text file")]
    Binary(RelPath),
    /// The system refused.
    #[error("`{path}` cannot be read: {source}")]
    Io {
        /// The file.
        path: RelPath,
        /// The system's words.
        source: io::Error,
    },
}

#[derive(Debug)]
enum Origin {
    Directory(PathBuf),
    Memory(BTreeMap<RelPath, Vec<u8>>),
}

/// The files below one directory, in the order of their paths, read when asked for and kept.
#[derive(Debug)]
pub struct Tree {
    origin: Origin,
    files: Vec<FileEntry>,
    passed_over: Vec<PassedOver>,
    texts: Mutex<BTreeMap<RelPath, Arc<SourceText>>>,
}

impl Tree {
    /// Lists the files below `root`. Nothing is read yet.
    ///
    /// Left out without a word: version-control and installed-package folders, and what `.gitignore` and
    /// `.assayignore` name. Left out and listed: symbolic links, files over the size limit, what the system
    /// refuses to show.
    ///
    /// # Errors
    /// [`SourceError::NoSuchDirectory`], [`SourceError::NotADirectory`], [`SourceError::BadPattern`].
    pub fn open(root: &Path, options: &TreeOptions) -> Result<Self, SourceError> {
        match fs::metadata(root) {
            Err(_) => return Err(SourceError::NoSuchDirectory(root.to_owned())),
            Ok(metadata) if !metadata.is_dir() => return Err(SourceError::NotADirectory(root.to_owned())),
            Ok(_) => {}
        }
        let (mut files, mut passed_over) = (Vec::new(), Vec::new());
        for entry in walker(root, options)?.build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let why = error.to_string().replace(&format!("{}/", root.display()), "");
                    passed_over
                        .push(PassedOver { path: RelPath::root(), because: WhyPassedOver::Unreadable(why) });
                    continue;
                }
            };
            let Some(path) = entry.path().strip_prefix(root).ok().and_then(as_rel_path) else { continue };
            let Some(kind) = entry.file_type() else { continue };
            if kind.is_symlink() {
                passed_over.push(PassedOver { path, because: WhyPassedOver::SymbolicLink });
            } else if kind.is_file() {
                let length = entry.metadata().map_or(0, |metadata| metadata.len());
                if length > options.largest_file {
                    passed_over.push(PassedOver { path, because: WhyPassedOver::TooLarge { length } });
                } else {
                    files.push(FileEntry { path, length });
                }
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        passed_over.sort();
        Ok(Self { origin: Origin::Directory(root.to_owned()), files, passed_over, texts: Mutex::default() })
    }

    /// A tree of files that are already in memory.
    pub fn from_files<Name: AsRef<str>, Content: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (Name, Content)>,
    ) -> Result<Self, crate::RelPathError> {
        let contents: BTreeMap<RelPath, Vec<u8>> = files
            .into_iter()
            .map(|(name, content)| Ok((RelPath::parse(name.as_ref())?, content.as_ref().to_owned())))
            .collect::<Result<_, _>>()?;
        let files = contents
            .iter()
            .map(|(path, content)| FileEntry { path: path.clone(), length: content.len() as u64 })
            .collect();
        Ok(Self { origin: Origin::Memory(contents), files, passed_over: Vec::new(), texts: Mutex::default() })
    }

    /// Every file, ordered by path.
    pub fn files(&self) -> &[FileEntry] {
        &self.files
    }

    /// What was seen and not listed among the files, ordered by path.
    pub fn passed_over(&self) -> &[PassedOver] {
        &self.passed_over
    }

    /// True when there is such a file.
    pub fn contains(&self, path: &RelPath) -> bool {
        self.files.binary_search_by(|entry| entry.path.cmp(path)).is_ok()
    }

    /// The files at or below a folder, ordered by path.
    pub fn files_below<'a>(&'a self, folder: &'a RelPath) -> impl Iterator<Item = &'a FileEntry> {
        self.files.iter().filter(move |entry| entry.path.is_below(folder))
    }

    /// The text of a file, read once.
    ///
    /// # Errors
    /// [`SourceError::NoSuchFile`] for what is not in [`Tree::files`], [`SourceError::Binary`],
    /// [`SourceError::Io`].
    pub fn read(&self, path: &RelPath) -> Result<Arc<SourceText>, SourceError> {
        if !self.contains(path) {
            return Err(SourceError::NoSuchFile(path.clone()));
        }
        if let Some(text) = self.texts.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
            return Ok(Arc::clone(text));
        }
        let bytes = match &self.origin {
            Origin::Memory(contents) => contents.get(path).cloned().unwrap_or_default(),
            Origin::Directory(root) => fs::read(root.join(path.as_str()))
                .map_err(|source| SourceError::Io { path: path.clone(), source })?,
        };
        if is_binary(&bytes) {
            return Err(SourceError::Binary(path.clone()));
        }
        let text = Arc::new(SourceText::new(path.clone(), &bytes));
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), Arc::clone(&text));
        Ok(text)
    }
}

fn walker(root: &Path, options: &TreeOptions) -> Result<WalkBuilder, SourceError> {
    let mut overrides = OverrideBuilder::new(root);
    let bad = |pattern: &str, error: &ignore::Error| SourceError::BadPattern {
        pattern: pattern.to_owned(),
        why: error.to_string(),
    };
    for pattern in &options.include {
        overrides.add(pattern).map_err(|error| bad(pattern, &error))?;
    }
    for pattern in &options.exclude {
        overrides.add(&format!("!{pattern}")).map_err(|error| bad(pattern, &error))?;
    }
    let overrides = overrides.build().map_err(|error| bad("", &error))?;
    let mut walker = WalkBuilder::new(root);
    walker
        .standard_filters(false)
        .git_ignore(options.gitignore)
        .git_exclude(options.gitignore)
        .ignore(options.gitignore)
        .parents(options.gitignore)
        .require_git(false)
        .add_custom_ignore_filename(".assayignore")
        .overrides(overrides)
        .follow_links(false)
        .filter_entry(|entry| {
            entry.depth() == 0 || !NEVER_WALKED.iter().any(|name| entry.file_name() == *name)
        });
    Ok(walker)
}

fn as_rel_path(path: &Path) -> Option<RelPath> {
    RelPath::parse(&path.to_string_lossy()).ok()
}

/// A NUL byte in the first kilobytes, unless it is UTF-16 with its mark.
fn is_binary(bytes: &[u8]) -> bool {
    let utf16 = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    !utf16 && bytes.iter().take(8192).any(|&byte| byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RelPath {
        RelPath::parse(text).unwrap()
    }

    fn names(tree: &Tree) -> Vec<&str> {
        tree.files().iter().map(|entry| entry.path.as_str()).collect()
    }

    #[test]
    fn ignored_and_installed_files_are_left_out() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("manifest.yml", "app:"),
            ("src/index.js", ""),
            ("node_modules/a/index.js", ""),
            ("dist/out.js", ""),
            ("notes.md", ""),
            (".nvmrc", "22"),
            (".gitignore", "dist/\n"),
            (".assayignore", "*.md\n"),
        ] {
            let file = dir.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let tree = Tree::open(dir.path(), &TreeOptions::default()).unwrap();
        assert_eq!(names(&tree), [".assayignore", ".gitignore", ".nvmrc", "manifest.yml", "src/index.js"]);
        let options = TreeOptions { gitignore: false, exclude: vec!["src".into()], ..TreeOptions::default() };
        let tree = Tree::open(dir.path(), &options).unwrap();
        assert_eq!(names(&tree), [".assayignore", ".gitignore", ".nvmrc", "dist/out.js", "manifest.yml"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_tree_is_listed_and_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("manifest.yml")).unwrap();
        let tree = Tree::open(dir.path(), &TreeOptions::default()).unwrap();
        assert!(tree.files().is_empty());
        assert_eq!(tree.passed_over()[0].because, WhyPassedOver::SymbolicLink);
        assert!(matches!(tree.read(&path("manifest.yml")), Err(SourceError::NoSuchFile(_))));
    }

    #[test]
    fn a_large_file_is_listed_not_read() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("big.js"), [b'x'; 100]).unwrap();
        let tree =
            Tree::open(dir.path(), &TreeOptions { largest_file: 99, ..TreeOptions::default() }).unwrap();
        assert!(tree.files().is_empty());
        assert_eq!(tree.passed_over()[0].because, WhyPassedOver::TooLarge { length: 100 });
    }

    #[test]
    fn what_is_not_a_directory_is_said_so() {
        let dir = tempfile::tempdir().unwrap();
        let options = TreeOptions::default();
        assert!(matches!(Tree::open(&dir.path().join("no"), &options), Err(SourceError::NoSuchDirectory(_))));
        let file = dir.path().join("f");
        fs::write(&file, "").unwrap();
        assert!(matches!(Tree::open(&file, &options), Err(SourceError::NotADirectory(_))));
    }

    #[test]
    fn a_binary_file_is_not_text() {
        let tree = Tree::from_files([("a.png", &b"\x89PNG\0\0"[..]), ("b.txt", b"hello")]).unwrap();
        assert!(matches!(tree.read(&path("a.png")), Err(SourceError::Binary(_))));
        assert_eq!(tree.read(&path("b.txt")).unwrap().as_str(), "hello");
    }
}
