//! Secrets in the tree and in the history, through the real binary: found, and never shown.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{path::Path, process::Command};

use assay_secrets::detectors;
use common::{QUIET, assay, folder, row, write};

fn git(folder: &Path, arguments: &[&str]) {
    let ran = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", "2026-03-01T12:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-03-01T12:00:00Z")
        .status()
        .unwrap();
    assert!(ran.success(), "{arguments:?}");
}

/// A password that only its name gives away, with marks that a mask by looks alone would cut in two.
const PASSWORD: &str = "p4ss;w0rd,k9%z8";

#[test]
fn no_format_shows_a_secret_that_was_found() {
    let folder = folder(&[("manifest.yml", QUIET)]);
    let mut secrets: Vec<String> = Vec::new();
    for detector in detectors() {
        let example = detector.example();
        write(folder.path(), &format!("src/{}.js", detector.id), format!("connect(`{example}`);\n"));
        // Lines of a key, and what stands between the marks of an address.
        secrets.extend(
            example
                .split(['\n', ':', '@', '=', '\'', '/', ' '])
                .filter(|it| it.len() >= 16)
                .map(str::to_owned),
        );
    }
    secrets.retain(|secret| secret.bytes().any(|byte| byte.is_ascii_digit()) && !secret.contains("example"));
    write(
        folder.path(),
        "src/z.js",
        format!("const DB_PASSWORD = \"{PASSWORD}\";\nfetch('http://*.acme.net');\n"),
    );
    secrets.push(PASSWORD.to_owned());
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "add"]);
    for detector in detectors().iter().step_by(2) {
        std::fs::remove_file(folder.path().join(format!("src/{}.js", detector.id))).unwrap();
    }
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "remove"]);
    let mut found = 0;
    for format in ["human", "json", "sarif", "html", "markdown", "junit", "oscal", "fsrt"] {
        let ran = assay(
            folder.path(),
            &["check", ".", "--history", "--format", format, "--sarif-kinds", "all", "-v"],
        );
        assert_eq!(ran.code, 1, "{}", ran.err);
        for secret in &secrets {
            assert!(!ran.out.contains(secret.as_str()), "{format} shows {secret}");
            assert!(!ran.err.contains(secret.as_str()), "{format}: standard error shows {secret}");
        }
        found += usize::from(ran.out.contains("GitHub token"));
    }
    assert!(found >= 5, "only {found} formats tell of it");
}

/// True where the first duty still waits for somebody to look through the history.
fn waits_for_history(report: &serde_json::Value) -> bool {
    let needs = row(report, "FORGE-5")["duties"][0]["needs"].as_array().cloned().unwrap_or_default();
    needs.iter().any(|need| need["claim"] == "secrets/history")
}

/// Why the history was not looked at, as the sweep of its rule tells.
fn skipped(report: &serde_json::Value) -> String {
    let sweeps = report["apps"][0]["sweeps"].as_array().unwrap();
    let sweep = sweeps.iter().find(|sweep| sweep["by"] == "secret-in-history").unwrap();
    sweep["skipped"].to_string()
}

#[test]
fn a_deleted_secret_is_found_with_history_and_an_open_question_without() {
    let folder = folder(&[("manifest.yml", QUIET), ("src/a.js", "const API_KEY = 'q8Zr1mWc0pTnVb7K';\n")]);
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "add"]);
    write(folder.path(), "src/a.js", "const API_KEY = process.env.API_KEY;\n");
    git(folder.path(), &["commit", "-q", "-a", "-m", "remove"]);
    let without = assay(folder.path(), &["check", ".", "--format", "json"]).json();
    let told = row(&without, "FORGE-5");
    assert_eq!(told["duties"][0]["outcome"], "unknown");
    assert!(waits_for_history(&without) && skipped(&without).contains("--history"));
    let with = assay(folder.path(), &["check", ".", "--history", "--format", "json"]);
    assert_eq!(with.code, 1);
    let with = with.json();
    let told = row(&with, "FORGE-5");
    assert_eq!(told["duties"][0]["outcome"], "fail");
    assert!(told["because"].as_str().unwrap().contains("came in with commit"), "{}", told["because"]);
}

#[test]
fn where_there_is_no_repository_the_history_stays_open() {
    let folder = folder(&[("manifest.yml", QUIET)]);
    let report = assay(folder.path(), &["check", ".", "--history", "--format", "json"]).json();
    assert!(waits_for_history(&report) && skipped(&report).contains("no git repository"));
}

#[test]
fn a_clean_history_is_looked_at_whole() {
    let folder = folder(&[("manifest.yml", QUIET), ("src/a.js", "export const run = () => 1;\n")]);
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "add"]);
    let report = assay(folder.path(), &["check", ".", "--history", "--format", "json"]).json();
    assert!(!waits_for_history(&report), "{}", skipped(&report));
}

#[test]
fn what_a_comment_or_a_waiver_answers_does_not_fail_the_run() {
    let folder = folder(&[
        ("manifest.yml", QUIET),
        (
            "src/a.js",
            "// assay-ignore secret-generic-in-source: an identifier, shown in every page\nconst API_KEY = 'q8Zr1mWc0pTnVb7K';\n",
        ),
    ]);
    let answered = assay(folder.path(), &["check", ".", "--format", "json"]);
    assert_eq!(answered.code, 0, "{}", answered.err);
    let unanswered = assay(folder.path(), &["check", ".", "--no-config", "--format", "json"]);
    assert_eq!(unanswered.code, 1);
}
