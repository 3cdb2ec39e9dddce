//! SARIF: valid by the standard's schema, and by the rules code scanning adds.
#![expect(clippy::unwrap_used, reason = "tests")]
mod common;

use std::sync::LazyLock;

use assay_report::{SarifOptions, sarif};
use common::{hostile, told};
use jsonschema::Validator;
use serde_json::Value;

const SCHEMA: &str = include_str!("data/sarif-schema-2.1.0.json");

fn findings() -> Value {
    serde_json::from_str(&told(|report| sarif(report, SarifOptions::default()))).unwrap()
}

fn all_kinds() -> Value {
    serde_json::from_str(&told(|report| sarif(report, SarifOptions { all_kinds: true }))).unwrap()
}

fn assert_valid(log: &Value) {
    static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
        // The first edition's pattern of `language` has a bracket too many; errata 01 repairs it like this.
        let schema =
            SCHEMA.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
        let schema: Value = serde_json::from_str(&schema).unwrap();
        jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
    });
    let validator = &*VALIDATOR;
    let errors: Vec<String> =
        validator.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn every_value<'a>(value: &'a Value, visit: &mut dyn FnMut(&str, &'a Value)) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            visit(key, value);
            every_value(value, visit);
        }),
        Value::Array(items) => items.iter().for_each(|item| every_value(item, visit)),
        _ => {}
    }
}

#[test]
fn a_log_is_valid_by_the_schema_of_the_standard() {
    assert_valid(&findings());
    assert_valid(&all_kinds());
}

#[test]
fn a_log_is_accepted_by_code_scanning() {
    // GitHub, “SARIF support for code scanning”, supported properties and limits.
    let log = findings();
    let mut categories = Vec::new();
    for run in list(&log, "/runs") {
        categories.push(text(run, "/automationDetails/id").rsplit_once('/').unwrap().0.to_owned());
        let rules = list(run, "/tool/driver/rules");
        for rule in rules {
            assert!(list(rule, "/properties/tags").len() <= 20);
            assert!(
                text(rule, "/properties/security-severity")
                    .parse::<f32>()
                    .is_ok_and(|n| n > 0.0 && n <= 10.0)
            );
            assert!(["very-high", "high", "medium", "low"].contains(&text(rule, "/properties/precision")));
            assert!(!text(rule, "/shortDescription/text").is_empty());
        }
        for result in list(run, "/results") {
            let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(!text(result, "/message/text").is_empty());
            let location = &result["locations"][0]["physicalLocation"];
            assert!(!text(location, "/artifactLocation/uri").is_empty(), "a result without a file");
            assert!(location["region"]["startLine"].as_u64().unwrap() >= 1);
            assert_eq!(text(result, "/partialFingerprints/assay~1v1").len(), 32);
        }
    }
    let runs = categories.len();
    categories.dedup();
    assert_eq!(categories.len(), runs, "one run a category");
    every_value(&log, &mut |key, value| {
        if key == "uri" {
            let uri = value.as_str().unwrap();
            assert!(!uri.contains("://") && !uri.starts_with('/') && !uri.contains('\\'), "{uri}");
        }
    });
    let size = log.to_string().len();
    assert!(size < 10 * 1024 * 1024, "{size} bytes");
}

#[test]
fn results_are_findings_and_nothing_else() {
    let log = findings();
    for result in list(&log, "/runs/0/results") {
        match text(result, "/kind") {
            "fail" => assert!(["error", "warning", "note"].contains(&text(result, "/level"))),
            "review" => assert_eq!(text(result, "/level"), "none"),
            other => panic!("a result of kind {other}"),
        }
    }
    assert!(list(&log, "/runs/1/results").is_empty());
    assert!(
        log.pointer("/runs/1/results").is_some(),
        "no results is a list without entries, not a missing list"
    );
}

#[test]
fn every_row_stands_in_the_properties_of_its_run() {
    for run in list(&findings(), "/runs") {
        let rows = list(run, "/properties/requirements");
        assert_eq!(rows.len(), common::catalogue().requirements().count());
        assert!(
            rows.iter().all(|row| !text(row, "/outcome").is_empty() && !text(row, "/because").is_empty())
        );
    }
}

#[test]
fn rows_are_results_where_asked_for() {
    let log = all_kinds();
    let kinds = |run: usize| -> Vec<String> {
        let results = list(&log, &format!("/runs/{run}/results")).iter();
        results
            .filter(|result| text(result, "/ruleId").contains("-"))
            .map(|r| text(r, "/kind").to_owned())
            .collect()
    };
    assert!(kinds(0).contains(&"informational".to_owned()) && kinds(0).contains(&"notApplicable".to_owned()));
    assert!(kinds(1).contains(&"open".to_owned()));
    for result in list(&log, "/runs/1/results") {
        assert_eq!(text(result, "/level"), "none");
    }
}

#[test]
fn taxa_point_into_their_taxonomy() {
    for run in list(&all_kinds(), "/runs") {
        let taxa = list(run, "/taxonomies/0/taxa");
        for result in list(run, "/results") {
            for reference in list(result, "/taxa") {
                assert_eq!(taxa[reference["index"].as_u64().unwrap() as usize]["id"], reference["id"]);
            }
        }
    }
}

#[test]
fn a_log_is_as_agreed() {
    insta::assert_snapshot!(told(|report| sarif(report, SarifOptions::default())));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_makes_a_valid_log(text in "(\\PC|\\p{Cc}|\\p{Cf}){0,40}") {
        let log = hostile(&text, |report| sarif(report, SarifOptions { all_kinds: true }));
        let log: Value = serde_json::from_str(&log).unwrap();
        assert_valid(&log);
    }
}
