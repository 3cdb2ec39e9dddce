//! Packages of the list of those that their makers have given up.

use assay_catalogue::{
    Severity,
    retired::{RetiredPackage, RetiredPackages, Retirement},
};
use assay_deps::{Package, Project, Purpose, Relation};
use assay_evidence::Confidence;

use super::naming::{named, skip_gaps, way};
use crate::{Case, Found, Look};

/// What the list says of one package.
pub(super) enum Known<'a> {
    /// It is meant.
    Meant(&'a RetiredPackage),
    /// Only some of the versions it may be are meant.
    PerhapsMeant(&'a RetiredPackage),
}

/// What the list says of a package in one way.
pub(super) fn known(package: &Package, what: Retirement) -> Option<Known<'static>> {
    let list = RetiredPackages::bundled();
    let kind = package.ecosystem.purl_type();
    let entry = list.about(kind, &package.name).find(|entry| entry.what == what)?;
    match entry.before.as_deref().map(|before| package.precedes(before)) {
        None | Some(Some(true)) => Some(Known::Meant(entry)),
        Some(Some(false)) => None,
        Some(None) => Some(Known::PerhapsMeant(entry)),
    }
}

/// Looks for packages that are given up in one way, and speaks of those that the app asks for itself, or that run with
/// it.
pub(super) fn look_for(
    case: &Case<'_>,
    look: &mut Look<'_>,
    claim: &'static str,
    what: Retirement,
    word: &str,
) {
    for project in &case.dependencies.projects {
        for (at, package) in project.packages.iter().enumerate() {
            look.looked_at(1);
            if !counts(package) || comes_from_its_makers(project, package) {
                continue;
            }
            match known(package, what) {
                Some(Known::Meant(entry)) => look.against(found(claim, project, at, entry, word)),
                Some(Known::PerhapsMeant(entry)) => {
                    let before = entry.before.as_deref().unwrap_or_default();
                    let because = format!("no lock file says whether it is older than {before}");
                    look.unsure(found(claim, project, at, entry, word), because);
                }
                None => {}
            }
        }
    }
    skip_gaps(look, &case.dependencies.projects);
}

/// What runs with the app, however it came, and what its makers chose to build it with. What such a tool brings along is
/// its makers' to mend.
pub(super) fn counts(package: &Package) -> bool {
    package.purpose != Purpose::Development || package.relation == Relation::Direct
}

/// Another package of the same makers brings it in: theirs to replace, and nothing an app can do without.
fn comes_from_its_makers(project: &Project, package: &Package) -> bool {
    let scope = |package: &Package| {
        let (scope, _) = package.name.split_once('/')?;
        scope.starts_with('@').then(|| scope.to_owned())
    };
    let bringer = package.brought_by.and_then(|bringer| project.packages.get(bringer));
    package.relation == Relation::Transitive
        && scope(package).is_some()
        && bringer.and_then(scope) == scope(package)
}

fn found(claim: &'static str, project: &Project, at: usize, entry: &RetiredPackage, word: &str) -> Found {
    let package = &project.packages[at];
    let statement = format!("{} {word}: {}", named(package), entry.because);
    let found = Found::new(claim, format!("{}: {}", project.file, package.name), statement)
        .at(package.place())
        .path(way(project, at));
    let found = match &entry.instead {
        Some(instead) => found.help(format!("use {instead}")),
        None => found.help("use something that is kept"),
    };
    weighed(found, package)
}

/// How much it matters, by what the package is there for.
pub(super) fn weighed(found: Found, package: &Package) -> Found {
    match (package.purpose, package.relation) {
        (Purpose::Development, _) => found.severity(Severity::Low).confidence(Confidence::Medium),
        (_, Relation::Transitive) => found.severity(Severity::Low),
        (_, Relation::Direct) => found,
    }
}

/// Says that the list is a selection: what it does not name may be given up all the same.
pub(super) fn skip_the_rest(case: &Case<'_>, look: &mut Look<'_>) {
    let packages: usize = case.dependencies.projects.iter().map(|project| project.packages.len()).sum();
    if packages > 0 {
        let as_of = RetiredPackages::bundled().as_of;
        look.skip(
            format!("what the makers of {packages} packages say of them today"),
            format!("the list that comes with this build is a selection, as of {as_of}"),
            None,
        );
    }
}
