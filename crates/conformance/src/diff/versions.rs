//! The Forge manifests of one side: on disk, or in a commit.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use assay_app::Manifest;
use assay_source::{Diagnostic, Level, RelPath, SourceText, Tree, TreeOptions};

use super::{DiffError, Side};
use crate::git;

/// Largest manifest that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;
/// Most manifests of a commit that are read.
const MOST: usize = 500;

/// What was found on one side.
pub(super) struct Found {
    pub(super) manifests: Vec<FoundManifest>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// False where a file that may be a manifest was not read.
    pub(super) is_whole: bool,
}

/// One manifest.
pub(super) struct FoundManifest {
    /// Its path, seen from the directory that was named.
    pub(super) path: RelPath,
    /// It lies outside that directory.
    pub(super) outside: bool,
    pub(super) manifest: Manifest,
}

/// Finds the manifests of one side.
pub(super) fn load(side: &Side) -> Result<Found, DiffError> {
    match &side.revision {
        None => on_disk(&side.path),
        Some(revision) => in_commit(&side.path, revision),
    }
}

fn on_disk(path: &Path) -> Result<Found, DiffError> {
    let metadata = std::fs::metadata(path).map_err(|_| DiffError::NoSuchPath(path.to_owned()))?;
    if metadata.is_file() {
        let io = |source| DiffError::Io { path: path.to_owned(), source };
        if metadata.len() > LARGEST {
            return Err(io(std::io::Error::other("it is too large for a manifest")));
        }
        let bytes = std::fs::read(path).map_err(io)?;
        return named(path, &bytes);
    }
    // What git ignores counts here: a manifest that a build writes is the one that is deployed.
    let include = ["yml", "yaml"].map(|end| format!("[Mm][Aa][Nn][Ii][Ff][Ee][Ss][Tt]*.{end}"));
    let options = TreeOptions { include: include.to_vec(), ..TreeOptions::default() };
    let tree = Arc::new(Tree::open(path, &options)?);
    let mut found = manifests_of(&tree);
    found.is_whole = tree.passed_over().is_empty();
    found
        .diagnostics
        .extend(tree.passed_over().iter().map(|passed| not_read(&passed.path, &passed.because.to_string())));
    Ok(found)
}

/// The manifests among the files of a tree, chosen as `assay check` chooses them.
fn manifests_of(tree: &Arc<Tree>) -> Found {
    let apps = assay_app::find(tree, &assay_app::Options::default()).apps;
    let manifests = apps.into_iter().filter_map(|app| app.manifest);
    let manifests = manifests.map(|manifest| FoundManifest {
        path: manifest.document.text.path().clone(),
        outside: false,
        manifest,
    });
    Found { manifests: manifests.collect(), diagnostics: Vec::new(), is_whole: true }
}

/// A file that was named, whatever its name.
fn named(path: &Path, bytes: &[u8]) -> Result<Found, DiffError> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    one(&name, bytes)?.ok_or_else(|| DiffError::NotAManifest(path.display().to_string()))
}

fn one(name: &str, bytes: &[u8]) -> Result<Option<Found>, DiffError> {
    // Whether it is Forge's is told by what stands in it, under the name the platform reads.
    let Ok(tree) = Tree::from_files([("manifest.yml", bytes)]) else { return Ok(None) };
    if manifests_of(&Arc::new(tree)).manifests.is_empty() {
        return Ok(None);
    }
    let path = RelPath::parse(name).unwrap_or_else(|_| RelPath::root());
    let manifest = Manifest::read(&Arc::new(SourceText::new(path.clone(), bytes)));
    let found = FoundManifest { path, outside: false, manifest };
    Ok(Some(Found { manifests: vec![found], diagnostics: Vec::new(), is_whole: true }))
}

/// One file of a commit.
struct Blob {
    path: String,
    object: String,
}

