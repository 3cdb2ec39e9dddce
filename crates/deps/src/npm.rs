//! JavaScript: the lock files of npm, Yarn, pnpm and Bun, and `package.json` where there is none.

mod bun;
mod manifest;
mod package_lock;
mod pnpm;
mod wanted;
mod yarn;

use std::collections::{BTreeMap, BTreeSet};

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath};

use crate::{
    Gap, Origin, Project, Purpose, ReadFrom, Request,
    reading::Reading,
    resolution::{Entry, Resolution},
};
use manifest::Manifest;

/// Every lock file this module reads, those that npm itself would prefer first.
const LOCK_FILES: [&str; 5] =
    ["npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];
/// Bun's lock file before version 1.2. What it holds is not text, and is not read.
///
/// Source: bun.com, "Lockfile"; read 2026-11.
const BINARY_LOCK_FILE: &str = "bun.lockb";

/// Manifests by the folder they stand in.
type Manifests = BTreeMap<RelPath, Manifest>;

/// A lock file as far as it was read: who takes part, and what is installed.
struct Locked {
    resolution: Resolution,
    /// Folders of the manifests that it holds the packages of.
    members: BTreeSet<RelPath>,
}

/// Every project of an app: one per lock file, one per manifest that no lock file holds the packages of.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let manifests = manifests(app);
    let mut projects = Vec::new();
    let mut diagnostics = Vec::new();
    let mut covered: BTreeSet<RelPath> = BTreeSet::new();
    for path in lock_files(app, &manifests) {
        let text = match app.tree.read(&path) {
            Ok(text) => text,
            Err(error) => {
                let mut project = from_manifests(&path, &manifests);
                project.gaps.push(Gap { what: format!("`{path}`"), because: error.to_string(), place: None });
                covered.insert(path.parent());
                projects.push(project);
                continue;
            }
        };
        let folder = path.parent();
        let mut reading = Reading::new(&app.tree, text);
        let locked = match path.file_name() {
            "pnpm-lock.yaml" => pnpm::read(&mut reading, &manifests),
            "yarn.lock" => yarn::read(&mut reading, &manifests),
            "bun.lock" => bun::read(&mut reading, &manifests),
            _ => package_lock::read(&mut reading, &manifests),
        };
        covered.extend(locked.members.iter().cloned());
        // A lock file that could not be read still says that there is one.
        covered.insert(folder.clone());
        diagnostics.append(&mut reading.diagnostics);
        let shared = !app.owns(&path);
        let members = locked.members.iter().filter(|member| manifests.contains_key(*member));
        let paths: Vec<RelPath> = members.map(|member| manifests[member].path.clone()).collect();
        if shared && paths.is_empty() {
            continue;
        }
        let mut resolution = locked.resolution;
        if shared {
            resolution.keep_reached();
        }
        let unknown = resolution.add_unfound(unknown_to_lock);
        let (packages, requests) = resolution.finish();
        reading.gaps.extend(unknown.iter().map(|request| behind(&path, request)));
        if shared {
            reading.gaps.extend(neighbours(&requests));
        }
        let head = manifests.get(&folder).or_else(|| manifests.get(locked.members.first()?));
        projects.push(Project {
            ecosystem: Ecosystem::Npm,
            folder,
            name: head.and_then(|manifest| manifest.name.clone()),
            version: head.and_then(|manifest| manifest.version.clone()),
            read_from: ReadFrom::LockFile,
            file: path,
            manifests: paths,
            packages,
            requests,
            gaps: reading.gaps,
        });
    }
    for (folder, manifest) in manifests {
        if covered.contains(&folder) || manifest.requests.is_empty() {
            continue;
        }
        let mut project = unlocked(&manifest);
        if let Some(lock) = binary_lock(app, &folder) {
            project.read_from = ReadFrom::LockFile;
            project.gaps =
                vec![Gap { what: format!("`{lock}`"), because: "it is no text".to_owned(), place: None }];
        }
        projects.push(project);
    }
    (projects, diagnostics)
}

fn manifests(app: &App) -> Manifests {
    let packages = app.project.packages.iter();
    packages.map(|package| (package.path().parent(), Manifest::read(&package.document))).collect()
}

