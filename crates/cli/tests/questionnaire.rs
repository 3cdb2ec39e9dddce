//! `assay questionnaire` through the binary.
mod common;

use std::path::Path;

use common::{assay, folder};

fn examples() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples"))
}

const MANIFEST: &str = "\
modules:
  jira:issuePanel:
    - key: panel
      resource: main
      title: Panel
app:
  id: ari:cloud:ecosystem::app/5f2d8c1e-93b4-4a76-8e0d-6c7b1a2f3d48
  runtime:
    name: nodejs24.x
";

#[test]
fn the_draft_of_leaky_notes_is_as_agreed() {
    let ran = assay(&examples().join("leaky-notes"), &["questionnaire", "--format", "markdown"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn the_draft_of_tidy_notes_is_as_agreed() {
    let ran = assay(&examples().join("tidy-notes"), &["questionnaire", "--format", "markdown"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn the_draft_of_leaky_notes_on_a_terminal_is_as_agreed() {
    let ran = assay(&examples().join("leaky-notes"), &["questionnaire"]);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn a_blocking_draft_fails_only_where_that_is_asked_for() {
    let leaky = examples().join("leaky-notes");
    assert_eq!(assay(&leaky, &["questionnaire"]).code, 0);
    assert_eq!(assay(&leaky, &["questionnaire", "--fail-on-blocking"]).code, 1);
    assert_eq!(assay(&examples().join("tidy-notes"), &["questionnaire", "--fail-on-blocking"]).code, 0);
}

#[test]
fn a_saved_assessment_gives_the_same_draft() {
    let leaky = examples().join("leaky-notes");
    let saved = folder(&[("a.json", &assay(&leaky, &["check", "--format", "json"]).out)]);
    let direct = assay(&leaky, &["questionnaire", "--format", "json"]);
    let again = assay(saved.path(), &["questionnaire", "a.json", "--format", "json"]);
    assert_eq!((again.code, &again.out), (0, &direct.out));
    assert_eq!(direct.json()["apps"][0]["answers"].as_array().unwrap().len(), 31);
}

#[test]
fn of_several_apps_each_gets_a_document_of_its_own() {
    let apps = folder(&[("one/manifest.yml", MANIFEST), ("b/two/manifest.yml", MANIFEST)]);
    let ran =
        assay(apps.path(), &["questionnaire", "-q", "--format", "markdown=answers.md", "--format", "json"]);
    assert_eq!((ran.code, ran.json()["apps"].as_array().unwrap().len()), (0, 2), "{}", ran.err);
    for name in ["answers-one.md", "answers-b-two.md"] {
        let text = std::fs::read_to_string(apps.path().join(name)).unwrap();
        assert_eq!(text.matches("# Security questionnaire").count(), 1, "{name}");
    }
    assert!(!apps.path().join("answers.md").exists());
}

#[test]
fn an_app_of_another_type_gets_a_sentence_and_no_draft() {
    let descriptor =
        r#"{"key": "a", "baseUrl": "https://a.example", "authentication": {"type": "jwt"}, "apiVersion": 1}"#;
    let connect = folder(&[("atlassian-connect.json", descriptor)]);
    let ran = assay(connect.path(), &["questionnaire"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("is a Connect app; the questionnaire drafted here is the one for Forge apps"),
        "{}",
        ran.err
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    let empty = folder(&[("other.json", "{}")]);
    let ran = assay(empty.path(), &["questionnaire"]);
    assert!(ran.code == 2 && ran.err.contains("no app was found"), "{} {}", ran.code, ran.err);
    let ran = assay(empty.path(), &["questionnaire", "other.json"]);
    assert!(ran.code == 2 && ran.err.contains("`other.json` cannot be read"), "{} {}", ran.code, ran.err);
    let ran = assay(empty.path(), &["questionnaire", "nowhere"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(assay(empty.path(), &["questionnaire", "--format", "word"]).code, 2);
}

#[test]
fn a_manifest_cut_short_leaves_blank_what_it_may_have_said() {
    let broken =
        folder(&[("manifest.yml", "app:\n  id: ari:cloud:ecosystem::app/x\nmodules:\n  webtrigger: [\n")]);
    let ran = assay(broken.path(), &["questionnaire", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for answer in ran.json()["apps"][0]["answers"].as_array().unwrap() {
        assert_eq!(answer["draft"]["is"], "blank", "{answer:#}");
    }
}
