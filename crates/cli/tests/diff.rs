//! `assay diff` through the binary: where versions come from, what is printed, how it ends.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{path::Path, process::Command};

use common::{assay, folder, row, write};
use serde_json::Value;
use tempfile::TempDir;

const OLD: &str = "\
app:
  id: ari:cloud:ecosystem::app/1
  runtime:
    name: nodejs22.x
permissions:
  scopes:
    - read:jira-work
    - storage:app
modules:
  jira:issuePanel:
    - key: panel
      title: Panel
      function: main
  function:
    - key: main
      handler: index.run
";

fn grown() -> String {
    let scopes = "    - storage:app\n    - write:jira-work\n  external:\n    fetch:\n      backend:\n        - address: https://${HOST}\n";
    OLD.replace("    - storage:app\n", scopes)
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    let status = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(identity)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap();
    assert!(status.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&status.stderr));
}

/// A repository with these files in its first commit.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = folder(files);
    git(folder.path(), &["init", "-q", "-b", "main"]);
    commit(folder.path(), "v1");
    folder
}

fn commit(folder: &Path, tag: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", tag]);
    git(folder, &["tag", tag]);
}

#[test]
fn growth_since_a_tag_is_shown_with_its_lines_and_ends_with_one() {
    let repository = repository(&[("manifest.yml", OLD)]);
    write(repository.path(), "manifest.yml", grown());
    let ran = assay(repository.path(), &["diff", "--since", "v1"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn a_comment_for_a_pull_request_says_what_an_admin_newly_gives() {
    let folder = folder(&[("old/manifest.yml", OLD), ("new/manifest.yml", &grown())]);
    let ran = assay(folder.path(), &["diff", "old", "new", "--format", "markdown"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn nothing_an_admin_is_asked_about_ends_with_zero() {
    let folder = folder(&[("a/manifest.yml", OLD), ("b/manifest.yml", &OLD.replace("22.x", "24.x"))]);
    let ran = assay(folder.path(), &["diff", "a", "b"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "This version needs no approval (compared with a): nothing an admin is asked about changes.\n")
    );
    // Two manifests by any name.
    write(folder.path(), "released.txt", OLD);
    assert_eq!(assay(folder.path(), &["diff", "released.txt", "b/manifest.yml"]).code, 0);
}

#[test]
fn what_hangs_on_a_variable_ends_with_three_and_its_value_settles_it() {
    let with = |address: &str| {
        OLD.replace("modules:", &format!("  external:\n    images:\n      - {address}\nmodules:"))
    };
    let folder = folder(&[
        ("a/manifest.yml", &with("https://a.example.com")),
        ("b/manifest.yml", &with("https://${HOST}")),
        ("same.env", "HOST=a.example.com\n"),
        ("other.toml", "HOST = \"b.example.com\"\n"),
        ("broken.env", "HOST\n"),
    ]);
    let run = |more: &[&str]| assay(folder.path(), &[&["diff", "a", "b"], more].concat());
    let open = run(&[]);
    assert_eq!(open.code, 3);
    assert!(open.out.contains("environment variable `HOST`"), "{}", open.out);
    assert_eq!(run(&["--variables", "same.env"]).code, 0);
    assert_eq!(run(&["--variables", "other.toml"]).code, 1);
    assert_eq!(run(&["--new-variables", "same.env"]).code, 0);
    let broken = run(&["--variables", "broken.env"]);
    assert_eq!(broken.code, 2);
    assert!(broken.err.contains("broken.env:1:1"), "{}", broken.err);
    assert_eq!(run(&["--variables", "no.env"]).code, 2);
}

#[test]
fn two_revisions_of_a_folder_are_compared_without_what_lies_on_disk() {
    let repository = repository(&[("app/manifest.yml", OLD)]);
    write(repository.path(), "app/manifest.yml", OLD.replace("storage:app", "write:jira-work"));
    commit(repository.path(), "v2");
    write(repository.path(), "app/manifest.yml", "broken: [");
    let ran =
        assay(repository.path(), &["diff", "--since", "v1", "--until", "v2", "app", "--format", "json"]);
    let document = ran.json();
    assert_eq!((ran.code, &document["answer"]), (1, &Value::from("needed")));
    let kinds: Vec<&str> = document["apps"][0]["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cause| cause["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["scope-added", "scope-removed"]);
    // One manifest of a commit, by its path.
    assert_eq!(
        assay(repository.path(), &["diff", "--since", "v1", "--until", "v2", "app/manifest.yml"]).code,
        1
    );
}

#[test]
fn of_several_apps_each_is_compared_with_its_own_earlier_version() {
    let other = OLD.replace("app/1", "app/2");
    let repository = repository(&[("one/manifest.yml", OLD), ("two/manifest.yml", &other)]);
    git(repository.path(), &["mv", "two", "moved"]);
    write(repository.path(), "moved/manifest.yml", other.replace("read:jira-work", "read:jira-user"));
    write(repository.path(), "new/manifest.yml", OLD.replace("app/1", "app/3"));
    let ran = assay(repository.path(), &["diff", "--since", "v1"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
    // A moved app is found by its id even from inside its new folder.
    let inside =
        assay(&repository.path().join("moved"), &["diff", "--since", "v1", "--format", "json"]).json();
    assert_eq!(inside["apps"][0]["causes"].as_array().unwrap().len(), 2);
    let first = assay(repository.path(), &["diff", "--since", "v1", "new"]);
    assert_eq!(first.code, 0);
    assert!(first.out.contains("there is no earlier version"), "{}", first.out);
}

#[test]
fn an_app_without_an_id_that_cannot_be_found_again_cannot_be_told() {
    let nameless = OLD.replace("  id: ari:cloud:ecosystem::app/1\n", "");
    let repository = repository(&[("a/manifest.yml", &nameless), ("b/manifest.yml", &nameless)]);
    git(repository.path(), &["mv", "b", "c"]);
    let ran = assay(repository.path(), &["diff", "--since", "v1"]);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("its earlier version was not found"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn a_manifest_that_was_a_link_is_not_read_and_said_so() {
    let repository = repository(&[("real.yml", OLD)]);
    std::os::unix::fs::symlink("real.yml", repository.path().join("manifest.yml")).unwrap();
    commit(repository.path(), "v2");
    std::fs::remove_file(repository.path().join("manifest.yml")).unwrap();
    write(repository.path(), "manifest.yml", grown());
    let ran = assay(repository.path(), &["diff", "--since", "v2"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("`manifest.yml` was not read: it is a link"), "{}", ran.err);
}

#[test]
fn what_cannot_be_compared_is_a_usage_error_in_one_sentence() {
    let repository = repository(&[
        ("manifest.yml", OLD),
        ("empty/x.txt", ""),
        ("atlassian-connect.json", "{\"key\": \"k\"}"),
    ]);
    let outside = folder(&[("manifest.yml", OLD)]);
    let here = repository.path();
    for (folder, arguments, sentence) in [
        (here, &["diff"][..], "name the old and the new version"),
        (here, &["diff", "."], "name the old and the new version"),
        (here, &["diff", "nowhere", "."], "there is neither a file nor a directory `nowhere`"),
        (here, &["diff", "empty", "."], "there is no Forge manifest in `empty`"),
        (here, &["diff", "atlassian-connect.json", "."], "`atlassian-connect.json` is not a Forge manifest"),
        (here, &["diff", "--since", "v9"], "git knows no commit `v9`"),
        (here, &["diff", "--since=--output=pwned"], "git knows no commit `--output=pwned`"),
        (here, &["diff", "--since", "v1:manifest.yml"], "git knows no commit `v1:manifest.yml`"),
        (outside.path(), &["diff", "--since", "HEAD"], "not a git repository"),
        (here, &["diff", "--since", "v1", "--until", "v1", "--evidence", "e.json"], "--evidence needs"),
    ] {
        let ran = assay(folder, arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(sentence) && ran.err.lines().count() == 1, "{arguments:?}: {}", ran.err);
    }
    assert!(!here.join("pwned").exists());
}

#[test]
fn saved_evidence_answers_sec_1_beside_what_check_saw() {
    let repository = repository(&[("manifest.yml", OLD)]);
    write(repository.path(), "manifest.yml", OLD.replace("storage:app", "write:jira-work"));
    let here = repository.path();
    let outside = folder(&[]);
    let file = |name: &str| outside.path().join(name).to_str().unwrap().to_owned();
    let (checked, compared) = (file("check.json"), file("diff.json"));
    assert_eq!(
        row(&assay(here, &["check", ".", "--format", "json"]).json(), "SEC-1")["outcome"],
        "not-checked"
    );
    assay(here, &["check", ".", "--format", &format!("json={checked}")]);
    assert_eq!(assay(here, &["diff", "--since", "v1", "--evidence", &compared]).code, 1);
    let report = assay(here, &["report", &checked, &compared, "--format", "json"]).json();
    assert_eq!(report["apps"].as_array().unwrap().len(), 1);
    assert_eq!(row(&report, "SEC-1")["outcome"], "platform");

    // Growth of which no page says that it waits leaves it open.
    let endpoint = OLD.replace("  function:", "  endpoint:\n    - key: e\n      remote: r\n  function:");
    write(here, "manifest.yml", endpoint);
    assay(here, &["check", ".", "--format", &format!("json={checked}")]);
    assert_eq!(assay(here, &["diff", "--since", "v1", "--evidence", &compared]).code, 1);
    let report = assay(here, &["report", &checked, &compared, "--format", "json"]).json();
    assert_eq!(row(&report, "SEC-1")["outcome"], "unknown");

    // Another app's manifest says nothing about this one.
    write(here, "manifest.yml", OLD.replace("app/1", "app/2"));
    let other = assay(here, &["diff", "--since", "v1", "--evidence", &compared]);
    assert_eq!(other.code, 2);
    assert!(other.err.contains("an earlier version of its own"), "{}", other.err);
}

#[test]
fn text_of_an_app_moves_no_cursor_and_formats_nothing() {
    let hostile = OLD.replace(
        "    - storage:app\n",
        "    - storage:app\n    - \"x\\u001b[2J`|<b>@all](https://evil.example)\"\n",
    );
    let folder = folder(&[("a/manifest.yml", OLD), ("b/manifest.yml", &hostile)]);
    for format in ["human", "markdown"] {
        let ran = assay(folder.path(), &["diff", "a", "b", "--format", format]);
        assert!(ran.out.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", ran.out);
    }
    let markdown = assay(folder.path(), &["diff", "a", "b", "--format", "markdown"]).out;
    assert!(
        !markdown.contains("@all") && !markdown.contains("<b>") && !markdown.contains("](https://"),
        "{markdown}"
    );
}
