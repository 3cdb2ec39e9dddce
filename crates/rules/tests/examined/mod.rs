//! What every rule makes of an app of a few files.

use assay_rules::{Examination, HistoryLook, RULES, Settings};

use crate::common;

/// The descriptor of a Connect app.
pub(crate) const DESCRIPTOR: &str = r#"{
  "key": "notes",
  "name": "Notes",
  "baseUrl": "https://notes.example.com",
  "authentication": { "type": "jwt" },
  "apiMigrations": { "signed-install": true },
  "lifecycle": { "installed": "/installed" },
  "scopes": ["READ"]
}"#;

/// The examinations of every rule, in each app among the files.
pub(crate) fn examine_files(files: &[(&str, &str)], settings: &Settings) -> Vec<(&'static str, Examination)> {
    let mut examined = Vec::new();
    common::each_case(files.iter().copied(), settings, HistoryLook::NotAsked, |case| {
        examined.extend(RULES.iter().map(|rule| (rule.id, rule.run(case))));
    });
    assert!(!examined.is_empty(), "there is no app");
    examined
}

/// How much evidence a rule gave.
pub(crate) fn findings(examined: &[(&str, Examination)], rule: &str) -> usize {
    examined.iter().filter(|(id, _)| *id == rule).map(|(_, examination)| examination.evidence.len()).sum()
}
