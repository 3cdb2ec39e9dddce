//! Maven: `pom.xml` with its parents, properties and managed versions, as far as the app's files have them.
//!
//! A `pom.xml` names its own dependencies exactly and says nothing of theirs, so no project of Maven is ever whole. A
//! dependency that stands in a parent is listed with the parent.
//!
//! Source: Maven documentation, POM reference and introduction to the dependency mechanism.

mod effective;
mod pom;

use std::collections::BTreeMap;

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath, Span};

use crate::{
    Gap, Origin, Project, Purpose, ReadFrom, Request, Version,
    reading::{Reading, open},
    resolution::{Entry, Resolution},
};
use effective::Effective;
use pom::{Coordinates, Pom};

/// Every `pom.xml` of a tree that could be read, by path.
type Poms = BTreeMap<RelPath, Pom>;

/// Every project of an app.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let (mut projects, mut diagnostics) = (Vec::new(), Vec::new());
    let mut poms = Poms::new();
    // A parent may lie beside the app.
    let all = app.tree.files().iter().map(|file| &file.path);
    for path in all.filter(|path| is_pom(path)) {
        let mut project = Project::empty(Ecosystem::Maven, path, ReadFrom::ExactManifest);
        let read = open(&app.tree, path, &mut project).map(|mut reading| (pom::read(&mut reading), reading));
        match read {
            Some((Some(pom), _)) => drop(poms.insert(path.clone(), pom)),
            Some((None, mut reading)) if app.owns(path) => {
                project.gaps.append(&mut reading.gaps);
                diagnostics.append(&mut reading.diagnostics);
                projects.push(project);
            }
            None if app.owns(path) => projects.push(project),
            _ => {}
        }
    }
    for (path, pom) in poms.iter().filter(|(path, _)| app.owns(path)) {
        if let Ok(text) = app.tree.read(path) {
            projects.push(project(Reading::new(&app.tree, text), pom, &poms));
        }
    }
    projects.sort_by(|a, b| a.file.cmp(&b.file));
    (projects, diagnostics)
}

/// A `pom.xml`, and not the copy that a build puts into what it makes.
fn is_pom(path: &RelPath) -> bool {
    path.file_name() == "pom.xml" && !path.as_str().contains("META-INF/maven/")
}

fn project(mut reading: Reading<'_>, pom: &Pom, poms: &Poms) -> Project {
    let mut project = Project::empty(Ecosystem::Maven, &pom.path, ReadFrom::ExactManifest);
    let effective = Effective::of(pom, poms);
    let own = effective.own();
    project.name = Some(own.name());
    project.version.clone_from(&own.version);
    project.manifests.push(pom.path.clone());
    let mut resolution = Resolution::new(Ecosystem::Maven);
    let mut ask = |wanted: &Coordinates, version: Version, purpose: Purpose, span: Span, is_local: bool| {
        let at = reading.anchor(span);
        let mut entry = Entry::new(Ecosystem::Maven, &wanted.name(), version, at.clone());
        if is_local {
            entry.origin = Origin::Local(wanted.name());
        }
        let slot = resolution.add(entry);
        let written = wanted.version.clone().unwrap_or_default();
        let request = Request { name: wanted.name(), wanted: written, purpose, at, resolved: None };
        resolution.ask(request, Some(slot));
    };
    let mut open_versions: Vec<(String, Span)> = Vec::new();
    for dependency in &pom.dependencies {
        let wanted = effective.fill_in(&dependency.coordinates);
        // Other modules of the same build are the app's own.
        if poms.values().any(|other| other.is(&wanted)) {
            continue;
        }
        let version = effective.version_of(&wanted);
        if version == Version::Unknown {
            open_versions.push((wanted.name(), dependency.span));
        }
        let purpose = match dependency.scope.as_deref() {
            Some("test") => Purpose::Development,
            Some("provided") => Purpose::Peer,
            _ if dependency.is_optional => Purpose::Optional,
            _ => Purpose::Production,
        };
        ask(&wanted, version, purpose, dependency.span, dependency.scope.as_deref() == Some("system"));
    }
    // What decides versions from outside is something the app rests on too.
    for (outside, span) in effective.outside_parents_of(pom) {
        let version = exact_or_range(outside.version.as_deref());
        ask(&outside, version, Purpose::Production, span, false);
    }
    for (name, span) in open_versions {
        let because = "a parent or a list of versions outside the app decides it";
        reading.gap(format!("the version of `{name}`"), because, Some(reading.text.place(span)));
    }
    (project.packages, project.requests) = resolution.finish();
    project.gaps = reading.gaps;
    if !project.packages.is_empty() {
        project.gaps.push(Gap {
            what: format!("what the dependencies of `{}` bring in themselves", pom.path),
            because: "Maven has no lock file, and their own descriptions are not among the app's files"
                .to_owned(),
            place: None,
        });
    }
    project
}

/// `1.2`, or the range `[1.0,2.0)`, or nothing where a property of it is not known.
fn exact_or_range(version: Option<&str>) -> Version {
    match version.map(str::trim) {
        None | Some("") => Version::Unknown,
        Some(text) if text.contains("${") => Version::Unknown,
        Some(text) if text.starts_with(['[', '(']) || matches!(text, "LATEST" | "RELEASE") => {
            Version::Range(text.to_owned())
        }
        Some(text) => Version::Exact(text.to_owned()),
    }
}
