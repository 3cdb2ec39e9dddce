//! Rust: `Cargo.lock`, and `Cargo.toml` for what is asked for and where there is none.
//!
//! Source: The Cargo Book, `Cargo.toml` vs `Cargo.lock`, and specifying dependencies; rust-lang/cargo, `encode.rs`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath};
use toml::de::DeTable;

use crate::{
    Gap, Hash, Origin, Project, Purpose, ReadFrom, Request, Version,
    reading::{Reading, open},
    resolution::{Entry, Resolution, Slot},
    toml_file::{self, Lenient, Value, entries, items_at, table_at, text_at},
};

/// A `Cargo.toml`.
struct Manifest {
    path: RelPath,
    name: Option<String>,
    version: Option<String>,
    requests: Vec<Request>,
}

/// Every project of an app.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let (mut projects, mut diagnostics) = (Vec::new(), Vec::new());
    let paths: Vec<RelPath> = app.files().map(|file| file.path.clone()).collect();
    let mut manifests: BTreeMap<RelPath, Manifest> = BTreeMap::new();
    for path in paths.iter().filter(|path| path.file_name() == "Cargo.toml") {
        let Ok(text) = app.tree.read(path) else { continue };
        let mut reading = Reading::new(&app.tree, text);
        let manifest = manifest(&mut reading);
        diagnostics.append(&mut reading.diagnostics);
        manifests.insert(path.parent(), manifest);
    }
    let locks: BTreeSet<&RelPath> = paths.iter().filter(|path| path.file_name() == "Cargo.lock").collect();
    for path in &locks {
        let mut project = Project::empty(Ecosystem::CratesIo, path, ReadFrom::LockFile);
        let mut resolution = Resolution::new(Ecosystem::CratesIo);
        let folder = path.parent();
        if let Some(manifest) = manifests.get(&folder) {
            (project.name, project.version) = (manifest.name.clone(), manifest.version.clone());
        }
        if let Some(mut reading) = open(&app.tree, path, &mut project) {
            let members = manifests.values().filter(|manifest| manifest.path.parent().is_below(&folder));
            project.manifests.extend(read(&mut reading, &mut resolution, members));
            project.gaps.append(&mut reading.gaps);
            diagnostics.append(&mut reading.diagnostics);
        }
        (project.packages, project.requests) = resolution.finish();
        projects.push(project);
    }
    for manifest in manifests.values() {
        let is_locked = locks.iter().any(|lock| manifest.path.is_below(&lock.parent()));
        if is_locked || manifest.requests.is_empty() {
            continue;
        }
        let mut project = Project::empty(Ecosystem::CratesIo, &manifest.path, ReadFrom::Manifest);
        (project.name, project.version) = (manifest.name.clone(), manifest.version.clone());
        let mut resolution = Resolution::new(Ecosystem::CratesIo);
        for request in &manifest.requests {
            let slot = resolution.add(asked(request));
            resolution.ask(request.clone(), Some(slot));
        }
        project.gaps.push(Gap::without_lock(&manifest.path));
        project.manifests.push(manifest.path.clone());
        (project.packages, project.requests) = resolution.finish();
        projects.push(project);
    }
    (projects, diagnostics)
}

