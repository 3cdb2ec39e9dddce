//! Python: the lock files of Poetry, uv and Pipenv, `requirements.txt`, and `pyproject.toml` and `Pipfile` where
//! there is nothing better.

mod pipfile;
mod poetry;
mod pyproject;
mod requirement;
mod requirements;
mod uv;

use std::{collections::BTreeSet, sync::Arc};

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath};

use crate::{
    Gap, Project, ReadFrom, Request,
    reading::{Reading, open},
    resolution::Resolution,
};

/// Every project of an app.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let mut projects = Vec::new();
    let mut diagnostics = Vec::new();
    let files: Vec<&RelPath> = app.files().map(|file| &file.path).collect();
    // Folders whose manifest a lock file speaks for.
    let mut locked: BTreeSet<RelPath> = BTreeSet::new();
    for path in &files {
        let read: fn(&mut Reading<'_>, &mut Resolution) = match path.file_name() {
            "poetry.lock" => poetry::read,
            "uv.lock" => uv::read,
            "Pipfile.lock" => pipfile::read_lock,
            _ => continue,
        };
        let mut project = project(path, ReadFrom::LockFile);
        locked.insert(path.parent());
        if let Some(mut reading) = open(&app.tree, path, &mut project) {
            let mut resolution = Resolution::new(Ecosystem::PyPi);
            read(&mut reading, &mut resolution);
            let manifest = if path.file_name() == "Pipfile.lock" { "Pipfile" } else { "pyproject.toml" };
            project.manifests.extend(path.parent().join(manifest).ok().filter(|it| app.tree.contains(it)));
            finish(&mut project, reading, resolution, &mut diagnostics);
        }
        projects.push(project);
    }
    for path in &files {
        let is_covered = locked.contains(&path.parent());
        let mut resolution = Resolution::new(Ecosystem::PyPi);
        let mut project = project(path, ReadFrom::Manifest);
        let name = path.file_name();
        match name {
            "pyproject.toml" | "Pipfile" if !is_covered => {
                let Some(mut reading) = open(&app.tree, path, &mut project) else {
                    projects.push(project);
                    continue;
                };
                let requests = match name {
                    "Pipfile" => pipfile::requests(&mut reading),
                    _ => pyproject::requests(&mut reading),
                };
                ask(&mut resolution, requests);
                finish(&mut project, reading, resolution, &mut diagnostics);
            }
            _ if requirements::is_one(path) && !is_covered => {
                let Some(mut reading) = open(&app.tree, path, &mut project) else {
                    projects.push(project);
                    continue;
                };
                if requirements::read(&mut reading, &mut resolution) {
                    project.read_from = ReadFrom::LockFile;
                }
                finish(&mut project, reading, resolution, &mut diagnostics);
            }
            _ => continue,
        }
        if project.packages.is_empty() && project.is_whole() {
            continue;
        }
        if project.read_from == ReadFrom::Manifest {
            project.gaps.push(Gap::without_lock(path));
        }
        project.manifests.push((*path).clone());
        projects.push(project);
    }
    (projects, diagnostics)
}

fn project(path: &RelPath, read_from: ReadFrom) -> Project {
    Project::empty(Ecosystem::PyPi, path, read_from)
}

fn ask(resolution: &mut Resolution, requests: Vec<Request>) {
    for request in requests {
        let slot = resolution.add(requirement::entry(&request));
        resolution.ask(request, Some(slot));
    }
}

fn finish(
    project: &mut Project,
    reading: Reading<'_>,
    resolution: Resolution,
    diagnostics: &mut Vec<Diagnostic>,
) {
    (project.packages, project.requests) = resolution.finish();
    project.gaps.extend(reading.gaps);
    diagnostics.extend(reading.diagnostics);
}

/// What the `pyproject.toml` beside a lock file asks for.
fn asked_beside(reading: &mut Reading<'_>) -> Vec<Request> {
    let path = reading.path().parent().join("pyproject.toml");
    let Ok(Ok(text)) = path.map(|path| reading.tree.read(&path)) else { return Vec::new() };
    let mut beside = Reading::new(reading.tree, Arc::clone(&text));
    let requests = pyproject::requests(&mut beside);
    reading.diagnostics.append(&mut beside.diagnostics);
    reading.gaps.append(&mut beside.gaps);
    requests
}
