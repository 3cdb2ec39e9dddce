//! Gradle: lock files, version catalogues, and the plain statements of build scripts.
//!
//! A build script is a program. What is read of it is what stands there as a text: `implementation("g:a:1.0")`,
//! `implementation(libs.web)`, `id("g") version "1.0"`, and the variables they name. The rest is not seen, so a project
//! without a lock file is never whole.
//!
//! Source: Gradle user manual, dependency locking, version catalogs, declaring dependencies.

mod catalogue;
mod script;

use std::collections::BTreeMap;

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath, Tree};

use crate::{
    Gap, Project, Purpose, ReadFrom, Request, Version,
    reading::{Reading, open},
    resolution::{Entry, Resolution, Slot},
};
use catalogue::Catalogue;
use script::Declared;

const SCRIPTS: [&str; 2] = ["build.gradle", "build.gradle.kts"];

/// Every project of an app.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let (mut projects, mut diagnostics) = (Vec::new(), Vec::new());
    let paths: Vec<RelPath> = app.files().map(|file| file.path.clone()).collect();
    let mut folders: BTreeMap<RelPath, (Option<RelPath>, Option<RelPath>)> = BTreeMap::new();
    for path in &paths {
        if SCRIPTS.contains(&path.file_name()) {
            folders.entry(path.parent()).or_default().0 = Some(path.clone());
        } else if path.file_name() == "gradle.lockfile" {
            folders.entry(path.parent()).or_default().1 = Some(path.clone());
        }
    }
    for (folder, (script, lock)) in folders {
        let mut declared = Vec::new();
        let read_from = if lock.is_some() { ReadFrom::LockFile } else { ReadFrom::ExactManifest };
        let Some(file) = lock.as_ref().or(script.as_ref()) else { continue };
        let mut project = Project::empty(Ecosystem::Maven, file, read_from);
        if let Some(path) = &script {
            let mut catalogue = catalogue_of(&app.tree, &folder);
            diagnostics.append(&mut catalogue.diagnostics);
            if let Some(reading) = open(&app.tree, path, &mut project) {
                declared = script::read(&reading, &properties(&app.tree, &folder), &catalogue);
            }
            project.manifests.push(path.clone());
        }
        let mut resolution = Resolution::new(Ecosystem::Maven);
        match &lock {
            Some(path) => {
                if let Some(mut reading) = open(&app.tree, path, &mut project) {
                    read_lock(&mut reading, declared, &mut resolution);
                    project.gaps.append(&mut reading.gaps);
                    diagnostics.append(&mut reading.diagnostics);
                }
            }
            None => {
                declare(&mut resolution, declared, &mut project);
                project.gaps.push(Gap {
                    what: format!("what the dependencies of `{file}` bring in themselves"),
                    because: "the build has no `gradle.lockfile`, and a build script is a program".to_owned(),
                    place: None,
                });
            }
        }
        (project.packages, project.requests) = resolution.finish();
        if lock.is_some() || !project.packages.is_empty() {
            projects.push(project);
        }
    }
    (projects, diagnostics)
}

/// `group:artifact:version=configuration,configuration`
fn read_lock(reading: &mut Reading<'_>, declared: Vec<Declared>, resolution: &mut Resolution) {
    let text = std::sync::Arc::clone(&reading.text);
    let mut by_name: BTreeMap<String, Slot> = BTreeMap::new();
    for line in text.as_str().lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') || line.starts_with("empty=") {
            continue;
        }
        let Some((identity, configurations)) = line.split_once('=') else { continue };
        let parts: Vec<&str> = identity.split(':').collect();
        let [group, artifact, version] = parts[..] else { continue };
        let name = format!("{group}:{artifact}");
        let exact = Version::Exact(version.to_owned());
        let slot = resolution.add(Entry::new(Ecosystem::Maven, &name, exact, reading.anchor_of(line)));
        let is_tool = configurations.split(',').all(|name| {
            let name = name.to_ascii_lowercase();
            name.contains("test")
                || name.contains("annotationprocessor")
                || name.contains("checkstyle")
                || name.contains("developmentonly")
        });
        resolution.tell(slot, if is_tool { Purpose::Development } else { Purpose::Production });
        by_name.insert(name, slot);
    }
    for request in declared.into_iter().map(Declared::into_request) {
        let slot = by_name.get(&request.name).copied();
        resolution.ask(request, slot);
    }
}

fn declare(resolution: &mut Resolution, declared: Vec<Declared>, project: &mut Project) {
    for dependency in declared {
        let version = dependency.version();
        if version == Version::Unknown {
            project.gaps.push(Gap {
                what: format!("the version of `{}`", dependency.name),
                because: "what decides it does not stand in the build script as a text".to_owned(),
                place: Some(dependency.at.place()),
            });
        }
        let slot =
            resolution.add(Entry::new(Ecosystem::Maven, &dependency.name, version, dependency.at.clone()));
        resolution.ask(dependency.into_request(), Some(slot));
    }
}

/// The version catalogue of the build: `gradle/libs.versions.toml` in the nearest folder upwards.
fn catalogue_of(tree: &Tree, folder: &RelPath) -> Catalogue {
    let found = upwards(folder).find_map(|above| {
        let path = above.join("gradle/libs.versions.toml").ok()?;
        tree.read(&path).ok()
    });
    found.map(|text| catalogue::read(Reading::new(tree, text))).unwrap_or_default()
}

/// `gradle.properties` of the build, the nearest first.
fn properties(tree: &Tree, folder: &RelPath) -> BTreeMap<String, String> {
    let mut properties = BTreeMap::new();
    for above in upwards(folder) {
        let Ok(Ok(text)) = above.join("gradle.properties").map(|path| tree.read(&path)) else { continue };
        for line in text.as_str().lines().filter(|line| !line.trim_start().starts_with('#')) {
            if let Some((name, value)) = line.split_once('=') {
                properties.entry(name.trim().to_owned()).or_insert_with(|| value.trim().to_owned());
            }
        }
    }
    properties
}

fn upwards(folder: &RelPath) -> impl Iterator<Item = RelPath> {
    std::iter::successors(Some(folder.clone()), |folder| (!folder.is_root()).then(|| folder.parent()))
}

impl Declared {
    fn into_request(self) -> Request {
        let wanted = self.version.clone().unwrap_or_default();
        Request { name: self.name, wanted, purpose: self.purpose, at: self.at, resolved: None }
    }

    fn version(&self) -> Version {
        match self.version.as_deref() {
            None | Some("") => Version::Unknown,
            Some(text) if text.contains('$') => Version::Unknown,
            Some(text)
                if text.contains('+') || text.starts_with(['[', '(', ']']) || text.starts_with("latest.") =>
            {
                Version::Range(text.to_owned())
            }
            Some(text) => Version::Exact(text.trim_end_matches('!').to_owned()),
        }
    }
}
