//! The JSON document: whole, of the published shape, and readable again.
#![expect(clippy::unwrap_used, reason = "tests")]
mod common;

use assay_report::{ReadError, json, read, schema};
use assay_verdict::judge;
use common::{TODAY, catalogue, hostile, power_up, reporter, told};
use serde_json::Value;

fn validate(document: &str) {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let document: Value = serde_json::from_str(document).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn a_document_fits_the_published_schema() {
    validate(&told(json));
    validate(&hostile("\u{0}\u{1b}\"\\\u{2028}", json));
}

#[test]
fn a_document_has_every_row_finding_and_look() {
    insta::assert_snapshot!(told(json));
}

#[test]
fn the_schema_is_as_published() {
    insta::assert_snapshot!(schema());
}

#[test]
fn a_saved_assessment_can_be_judged_again() {
    let document = told(json);
    let saved = read(&document).unwrap();
    let mut expected = [reporter(), power_up()];
    expected.iter_mut().for_each(|(dossier, _)| dossier.tidy());
    assert_eq!(saved, expected);
    let again: Vec<_> = saved
        .into_iter()
        .map(|(dossier, statements)| judge(&catalogue(), dossier, statements, TODAY))
        .collect();
    assert_eq!(told(|report| report.assessments.to_vec()), again);
}

#[test]
fn evidence_is_stored_once() {
    assert_eq!(told(json).matches("Write `https://api.example.com`.").count(), 1);
}

#[test]
fn another_version_is_refused_by_name() {
    let later = told(json).replacen("assay-assessment-1", "assay-assessment-9", 1);
    assert_eq!(read(&later), Err(ReadError::UnknownVersion { found: "assay-assessment-9".into() }));
    assert_eq!(read("{}"), Err(ReadError::NotAnAssessment));
    assert!(matches!(read("{"), Err(ReadError::Shape { line: 1, .. })));
    assert!(matches!(read("[]"), Err(ReadError::Shape { .. })));
    assert!(matches!(read(r#"{"schema": "assay-assessment-1"}"#), Err(ReadError::Shape { .. })));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]
    #[test]
    fn any_text_survives_the_way_there_and_back(text in "(\\PC|\\p{Cc}|\\p{Cf}){0,40}") {
        let (document, dossier) = hostile(&text, |report| {
            (json(report), report.assessments[0].dossier.clone())
        });
        proptest::prop_assert_eq!(&read(&document).unwrap()[0].0, &dossier);
    }
}
