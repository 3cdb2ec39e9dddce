#![no_main]

use std::sync::Arc;

use assay_app::{AppType, Options, find};
use assay_deps::Inventory;
use assay_source::Tree;

/// Names of every kind of file that is read; the first byte chooses one.
const NAMES: [&str; 24] = [
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "pom.xml",
    "build.gradle",
    "gradle.lockfile",
    "gradle/libs.versions.toml",
    "requirements.txt",
    "pyproject.toml",
    "poetry.lock",
    "uv.lock",
    "Pipfile.lock",
    "composer.lock",
    "Gemfile.lock",
    "Gemfile",
    "go.mod",
    "Cargo.lock",
    "packages.lock.json",
    "a.csproj",
    "index.html",
    "lib.js",
    "Dockerfile",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, content)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let manifest = r#"{"dependencies":{"a":"^1","b":"*"}}"#;
    let mut files = vec![(name, content)];
    if name != "package.json" {
        files.push(("package.json", manifest.as_bytes()));
    }
    let Ok(tree) = Tree::from_files(files) else { return };
    let found = find(&Arc::new(tree), &Options { types: Some(vec![AppType::OAuth]) });
    for app in &found.apps {
        let inventory = Inventory::of(app);
        for project in &inventory.projects {
            for (at, package) in project.packages.iter().enumerate() {
                assert!(package.depends_on.iter().all(|to| *to < project.packages.len()));
                assert_eq!(project.way_to(at).last(), Some(&package.name.as_str()));
                let _ = (package.purl(), package.place(), package.stretches());
            }
        }
    }
});
