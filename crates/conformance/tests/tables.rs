//! Tables of the user's own: they count, and a configuration can name none outside its folder.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use assay_conformance::{ConfigSource, Options, Run, check, template};
use jiff::civil::date;

const MANIFEST: &str = "app:\n  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60\n  runtime:\n    name: nodejs22.x\nmodules:\n  function:\n    - key: run\n      handler: index.run\n";

const TABLE: &str = "[source]\ntitle = \"ours\"\nread = \"2026-11-01\"\n[[node]]\nrelease = \"v22\"\nstart = \"2024-04-24\"\nend = \"2026-10-31\"\n[[forge]]\nname = \"nodejs22.x\"\nrelease = \"v22\"\n";

fn run(folder: &Path) -> Run {
    let options = Options {
        today: date(2026, 11, 1),
        config: ConfigSource::Nearest,
        types: None,
        exclude: vec![],
        gitignore: true,
        history: false,
    };
    check(folder, &options, &|_| ()).unwrap()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn rules(run: &Run) -> Vec<String> {
    run.apps[0].dossier.evidence.iter().map(|evidence| evidence.by.to_string()).collect()
}

#[test]
fn a_table_beside_the_configuration_replaces_the_builds() {
    let folder = folder(&[("manifest.yml", MANIFEST), ("r.toml", TABLE)]);
    assert!(!rules(&run(folder.path())).contains(&"runtime-end-of-life".to_owned()));
    std::fs::write(folder.path().join("assay.toml"), "[data]\nruntimes = \"r.toml\"\n").unwrap();
    let run = run(folder.path());
    assert!(rules(&run).contains(&"runtime-end-of-life".to_owned()), "{:?}", run.diagnostics);
    assert!(!run.has_config_errors());
}

#[test]
fn no_file_outside_the_folder_is_read_and_none_is_quoted() {
    let outside = folder(&[("secret.toml", "password = \"hunter2hunter2\"\n")]);
    let secret = outside.path().join("secret.toml");
    let folder = folder(&[("manifest.yml", MANIFEST), ("broken.toml", "password = \"hunter2hunter2\n")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(&secret, folder.path().join("link.toml")).unwrap();
    for named in ["link.toml", "../secret.toml", &secret.display().to_string(), "missing.toml", "broken.toml"]
    {
        let config = format!("[data]\nruntimes = \"{named}\"\n");
        std::fs::write(folder.path().join("assay.toml"), config).unwrap();
        let run = run(folder.path());
        assert!(run.has_config_errors(), "{named}: {:?}", run.diagnostics);
        assert!(!format!("{:?}", run.diagnostics).contains("hunter2"), "{named}: {:?}", run.diagnostics);
    }
}

#[test]
fn a_table_nothing_reads_is_checked_and_said_to_be_unused() {
    let folder = folder(&[("manifest.yml", MANIFEST), ("days.toml", "days = 3\n")]);
    std::fs::write(folder.path().join("assay.toml"), "[data]\nbug_fix_policy = \"days.toml\"\n").unwrap();
    assert!(run(folder.path()).has_config_errors());
    let bundled = include_str!("../../catalogue/data/bug-fix-policy.toml");
    std::fs::write(folder.path().join("days.toml"), bundled).unwrap();
    let run = run(folder.path());
    assert!(!run.has_config_errors());
    assert!(
        run.diagnostics.iter().any(|diagnostic| diagnostic.code.0 == "table-unused"),
        "{:?}",
        run.diagnostics
    );
}

#[test]
fn what_the_repository_says_of_security_prefills_an_attestation() {
    let policy = "# Security\nMail <security@example.com>. Findings are fixed by the bug fix policy.\n";
    let folder = folder(&[("manifest.yml", MANIFEST), ("SECURITY.md", policy)]);
    let run = run(folder.path());
    let tree = std::sync::Arc::new(assay_source::Tree::open(folder.path(), &Default::default()).unwrap());
    let apps = assay_app::find(&tree, &assay_app::Options::default()).apps;
    let text = template(&apps[0], &run.apps[0]);
    let (_, asked) = text.split_once("# ALL-12:").unwrap();
    let asked = asked.split("\n\n").next().unwrap();
    assert!(asked.contains("SECURITY.md may say it already"), "{asked}");
    assert!(
        asked.contains("owner = \"security@example.com\"") && asked.contains("link = \"SECURITY.md\""),
        "{asked}"
    );
}

#[test]
fn a_configuration_above_counts_within_the_repository_only() {
    let above = folder(&[("assay.toml", "fail_on = \"low\"\n")]);
    let app = above.path().join("apps/one");
    std::fs::create_dir_all(&app).unwrap();
    std::fs::write(app.join("manifest.yml"), MANIFEST).unwrap();
    assert_eq!(run(&app).configs[0].fail_on, None, "somebody else's file");
    std::fs::create_dir(above.path().join(".git")).unwrap();
    assert!(run(&app).configs[0].fail_on.is_some());
    std::fs::create_dir(app.join(".git")).unwrap();
    assert_eq!(run(&app).configs[0].fail_on, None, "the app is a repository of its own");
}
