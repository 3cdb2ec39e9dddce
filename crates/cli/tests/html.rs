//! The page that is sent on, from the real binary.

mod common;

use std::fs;

use common::{assay, example, folder};

#[test]
fn a_page_is_written_and_a_saved_assessment_gives_the_same_one() {
    let leaky = example("leaky-notes");
    let into = folder(&[]);
    let at = |name: &str| into.path().join(name);
    let to = |format: &str, name: &str| format!("{format}={}", at(name).display());
    let (html, json) = (to("html", "check.html"), to("json", "saved.json"));
    let checked = assay(&leaky, &["check", ".", "--format", &html, "--format", &json]);
    let saved = at("saved.json").display().to_string();
    let again = to("html", "report.html");
    let reported = assay(&leaky, &["report", &saved, "--format", &again]);
    assert_eq!((checked.code, reported.code), (1, 1));
    let page = fs::read_to_string(at("check.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<h1 id=\"name\">leaky-notes</h1>"));
    assert_eq!(page, fs::read_to_string(at("report.html")).unwrap());
}