/// The app's lock files, those too large to be read included, and those of folders above it that may hold its
/// packages: an app can be one member of a workspace.
fn lock_files(app: &App, manifests: &Manifests) -> BTreeSet<RelPath> {
    let is_lock = |path: &&RelPath| LOCK_FILES.contains(&path.file_name());
    let own = app.files().map(|file| &file.path).filter(is_lock);
    let too_large = app.tree.passed_over().iter().map(|passed| &passed.path);
    let too_large = too_large.filter(is_lock).filter(|path| app.owns(path));
    let mut found: BTreeSet<RelPath> = own.chain(too_large).cloned().collect();
    for folder in manifests.keys() {
        let mut above = folder.clone();
        while !above.is_root() && !found.iter().any(|path| path.parent() == above) {
            above = above.parent();
            let lock = |name| above.join(name).ok().filter(|path| app.tree.contains(path));
            found.extend(LOCK_FILES.into_iter().filter_map(lock).filter(|path| !app.owns(path)));
        }
    }
    found
}

/// The binary lock file in a folder, or in one above it.
fn binary_lock(app: &App, folder: &RelPath) -> Option<RelPath> {
    let mut at = folder.clone();
    loop {
        let lock = at.join(BINARY_LOCK_FILE).ok()?;
        if app.tree.contains(&lock) {
            return Some(lock);
        }
        if at.is_root() {
            return None;
        }
        at = at.parent();
    }
}

/// What a manifest asks for and the lock file does not hold: it is older than the manifest. Which version comes is not
/// known.
fn unknown_to_lock(request: &Request) -> Option<Entry> {
    let is_due = matches!(request.purpose, Purpose::Production | Purpose::Development);
    let is_local = matches!(wanted::origin(&request.wanted), Origin::Local(_));
    if is_due && !is_local { wanted::entry(request) } else { None }
}

/// That what such a package brings in is not known either.
fn behind(lock: &RelPath, request: &Request) -> Gap {
    Gap {
        what: format!("which `{}` is installed, and what it brings in", request.name),
        because: format!("`{lock}` does not hold it: it was not written again when the manifest changed"),
        place: Some(request.at.place()),
    }
}

/// Members of the same workspace that lie outside the app's folder: what they bring in is not looked at.
fn neighbours(requests: &[Request]) -> Vec<Gap> {
    let is_local = |request: &&Request| {
        request.resolved.is_none() && matches!(wanted::origin(&request.wanted), Origin::Local(_))
    };
    let gaps = requests.iter().filter(is_local).map(|request| Gap {
        what: format!("what `{}` brings in", request.name),
        because: "it lies outside the app's folder".to_owned(),
        place: Some(request.at.place()),
    });
    gaps.collect()
}

/// What a manifest without a lock file asks for.
fn unlocked(manifest: &Manifest) -> Project {
    let mut resolution = Resolution::new(Ecosystem::Npm);
    for request in &manifest.requests {
        let slot = wanted::entry(request).map(|entry| resolution.add(entry));
        resolution.ask(request.clone(), slot);
    }
    let (packages, requests) = resolution.finish();
    let gap = Gap::without_lock(&manifest.path);
    Project {
        ecosystem: Ecosystem::Npm,
        folder: manifest.path.parent(),
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        read_from: ReadFrom::Manifest,
        file: manifest.path.clone(),
        manifests: vec![manifest.path.clone()],
        packages,
        requests,
        gaps: vec![gap],
    }
}

/// What is left of a lock file that cannot even be opened.
fn from_manifests(lock: &RelPath, manifests: &Manifests) -> Project {
    let folder = lock.parent();
    let manifest = manifests.get(&folder);
    let mut project = manifest.map_or_else(
        || Project {
            ecosystem: Ecosystem::Npm,
            folder: folder.clone(),
            name: None,
            version: None,
            read_from: ReadFrom::LockFile,
            file: lock.clone(),
            manifests: Vec::new(),
            packages: Vec::new(),
            requests: Vec::new(),
            gaps: Vec::new(),
        },
        unlocked,
    );
    project.read_from = ReadFrom::LockFile;
    project.file = lock.clone();
    project.gaps.clear();
    project
}
