//! The forms in which results are passed on: Markdown, JUnit, OSCAL assessment results, FSRT.
mod common;

use std::sync::LazyLock;

use assay_report::{MarkdownOptions, fsrt, junit, markdown, oscal};
use common::{hostile, told};
use jsonschema::Validator;
use serde_json::Value;

const SCHEMA: &str = include_str!("data/oscal_assessment-results_schema.json");

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the published file");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
});

#[track_caller]
fn assert_valid(document: &str) {
    let document: Value = serde_json::from_str(document).expect("JSON");
    let errors: Vec<String> = VALIDATOR
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()).chars().take(300).collect())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn a_comment_is_short_and_says_what_is_open() {
    let comment = told(|report| markdown(report, &MarkdownOptions::default()));
    assert!(comment.len() < 65_536);
    insta::assert_snapshot!(comment);
}

#[test]
fn places_are_links_where_the_tree_has_an_address() {
    let options = MarkdownOptions { link_base: Some("https://git.example/o/r/blob/abc/".into()) };
    let comment = told(|report| markdown(report, &options));
    let link =
        "[`apps/reporter/manifest.yml:14`](https://git.example/o/r/blob/abc/apps/reporter/manifest.yml#L14)";
    assert!(comment.contains(link), "{comment}");
}

#[test]
fn a_comment_mentions_nobody() {
    let text = "@everyone #1 [x](https://evil.example) <img src=x> https://evil.example | a\n# b";
    let comment = hostile(text, |report| markdown(report, &MarkdownOptions::default()));
    for forbidden in ["@everyone", "#1 ", "](https://evil", "<img", " https://evil.example", "\n# b"] {
        assert!(!comment.contains(forbidden), "{forbidden}\n{comment}");
    }
}

#[test]
fn a_build_server_sees_every_row_once() {
    let document = told(junit);
    let rows = common::catalogue().requirements().count();
    assert_eq!(document.matches("<testcase ").count(), 2 * rows);
    insta::assert_snapshot!(document);
}

#[test]
fn an_assessor_gets_valid_results() {
    let document = told(oscal);
    assert_valid(&document);
    insta::assert_snapshot!(document);
}

#[test]
fn observations_that_findings_rest_on_exist_once() {
    let document: Value = serde_json::from_str(&told(oscal)).unwrap();
    for result in document["assessment-results"]["results"].as_array().unwrap() {
        let ids: Vec<&Value> =
            result["observations"].as_array().into_iter().flatten().map(|one| &one["uuid"]).collect();
        for finding in result["findings"].as_array().into_iter().flatten() {
            for related in finding["related-observations"].as_array().into_iter().flatten() {
                assert_eq!(ids.iter().filter(|id| **id == &related["observation-uuid"]).count(), 1);
            }
        }
    }
}

#[test]
fn a_pipeline_that_reads_the_vendor_s_scanner_reads_a_line_an_app() {
    let lines = told(fsrt);
    assert_eq!(lines.lines().count(), 2);
    for line in lines.lines() {
        let scan: Value = serde_json::from_str(line).unwrap();
        for key in ["scanner", "started_at", "ended_at", "error_message"] {
            assert!(scan[key].is_string(), "{key}");
        }
        assert!(scan["scanned"].is_array() && scan["errors"].is_boolean());
        for vulnerability in scan["vulns"].as_array().unwrap() {
            let fields: Vec<&str> = vulnerability.as_object().unwrap().keys().map(String::as_str).collect();
            let expected = [
                "check_name",
                "description",
                "recommendation",
                "proof",
                "severity",
                "app_key",
                "app_name",
                "marketplace_security_requirement",
                "date",
            ];
            assert_eq!(fields.len(), expected.len());
            assert!(expected.iter().all(|field| vulnerability[field].is_string()), "{fields:?}");
        }
    }
    insta::assert_snapshot!(lines);
}

fn is_xml_text(text: &str) -> bool {
    // XML 1.0, section 2.2.
    text.chars().all(|c| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_makes_well_formed_documents(text in "(\\PC|\\p{Cc}|\\p{Cf}|[<>&\"'\\]\u{fffe}]){0,40}") {
        assert_valid(&hostile(&text, oscal));
        let document = hostile(&text, junit);
        proptest::prop_assert!(is_xml_text(&document));
        for line in document.lines().filter(|line| line.contains("<testcase")) {
            proptest::prop_assert_eq!(line.matches("<testcase").count(), 1);
        }
        for line in hostile(&text, fsrt).lines() {
            proptest::prop_assert!(serde_json::from_str::<Value>(line).is_ok());
        }
    }
}
