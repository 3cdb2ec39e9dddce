//! A comparison, told to people and programs.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use assay_app::{Manifest, manifest::Variables};
use assay_policy::{AppDiff, Environment, Grants, Version, pair};
use assay_report::{DiffReport, Tool, diff_human, diff_json, diff_markdown, diff_schema};
use assay_source::{Diagnostic, Level, RelPath, SourceText};
use serde_json::Value;

const OLD: &str = "\
app:
  id: ari:cloud:ecosystem::app/1
permissions:
  scopes:
    - read:jira-work
    - storage:app
  external:
    images: [https://img.example.com]
modules:
  endpoint:
    - key: notify
      remote: backend
remotes:
  - key: backend
    baseUrl: https://backend.example.com
    operations: [fetch]
";

const NEW: &str = "\
app:
  id: ari:cloud:ecosystem::app/1
  connect: { key: c }
permissions:
  enforcement: app-managed
  scopes:
    - read:jira-work
    - manage:jira-configuration
  external:
    images: [\"https://${CDN}\"]
    frames: [\"*\"]
    workers: [https://w.example.com]
modules:
  endpoint:
    - key: notify
      remote: backend
      route: { path: /n }
remotes:
  - key: backend
    baseUrl: https://backend.example.org
    operations: [fetch, compute]
";

fn versions(path: &str, texts: &[&str]) -> Vec<Version> {
    let version = |(number, text): (usize, &&str)| {
        let path = RelPath::parse(&format!("app{number}/{path}")).unwrap();
        let text = Arc::new(SourceText::new(path.clone(), text.as_bytes()));
        let grants = Grants::read(&Manifest::read(&text), &Variables::default());
        Version { path, outside: false, grants }
    };
    texts.iter().enumerate().map(version).collect()
}

fn told(apps: &[AppDiff], tell: impl Fn(&DiffReport<'_>) -> String) -> String {
    let tool = Tool { name: "Assay".to_owned(), version: "0.1.0".to_owned(), data: Vec::new() };
    let warning = Diagnostic::new(Level::Warning, "manifest-not-read", "`x.yml` was not read");
    let diagnostics = [warning.help("name it")];
    tell(&DiffReport { tool: &tool, old: "v1", new: ".", apps, diagnostics: &diagnostics })
}

fn everything() -> Vec<AppDiff> {
    let third = OLD.replace("app/1", "app/3");
    let old = versions("manifest.yml", &[OLD, &OLD.replace("app/1", "app/2")]);
    let new = versions("manifest.yml", &[NEW, &third]);
    pair(&old, &new, true, Environment::Same)
}

#[test]
fn a_person_reads_what_each_cause_gives_and_how_it_is_known() {
    insta::assert_snapshot!(told(&everything(), |report| diff_human(report, false, 100)));
}

#[test]
fn a_comment_is_short_and_in_plain_words() {
    insta::assert_snapshot!(told(&everything(), diff_markdown));
}

#[test]
fn a_document_fits_the_published_schema() {
    let schema: Value = serde_json::from_str(&diff_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let same = versions("manifest.yml", &[OLD]);
    for apps in [everything(), pair(&same, &same, true, Environment::Separate), Vec::new()] {
        let document: Value = serde_json::from_str(&told(&apps, diff_json)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0], "{document:#}");
    }
    insta::assert_snapshot!(told(&everything(), diff_json));
}

#[test]
fn a_long_list_is_cut_in_a_comment_and_the_rest_counted() {
    let many: String = (0..60).map(|number| format!("    - read:thing{number}\n")).collect();
    let new = OLD.replace("    - storage:app\n", &format!("    - storage:app\n{many}"));
    let apps = pair(&versions("m.yml", &[OLD]), &versions("m.yml", &[&new]), true, Environment::Same);
    let comment = told(&apps, diff_markdown);
    assert!(comment.contains("60 causes") && comment.contains("- and 20 more\n"), "{comment}");
}
