//! The tree as the resolver sees it: absolute paths, and an installed package for each of the workspace's own.

use std::{
    collections::{HashMap, HashSet},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use assay_source::{RelPath, SourceText, Tree};
use oxc_resolver::{FileMetadata, FileSystem, ResolveError};

/// Where the tree's root appears to be.
const ROOT: &str = if cfg!(windows) { "C:\\" } else { "/" };
const INSTALLED: &str = "node_modules";

/// Files of a tree, read only, with the packages of the workspace as if they were installed at its root.
#[derive(Debug, Clone)]
pub(super) struct Files {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    tree: Arc<Tree>,
    folders: HashSet<String>,
    /// Folder of each package of the workspace, by its name.
    packages: HashMap<String, RelPath>,
}

enum Found {
    File(RelPath),
    Folder,
    Nothing,
}

impl Files {
    pub(super) fn of(tree: &Arc<Tree>, packages: HashMap<String, RelPath>) -> Self {
        let mut folders = HashSet::new();
        for file in tree.files() {
            let mut folder = file.path.parent();
            while folders.insert(folder.as_str().to_owned()) && !folder.is_root() {
                folder = folder.parent();
            }
        }
        for name in packages.keys() {
            folders.insert(INSTALLED.to_owned());
            if let Some((scope, _)) = name.split_once('/') {
                folders.insert(format!("{INSTALLED}/{scope}"));
            }
        }
        Self { inner: Arc::new(Inner { tree: Arc::clone(tree), folders, packages }) }
    }

    /// A path of the tree as the resolver knows it.
    pub(super) fn absolute(path: &RelPath) -> PathBuf {
        Path::new(ROOT).join(path.as_str())
    }

    /// The other way round; none where it leads out of the tree.
    pub(super) fn relative(&self, path: &Path) -> Option<RelPath> {
        let text = path.strip_prefix(ROOT).ok()?.to_str()?.replace('\\', "/");
        let Some(installed) = text.strip_prefix(INSTALLED).and_then(|rest| rest.strip_prefix('/')) else {
            return RelPath::parse(&text).ok();
        };
        let parts = if installed.starts_with('@') { 2 } else { 1 };
        let split = installed.match_indices('/').nth(parts - 1).map_or(installed.len(), |(at, _)| at);
        let folder = self.inner.packages.get(&installed[..split])?;
        folder.join(installed[split..].trim_start_matches('/')).ok()
    }

    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.inner.folders.contains(path)
    }

    fn find(&self, path: &Path) -> Found {
        if let Ok(plain) = path.strip_prefix(ROOT)
            && let Some(text) = plain.to_str()
            && self.has_folder(&text.replace('\\', "/"))
        {
            return Found::Folder;
        }
        match self.relative(path) {
            Some(path) if self.inner.tree.contains(&path) => Found::File(path),
            Some(path) if self.has_folder(path.as_str()) => Found::Folder,
            Some(path) => self.stand_in(&path).map_or(Found::Nothing, Found::File),
            None => Found::Nothing,
        }
    }

    /// `jsconfig.json` says of a JavaScript project what `tsconfig.json` says of a TypeScript one.
    fn stand_in(&self, path: &RelPath) -> Option<RelPath> {
        let jsconfig = path.parent().join("jsconfig.json").ok()?;
        (path.file_name() == "tsconfig.json" && self.inner.tree.contains(&jsconfig)).then_some(jsconfig)
    }

    fn text(&self, path: &Path) -> io::Result<Arc<SourceText>> {
        match self.find(path) {
            Found::File(path) => self.inner.tree.read(&path).map_err(io::Error::other),
            Found::Folder | Found::Nothing => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The text of a tsconfig as if it covered JavaScript too, and without an `extends` that leads to what is not
    /// here, an installed preset mostly. The paths it sets itself stand all the same.
    fn settled(&self, path: &Path, text: &str) -> String {
        let text = self.without_foreign_base(path, text);
        match text.split_once("\"compilerOptions\"") {
            Some((before, rest)) if !text.contains("\"allowJs\"") => match rest.split_once('{') {
                Some((colon, options)) => {
                    let comma = if options.trim_start().starts_with('}') { "" } else { "," };
                    format!("{before}\"compilerOptions\"{colon}{{\"allowJs\": true{comma}{options}")
                }
                None => text,
            },
            _ => text,
        }
    }

    fn without_foreign_base(&self, path: &Path, text: &str) -> String {
        let Some((before, rest)) = text.split_once("\"extends\"") else { return text.to_owned() };
        let value = rest.trim_start().strip_prefix(':').map_or("", str::trim_start);
        let base = value.strip_prefix('"').and_then(|value| value.split('"').next());
        let is_here = base.is_some_and(|base| {
            let Some(folder) = path.parent().filter(|_| base.starts_with('.')) else { return false };
            let Some(folder) = self.relative(folder) else { return false };
            let names = [base.to_owned(), format!("{base}.json")];
            names.iter().any(|name| folder.join(name).is_ok_and(|path| self.inner.tree.contains(&path)))
        });
        if is_here { text.to_owned() } else { format!("{before}\"_extends\"{rest}") }
    }
}

impl FileSystem for Files {
    fn new(_yarn_pnp: bool) -> Self {
        Self {
            inner: Arc::new(Inner {
                tree: Arc::new(
                    Tree::from_files::<&str, &str>([]).expect("no name of no file leads out of the tree"),
                ),
                folders: HashSet::new(),
                packages: HashMap::new(),
            }),
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        Ok(self.text(path)?.as_str().as_bytes().to_vec())
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        let text = self.text(path)?;
        let is_config = path.file_name().is_some_and(|name| name.to_string_lossy().contains("config"));
        Ok(if is_config { self.settled(path, text.as_str()) } else { text.as_str().to_owned() })
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        match self.find(path) {
            Found::File(_) => Ok(FileMetadata::new(true, false, false)),
            Found::Folder => Ok(FileMetadata::new(false, true, false)),
            Found::Nothing => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.metadata(path)
    }

    fn read_link(&self, _: &Path) -> Result<PathBuf, ResolveError> {
        Err(io::Error::from(io::ErrorKind::NotFound).into())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }
}
