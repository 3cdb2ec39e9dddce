//! How packages are spoken of.

use assay_deps::{Package, Project, Version};
use assay_evidence::Step;

use crate::Look;

/// `` `express` 3.3.4 ``, `` `express` (asked for as `^3.0`) ``, or the name alone.
pub(super) fn named(package: &Package) -> String {
    match &package.version {
        Version::Exact(version) => format!("`{}` {version}", package.name),
        Version::Range(range) if !range.is_empty() => format!("`{}` (asked for as `{range}`)", package.name),
        Version::Range(_) | Version::Unknown => format!("`{}`", package.name),
    }
}

/// The way from what the app asks for to a package that another brings in; nothing where it asks for it itself.
pub(super) fn way(project: &Project, at: usize) -> Vec<Step> {
    let packages = project.packages_on_way_to(at);
    if packages.len() < 2 {
        return Vec::new();
    }
    let step = |(place, package): (usize, &&Package)| Step {
        place: if place == 0 { package.place() } else { package.read_at.place() },
        text: if place == 0 {
            format!("the app asks for {}", named(package))
        } else {
            format!("which brings in {}", named(package))
        },
    };
    packages.iter().enumerate().map(step).collect()
}

/// Names what of the app's projects could not be read.
pub(super) fn skip_gaps<'p>(look: &mut Look<'_>, projects: impl IntoIterator<Item = &'p Project>) {
    for gap in projects.into_iter().flat_map(|project| &project.gaps) {
        look.skip(gap.what.clone(), gap.because.clone(), gap.place.clone());
    }
}