fn in_commit(path: &Path, revision: &str) -> Result<Found, DiffError> {
    let (folder, file) = place(path);
    let no_revision = |error| match error {
        git::GitError::NotStarted(error) => DiffError::NoGit(error),
        // Git's words where it finds no such name: they help nobody.
        git::GitError::Refused(why) if why.contains("single revision") => {
            DiffError::NoRevision { revision: revision.to_owned(), path: folder.clone() }
        }
        git::GitError::Refused(why) => DiffError::Git { revision: revision.to_owned(), why },
    };
    let refused = |error| DiffError::git(revision, error);
    let commit = format!("{revision}^{{commit}}");
    let commit =
        git::ask(&folder, ["rev-parse", "--verify", "--end-of-options", &commit]).map_err(no_revision)?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let prefix = git::ask(&folder, ["rev-parse", "--show-prefix"]).map_err(refused)?;
    let prefix = String::from_utf8_lossy(&prefix).trim_end_matches('\n').to_owned();
    let listing =
        git::ask(&folder, ["ls-tree", "-r", "-l", "-z", "--full-tree", &commit]).map_err(refused)?;
    let wanted = file.map(|file| format!("{prefix}{file}"));
    let mut is_whole = true;
    let mut diagnostics = Vec::new();
    let mut blobs = Vec::new();
    for entry in String::from_utf8_lossy(&listing).split('\0') {
        let Some((about, path)) = entry.split_once('\t') else { continue };
        // A repository within the repository: what lay in it is not told here.
        is_whole &= !about.starts_with("160000");
        let is_wanted = match &wanted {
            Some(wanted) => path == wanted,
            None => is_manifest_name(path),
        };
        if !is_wanted {
            continue;
        }
        let mut about = about.split_whitespace();
        let (mode, _, object, size) = (about.next(), about.next(), about.next(), about.next());
        let small = size.and_then(|size| size.parse::<u64>().ok()).is_some_and(|size| size <= LARGEST);
        let is_file = mode.is_some_and(|mode| mode.starts_with("100"));
        match object.filter(|_| is_file && small && blobs.len() < MOST) {
            Some(object) => blobs.push(Blob { path: path.to_owned(), object: object.to_owned() }),
            None => {
                is_whole = false;
                let name = RelPath::parse(path).unwrap_or_else(|_| RelPath::root());
                let why = if is_file { "it is too large, or one of too many" } else { "it is a link" };
                diagnostics.push(not_read(&name, why));
            }
        }
    }
    let read = |blob: &Blob| git::ask(&folder, ["cat-file", "blob", &blob.object]).map_err(refused);
    let mut found = match &wanted {
        Some(wanted) => match blobs.first() {
            Some(blob) => {
                let name = wanted.strip_prefix(&prefix).unwrap_or(wanted);
                one(name, &read(blob)?)?.ok_or_else(|| DiffError::NotAManifest(wanted.clone()))?
            }
            None => Found { manifests: Vec::new(), diagnostics: Vec::new(), is_whole: true },
        },
        None => {
            let (inside, outside): (Vec<_>, Vec<_>) =
                blobs.into_iter().partition(|blob| blob.path.starts_with(&prefix));
            let mut found = manifests_of(&Arc::new(tree_of(&inside, &prefix, read)?));
            let mut elsewhere = manifests_of(&Arc::new(tree_of(&outside, "", read)?));
            elsewhere.manifests.iter_mut().for_each(|manifest| manifest.outside = true);
            found.manifests.append(&mut elsewhere.manifests);
            found
        }
    };
    found.is_whole = is_whole;
    found.diagnostics.extend(diagnostics);
    Ok(found)
}

/// The folder to ask git in, and the file's name where a file is meant.
fn place(path: &Path) -> (PathBuf, Option<String>) {
    let is_manifest = path.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        path.is_file() || !path.is_dir() && is_manifest_name(&name)
    });
    if !is_manifest {
        return (path.to_owned(), None);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    (folder.to_owned(), path.file_name().map(|name| name.to_string_lossy().into_owned()))
}

fn is_manifest_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("manifest") && (name.ends_with(".yml") || name.ends_with(".yaml"))
}

fn tree_of(
    blobs: &[Blob],
    prefix: &str,
    read: impl Fn(&Blob) -> Result<Vec<u8>, DiffError>,
) -> Result<Tree, DiffError> {
    let mut files = Vec::new();
    for blob in blobs {
        let path = blob.path.strip_prefix(prefix).unwrap_or(&blob.path);
        if RelPath::parse(path).is_ok() {
            files.push((path.to_owned(), read(blob)?));
        }
    }
    // Every path was just read as one.
    Ok(Tree::from_files(files).unwrap_or_else(|_| empty()))
}

fn empty() -> Tree {
    let none: [(&str, &[u8]); 0] = [];
    Tree::from_files(none).expect("a tree of no files has no path that could be wrong")
}

fn not_read(path: &RelPath, why: &str) -> Diagnostic {
    let message = format!("`{path}` was not read: {why}");
    Diagnostic::new(Level::Warning, "manifest-not-read", message)
        .help("an app that lies there cannot be compared; name its manifest itself")
}
