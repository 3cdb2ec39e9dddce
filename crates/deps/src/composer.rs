//! PHP: `composer.lock`, and `composer.json` where there is none.
//!
//! Source: Composer documentation, `composer.json` schema and `composer.lock`.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use assay_advisories::Ecosystem;
use assay_app::{
    App,
    document::{JsonDialect, Node, read_json},
};
use assay_source::{Diagnostic, RelPath};
use serde::Deserialize;

use crate::{
    Gap, Hash, HashAlgorithm, Origin, Project, Purpose, ReadFrom, Request, Version,
    lenient_json::{Items, Pairs, Text, Written},
    reading::{Reading, open},
    resolution::{Entry, Resolution, Slot},
};

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
struct LockFile<'a> {
    #[serde(borrow)]
    packages: Items<Locked<'a>>,
    #[serde(borrow)]
    packages_dev: Items<Locked<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Locked<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Option<Written<'a>>,
    #[serde(borrow)]
    require: Pairs<'a, Text<'a>>,
    #[serde(borrow)]
    replace: Pairs<'a, Text<'a>>,
    #[serde(borrow)]
    provide: Pairs<'a, Text<'a>>,
    #[serde(borrow)]
    dist: Dist<'a>,
    /// True, or the name of what to use instead.
    #[serde(borrow)]
    abandoned: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Dist<'a> {
    #[serde(rename = "type", borrow)]
    kind: Text<'a>,
    #[serde(borrow)]
    url: Text<'a>,
    #[serde(borrow)]
    shasum: Text<'a>,
}

/// Every project of an app.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let (mut projects, mut diagnostics) = (Vec::new(), Vec::new());
    let files: BTreeSet<&RelPath> = app.files().map(|file| &file.path).collect();
    for path in &files {
        let beside = |name| path.parent().join(name).ok().filter(|it| files.contains(it));
        let (read_from, manifest) = match path.file_name() {
            "composer.lock" => (ReadFrom::LockFile, beside("composer.json")),
            "composer.json" if beside("composer.lock").is_none() => {
                (ReadFrom::Manifest, Some((*path).clone()))
            }
            _ => continue,
        };
        let mut project = Project::empty(Ecosystem::Packagist, path, read_from);
        let mut resolution = Resolution::new(Ecosystem::Packagist);
        let requests = manifest.as_ref().map(|path| requests(app, path, &mut project)).unwrap_or_default();
        if read_from == ReadFrom::Manifest {
            for request in requests {
                let version = Version::Range(request.wanted.clone());
                let slot = resolution.add(Entry::new(
                    Ecosystem::Packagist,
                    &request.name,
                    version,
                    request.at.clone(),
                ));
                resolution.ask(request, Some(slot));
            }
            project.gaps.push(Gap::without_lock(path));
        } else if let Some(mut reading) = open(&app.tree, path, &mut project) {
            read(&mut reading, requests, &mut resolution);
            project.gaps.append(&mut reading.gaps);
            diagnostics.append(&mut reading.diagnostics);
        }
        project.manifests.extend(manifest);
        (project.packages, project.requests) = resolution.finish();
        if read_from == ReadFrom::LockFile || !project.packages.is_empty() {
            projects.push(project);
        }
    }
    (projects, diagnostics)
}

fn read(reading: &mut Reading<'_>, requests: Vec<Request>, resolution: &mut Resolution) {
    let text = Arc::clone(&reading.text);
    let file = match serde_json::from_str::<LockFile<'_>>(text.as_str()) {
        Ok(file) => file,
        Err(error) => return reading.broken_json(&error),
    };
    let mut slots: HashMap<String, Slot> = HashMap::new();
    let mut all = Vec::new();
    for (section, purpose) in
        [(&file.packages, Purpose::Production), (&file.packages_dev, Purpose::Development)]
    {
        for locked in &section.0 {
            let (Some(name), Some(version)) = (locked.name.as_str(), &locked.version) else { continue };
            let slot = resolution.add(entry(reading, name, version, locked));
            resolution.tell(slot, purpose);
            slots.insert(name.to_ascii_lowercase(), slot);
            for (stands_for, _) in locked.replace.iter().chain(locked.provide.iter()) {
                slots.entry(stands_for.to_ascii_lowercase()).or_insert(slot);
            }
            all.push((slot, locked));
        }
    }
    for (slot, locked) in all {
        for (name, _) in locked.require.iter() {
            if let Some(to) = slots.get(&name.to_ascii_lowercase()) {
                resolution.brings(slot, *to, Purpose::Production);
            }
        }
    }
    for request in requests {
        let slot = slots.get(&request.name).copied();
        resolution.ask(request, slot);
    }
}

fn entry(reading: &Reading<'_>, name: &str, version: &Written<'_>, locked: &Locked<'_>) -> Entry {
    let written = version.text().unwrap_or_default();
    let exact = Version::Exact(written.strip_prefix('v').unwrap_or(&written).to_owned());
    let mut entry =
        Entry::new(Ecosystem::Packagist, name, exact, reading.anchor(version.span(&reading.text)));
    if locked.dist.kind.as_str() == Some("path") {
        entry.origin = Origin::Local(locked.dist.url.as_str().unwrap_or_default().to_owned());
    }
    let digest =
        locked.dist.shasum.as_str().filter(|it| it.len() == 40 && it.bytes().all(|b| b.is_ascii_hexdigit()));
    entry
        .hashes
        .extend(digest.map(|hex| Hash { algorithm: HashAlgorithm::Sha1, hex: hex.to_ascii_lowercase() }));
    entry.deprecated = locked.abandoned.as_str().map(|instead| match instead {
        "" => "abandoned".to_owned(),
        instead => format!("abandoned, use {instead} instead"),
    });
    entry
}

/// What a `composer.json` asks for; the language and its extensions are no packages.
fn requests(app: &App, path: &RelPath, project: &mut Project) -> Vec<Request> {
    let Some(reading) = open(&app.tree, path, project) else { return Vec::new() };
    let document = read_json(&reading.text, JsonDialect::Strict);
    let text = |key| document.root.get(key).and_then(Node::as_str).map(ToOwned::to_owned);
    (project.name, project.version) = (text("name"), text("version"));
    let mut requests = Vec::new();
    for (section, purpose) in [("require", Purpose::Production), ("require-dev", Purpose::Development)] {
        for entry in document.root.get(section).map(Node::entries).unwrap_or_default() {
            let Some(wanted) = entry.value.as_str().filter(|_| entry.key.text.contains('/')) else {
                continue;
            };
            let name = Ecosystem::Packagist.normalized(&entry.key.text).into_owned();
            let at = reading.anchor(entry.span());
            requests.push(Request { name, wanted: wanted.to_owned(), purpose, at, resolved: None });
        }
    }
    requests
}
