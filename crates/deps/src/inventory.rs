//! All of it.

use assay_app::App;
use assay_source::Diagnostic;

use crate::{
    Anchor, Package, Project, bundler, cargo, composer, go, gradle, images, maven, npm, nuget, pages, python,
};

/// A container image that the app's files start from.
#[derive(Debug, Clone)]
pub struct Image {
    /// As written, defaults of build arguments filled in: `node:20-alpine`, `registry.example.com/base:1@sha256:…`.
    pub name: String,
    /// True for the stage that runs in the end, and those it is built on.
    pub runs: bool,
    /// Where.
    pub at: Anchor,
}

/// What an app is made of that others wrote.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// The projects, ordered by folder and file.
    pub projects: Vec<Project>,
    /// The images, in the order of the files.
    pub images: Vec<Image>,
    /// What is wrong with lock files and manifests.
    pub diagnostics: Vec<Diagnostic>,
}

impl Inventory {
    /// Reads every lock file and manifest among an app's files.
    pub fn of(app: &App) -> Self {
        let mut inventory = Self { images: images::images(app), ..Self::default() };
        let readers = [
            npm::projects,
            maven::projects,
            gradle::projects,
            python::projects,
            composer::projects,
            bundler::projects,
            go::projects,
            cargo::projects,
            nuget::projects,
            pages::projects,
        ];
        for read in readers {
            let (projects, diagnostics) = read(app);
            inventory.projects.extend(projects);
            inventory.diagnostics.extend(diagnostics);
        }
        inventory.projects.iter_mut().for_each(Project::bound_gaps);
        inventory.projects.sort_by(|a, b| (&a.folder, &a.file).cmp(&(&b.folder, &b.file)));
        inventory.diagnostics.sort();
        inventory
    }

    /// Every package with its project and its place in [`Project::packages`].
    pub fn packages(&self) -> impl Iterator<Item = (&Project, usize, &Package)> {
        let projects = self.projects.iter();
        projects.flat_map(|project| {
            project.packages.iter().enumerate().map(move |(at, package)| (project, at, package))
        })
    }
}
