//! Tables of the user's own: they count, and a configuration can name none outside its folder.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use assay_conformance::{ConfigSource, Options, Run, check, template};
use jiff::civil::date;

const MANIFEST: &str = "app:\n  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60\n  runtime:\n    name: nodejs22.x\nmodules:\n  function:\n    - key: run\n      handler: index.run\n";

const TABLE: &str = "[source]\ntitle = \"ours\"\nread = \"2026-11-01\"\n[[node]]\nrelease = \"v22\"\nstart = \"2024-04-24\"\nend = \"2026-10-31\"\n[[forge]]\nname = \"nodejs22.x\"\nrelease = \"v22\"\n";

fn options() -> Options {
    Options {
        today: date(2026, 11, 1),
        config: ConfigSource::Nearest,
        types: None,
        exclude: vec![],
        gitignore: true,
        history: false,
    }
}

fn run(folder: &Path) -> Run {
    check(folder, &options(), &|_| ()).unwrap()
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
fn a_table_that_only_a_probe_reads_is_checked_all_the_same() {
    let folder = folder(&[("manifest.yml", MANIFEST), ("profiles.toml", "days = 3\n")]);
    std::fs::write(folder.path().join("assay.toml"), "[data]\ntls_profiles = \"profiles.toml\"\n").unwrap();
    assert!(run(folder.path()).has_config_errors());
    let bundled = include_str!("../../catalogue/data/tls-profiles.toml");
    std::fs::write(folder.path().join("profiles.toml"), bundled).unwrap();
    assert!(!run(folder.path()).has_config_errors());
}

/// A database with one advisory: the package of the app below, in one version, by the number of days given.
fn advisories(as_of: jiff::civil::Date) -> Vec<u8> {
    let record = r#"{"id": "GHSA-aaaa-bbbb-cccc", "aliases": ["CVE-2026-1"], "modified": "2026-01-01T00:00:00Z",
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
        "affected": [{"package": {"ecosystem": "npm", "name": "notes-reader"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"fixed": "1.4.0"}]}]}]}"#;
    let mut import = assay_advisories::Import::default();
    import.take("a.json", record.as_bytes());
    let mut builder = assay_advisories::Builder::default();
    import.add_to(&mut builder, "test", as_of);
    builder.finish()
}

const PACKAGE: &str = r#"{"name": "notes", "dependencies": {"notes-reader": "^1.2.0"}}"#;
const LOCK: &str = r#"{"name": "notes", "lockfileVersion": 3, "packages": {
    "": {"name": "notes", "dependencies": {"notes-reader": "^1.2.0"}}, "node_modules/notes-reader": {"version": "1.2.0"}}}"#;

/// The finding about the package, and whether it is open.
fn finding(run: &assay_conformance::Run) -> Option<(&assay_verdict::Finding, bool)> {
    let assessment = &run.apps[0];
    let is_it = |finding: &&assay_verdict::Finding| {
        assessment.evidence(finding).by.as_str() == "dependency-vulnerable"
    };
    assessment.findings.iter().find(is_it).map(|finding| (finding, assessment.is_open(finding)))
}

#[test]
fn advisories_of_the_configuration_are_used_and_the_days_of_its_policy_count() {
    let folder =
        folder(&[("manifest.yml", MANIFEST), ("package.json", PACKAGE), ("package-lock.json", LOCK)]);
    assert!(finding(&run(folder.path())).is_none());
    let policy = include_str!("../../catalogue/data/bug-fix-policy.toml").replace("days = 28", "days = 14");
    std::fs::write(folder.path().join("days.toml"), policy).unwrap();
    std::fs::write(folder.path().join("advisories.db"), advisories(jiff::civil::date(2026, 1, 1))).unwrap();
    let config = "[data]\nadvisories = \"advisories.db\"\nbug_fix_policy = \"days.toml\"\n";
    std::fs::write(folder.path().join("assay.toml"), config).unwrap();
    let run = run(folder.path());
    assert!(!run.has_config_errors(), "{:?}", run.diagnostics);
    let (finding, is_open) = finding(&run).unwrap();
    let clock = finding.clock.unwrap();
    assert!(is_open);
    assert_eq!(clock.due, clock.first_seen.saturating_add(jiff::Span::new().days(14)));
}

#[test]
fn a_statement_that_it_is_not_affected_closes_a_finding_and_changes_no_outcome() {
    let folder =
        folder(&[("manifest.yml", MANIFEST), ("package.json", PACKAGE), ("package-lock.json", LOCK)]);
    std::fs::write(folder.path().join("advisories.db"), advisories(jiff::civil::date(2026, 1, 1))).unwrap();
    let check = |statement: Option<&str>| {
        let mut knowledge = assay_conformance::Knowledge::read(&folder.path().join("advisories.db")).unwrap();
        if let Some(status) = statement {
            let vex = format!(
                r#"{{"@context": "https://openvex.dev/ns/v0.2.0", "author": "Example", "timestamp": "2026-02-01T00:00:00Z",
                "statements": [{{"vulnerability": {{"name": "CVE-2026-1"}}, "status": "{status}",
                "products": [{{"@id": "pkg:npm/notes-reader@1.2.0"}}], "justification": "vulnerable_code_not_present"}}]}}"#
            );
            knowledge.add_vex(assay_advisories::vex::Vex::read(vex.as_bytes()).unwrap());
        }
        assay_conformance::check_with(folder.path(), &options(), &knowledge, &|_| {}).unwrap()
    };
    let outcomes = |run: &assay_conformance::Run| {
        run.apps[0].rows.iter().map(|row| (row.requirement.clone(), row.outcome)).collect::<Vec<_>>()
    };
    let (without, closed, affected) = (check(None), check(Some("not_affected")), check(Some("affected")));
    assert!(finding(&without).unwrap().1);
    assert!(finding(&affected).unwrap().1);
    assert!(!finding(&closed).unwrap().1);
    assert_eq!(outcomes(&without), outcomes(&closed));
    let evidence = closed.apps[0].evidence(finding(&closed).unwrap().0);
    let said = "VEX says: not affected, vulnerable_code_not_present; Example, 2026-02-01";
    assert_eq!(evidence.suppressed.as_deref(), Some(said));
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