fn read<'m>(
    reading: &mut Reading<'_>,
    resolution: &mut Resolution,
    manifests: impl Iterator<Item = &'m Manifest>,
) -> Vec<RelPath> {
    let text = Arc::clone(&reading.text);
    let root = toml_file::read(reading, &text);
    let mut slots: HashMap<&str, Vec<(&str, Option<Slot>)>> = HashMap::new();
    let mut all: Vec<(Option<Slot>, &str, &DeTable<'_>)> = Vec::new();
    for package in items_at(&root, "package").iter().filter_map(Lenient::table) {
        let (Some(name), Some(version)) = (text_at(package, "name"), package.get("version")) else {
            continue;
        };
        let written = version.text().unwrap_or_default();
        // What has no source is a member of the workspace.
        let slot = text_at(package, "source").map(|source| {
            let exact = Version::Exact(written.to_owned());
            let mut entry = Entry::new(Ecosystem::CratesIo, name, exact, reading.anchor(version.place()));
            entry.origin = match source {
                _ if source.starts_with("git+") => Origin::Git(source.to_owned()),
                _ if source.contains("github.com/rust-lang/crates.io-index")
                    || source.contains("index.crates.io") =>
                {
                    Origin::Registry
                }
                _ => Origin::OtherRegistry(source.to_owned()),
            };
            entry.hashes.extend(text_at(package, "checksum").and_then(Hash::sha256));
            resolution.add(entry)
        });
        slots.entry(name).or_default().push((written, slot));
        all.push((slot, name, package));
    }
    let find = |wish: &str| -> Option<Slot> {
        let mut words = wish.split(' ');
        let known = slots.get(words.next()?)?;
        let version = words.next();
        known.iter().find(|(written, _)| version.is_none_or(|version| version == *written))?.1
    };
    let members: Vec<&Manifest> = manifests.collect();
    let mut taking_part = Vec::new();
    for (slot, name, package) in all {
        let wishes = items_at(package, "dependencies").iter().filter_map(Lenient::text);
        let wishes: Vec<Slot> = wishes.filter_map(find).collect();
        match slot {
            Some(from) => wishes.into_iter().for_each(|to| resolution.brings(from, to, Purpose::Production)),
            None => match members.iter().find(|manifest| manifest.name.as_deref() == Some(name)) {
                Some(manifest) => {
                    taking_part.push(manifest.path.clone());
                    for request in &manifest.requests {
                        resolution.ask(request.clone(), find(&request.name));
                    }
                }
                None => wishes.into_iter().for_each(|to| resolution.root(to, Purpose::Production)),
            },
        }
    }
    taking_part
}

fn manifest(reading: &mut Reading<'_>) -> Manifest {
    let text = Arc::clone(&reading.text);
    let root = toml_file::read(reading, &text);
    let package = |key| Some(text_at(table_at(&root, &["package"])?, key)?.to_owned());
    let mut requests = Vec::new();
    let targets = table_at(&root, &["target"]).into_iter().flat_map(entries);
    let tables = targets.filter_map(|(_, _, target)| target.table()).chain([&root]);
    for table in tables {
        for (section, purpose) in [
            ("dependencies", Purpose::Production),
            ("build-dependencies", Purpose::Development),
            ("dev-dependencies", Purpose::Development),
        ] {
            for (name, span, value) in table_at(table, &[section]).into_iter().flat_map(entries) {
                requests.push(request(name, value, purpose, reading.anchor(span)));
            }
        }
    }
    Manifest { path: text.path().clone(), name: package("name"), version: package("version"), requests }
}

fn request(key: &str, value: &Value<'_>, purpose: Purpose, at: crate::Anchor) -> Request {
    let table = value.table();
    let part = |key| table.and_then(|table| text_at(table, key));
    let name = part("package").unwrap_or(key).to_owned();
    let wanted = match (part("git"), part("path")) {
        (Some(address), _) => format!("git+{address}"),
        (_, Some(path)) => format!("path:{path}"),
        _ => value.text().or(part("version")).unwrap_or_default().to_owned(),
    };
    Request { name, wanted, purpose, at, resolved: None }
}

/// The package of a request, as far as it can be told without a lock file.
fn asked(request: &Request) -> Entry {
    let wanted = request.wanted.as_str();
    let (origin, version) = match wanted.strip_prefix('=') {
        Some(exact) => (Origin::Registry, Version::Exact(exact.trim().to_owned())),
        None if wanted.starts_with("git+") => (Origin::Git(wanted.to_owned()), Version::Unknown),
        None if wanted.starts_with("path:") => (Origin::Local(wanted.to_owned()), Version::Unknown),
        None => (Origin::Registry, Version::Range(wanted.to_owned())),
    };
    let mut entry = Entry::new(Ecosystem::CratesIo, &request.name, version, request.at.clone());
    entry.origin = origin;
    entry
}
