//! Tests of the crate from outside, in one binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod hostile;
mod javascript;
mod jvm;
mod others;
mod pages;
mod python;

use std::sync::Arc;

use assay_app::{AppType, Options, find};
use assay_deps::{Inventory, Project};
use assay_source::Tree;

/// The inventory of a tree that is one app, whatever it holds.
fn inventory<Content: AsRef<[u8]>>(files: impl IntoIterator<Item = (&'static str, Content)>) -> Inventory {
    let tree = Arc::new(Tree::from_files(files).unwrap());
    let found = find(&tree, &Options { types: Some(vec![AppType::OAuth]) });
    let [app] = found.apps.as_slice() else { panic!("{} apps", found.apps.len()) };
    Inventory::of(app)
}

/// The one project of a tree.
fn project<Content: AsRef<[u8]>>(files: impl IntoIterator<Item = (&'static str, Content)>) -> Project {
    let mut inventory = inventory(files);
    assert!(inventory.diagnostics.is_empty(), "{:?}", inventory.diagnostics);
    assert_eq!(
        inventory.projects.len(),
        1,
        "{:?}",
        inventory.projects.iter().map(|it| &it.file).collect::<Vec<_>>()
    );
    inventory.projects.remove(0)
}

/// Every package on a line: name, version, purpose, the way to it, where it is shown.
fn told(project: &Project) -> String {
    let line = |(at, package): (usize, &assay_deps::Package)| {
        let place = package.place();
        format!(
            "{} {} {:?} {} {}:{}\n",
            package.name,
            package.version,
            package.purpose,
            project.way_to(at).join(" > "),
            place.file,
            place.line()
        )
    };
    let gaps = project.gaps.iter().map(|gap| format!("gap: {}; {}\n", gap.what, gap.because));
    project.packages.iter().enumerate().map(line).chain(gaps).collect()
}
