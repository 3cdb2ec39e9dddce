//! Packages that are resolved together.

use assay_advisories::Ecosystem;
use assay_source::{Place, RelPath};

use crate::{Anchor, Package, Purpose};

/// Most gaps of one project that are told one by one.
const MOST_GAPS: usize = 50;

/// What a project's packages were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadFrom {
    /// A lock file: every package, exactly.
    LockFile,
    /// A manifest of an ecosystem where each has a lock file, and this one has none: what the app asks for itself.
    Manifest,
    /// A manifest that names versions exactly and of which there usually is no lock file: `pom.xml`.
    ExactManifest,
    /// Pages that load libraries by address.
    Pages,
    /// Libraries copied into the app's own files.
    Copies,
}

/// Something that belongs to a project and could not be read or told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// What: `the dependencies of com.example:parent`.
    pub what: String,
    /// Why, in words that follow “because”.
    pub because: String,
    /// Where.
    pub place: Option<Place>,
}

/// What a manifest of the app asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The package, spelled as [`Package::name`].
    pub name: String,
    /// The version, range, tag or address, as written; empty where none is.
    pub wanted: String,
    /// What for.
    pub purpose: Purpose,
    /// Where.
    pub at: Anchor,
    /// The package it leads to, in [`Project::packages`].
    pub resolved: Option<usize>,
}

/// A set of packages that is resolved together.
#[derive(Debug, Clone)]
pub struct Project {
    /// Where its packages are published.
    pub ecosystem: Ecosystem,
    /// The folder of the file it was read from.
    pub folder: RelPath,
    /// Its name, as its manifest gives it.
    pub name: Option<String>,
    /// Its version, as its manifest gives it.
    pub version: Option<String>,
    /// What kind of file it was read from.
    pub read_from: ReadFrom,
    /// That file: the lock file, else the manifest.
    pub file: RelPath,
    /// Every manifest that takes part, ordered by path.
    pub manifests: Vec<RelPath>,
    /// Every package, ordered by name and version.
    pub packages: Vec<Package>,
    /// What the manifests ask for, in their order.
    pub requests: Vec<Request>,
    /// What is missing. A project without gaps has every package that an installation of it brings in.
    pub gaps: Vec<Gap>,
}

impl Project {
    /// A project with nothing in it yet.
    pub(crate) fn empty(ecosystem: Ecosystem, file: &RelPath, read_from: ReadFrom) -> Self {
        Self {
            ecosystem,
            folder: file.parent(),
            name: None,
            version: None,
            read_from,
            file: file.clone(),
            manifests: Vec::new(),
            packages: Vec::new(),
            requests: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// Tells what goes beyond [`MOST_GAPS`] as a number.
    pub(crate) fn bound_gaps(&mut self) {
        let beyond = self.gaps.len().saturating_sub(MOST_GAPS);
        if beyond > 0 {
            self.gaps.truncate(MOST_GAPS);
            let what = format!("{beyond} more things of `{}`", self.file);
            self.gaps.push(Gap { what, because: "of the same kinds".to_owned(), place: None });
        }
    }

    /// True where nothing is missing.
    pub fn is_whole(&self) -> bool {
        self.gaps.is_empty()
    }

    /// The names on the shortest way from the app to a package, that package last: `["express", "qs"]`.
    pub fn way_to(&self, package: usize) -> Vec<&str> {
        let mut way: Vec<&str> = self.packages_on_way(package).map(|package| package.name.as_str()).collect();
        way.reverse();
        way
    }

    /// The package that the app itself asks for on the shortest way to `package`: what a person would upgrade.
    pub fn root_of(&self, package: usize) -> Option<&Package> {
        self.packages_on_way(package).last()
    }

    /// The packages on the shortest way from the app to one, that one last.
    pub fn packages_on_way_to(&self, package: usize) -> Vec<&Package> {
        let mut way: Vec<&Package> = self.packages_on_way(package).collect();
        way.reverse();
        way
    }

    fn packages_on_way(&self, package: usize) -> impl Iterator<Item = &Package> {
        let first = self.packages.get(package);
        // A way visits no package twice; the bound holds even for a hand-made project that does.
        std::iter::successors(first, |package| self.packages.get(package.brought_by?))
            .take(self.packages.len())
    }
}

impl Gap {
    /// What a manifest without a lock file leaves open.
    pub(crate) fn without_lock(manifest: &RelPath) -> Self {
        Self {
            what: format!("what `{manifest}` brings in"),
            because: "there is no lock file, so what is installed is decided on the day of installation"
                .to_owned(),
            place: None,
        }
    }
}
