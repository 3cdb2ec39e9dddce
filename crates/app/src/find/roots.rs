//! Folders: of projects, of built copies, of things for show.

use assay_source::RelPath;

use crate::project::marks_a_project;

/// Folders that hold what a build made, or what somebody else wrote.
const BUILT: [&str; 12] = [
    "dist",
    "build",
    "out",
    "target",
    "vendor",
    "coverage",
    "bower_components",
    "node_modules",
    ".next",
    ".nuxt",
    ".output",
    ".forge",
];

/// Folders for tests, examples and templates.
const FOR_SHOW: [&str; 16] = [
    "test",
    "tests",
    "__tests__",
    "fixture",
    "fixtures",
    "__fixtures__",
    "example",
    "examples",
    "sample",
    "samples",
    "template",
    "templates",
    "mocks",
    "__mocks__",
    "e2e",
    "testdata",
];

/// True for a path inside a folder of built copies.
pub(super) fn is_built(path: &RelPath) -> bool {
    folders(path.parent().as_str()).any(|part| BUILT.contains(&part))
}

/// True for a folder that is one for tests, examples or templates, or lies in one.
pub(super) fn is_for_show(folder: &RelPath) -> bool {
    folders(folder.as_str()).any(|part| FOR_SHOW.contains(&part))
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
}

/// Folders with a build file.
pub(super) fn project_folders(files: &[&RelPath]) -> Vec<RelPath> {
    let mut folders: Vec<RelPath> =
        files.iter().filter(|path| marks_a_project(path)).map(|path| path.parent()).collect();
    folders.sort();
    folders.dedup();
    folders
}

/// The nearest project folder at or above a folder; where there is none, the folder itself, or the one above
/// it that is not merely a place for sources or public files.
pub(super) fn project_root(folder: &RelPath, projects: &[RelPath]) -> RelPath {
    let nearest = projects
        .iter()
        .filter(|project| folder.is_below(project))
        .max_by_key(|project| project.as_str().len());
    if let Some(nearest) = nearest {
        return nearest.clone();
    }
    /// Folders that are a part of a project, never one.
    const PARTS: [&str; 14] = [
        "src",
        "public",
        "static",
        "assets",
        "js",
        "scripts",
        "lib",
        "html",
        "views",
        "pages",
        "resources",
        "www",
        "web",
        "docs",
    ];
    let mut root = folder.clone();
    while let Some(part) = PARTS.iter().find_map(|part| {
        let at = root.as_str().split('/').position(|name| name == *part)?;
        Some(root.as_str().split('/').take(at).collect::<Vec<_>>().join("/"))
    }) {
        match RelPath::parse(&part) {
            Ok(shorter) => root = shorter,
            Err(_) => break,
        }
    }
    root
}
