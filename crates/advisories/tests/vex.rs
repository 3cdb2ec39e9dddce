//! What makers of software say of vulnerabilities is understood, in both formats.

use assay_advisories::vex::{Vex, VexError, VexStatus};
use proptest::prelude::*;

const OPENVEX: &str = r#"{
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://example.com/vex/1",
  "author": "Example Apps",
  "timestamp": "2026-03-01T09:00:00Z",
  "version": 1,
  "statements": [
    {
      "vulnerability": { "name": "CVE-2021-23337", "aliases": ["GHSA-35jh-r3h4-6jhm"] },
      "products": [
        { "@id": "pkg:npm/example-app@2.0.0", "subcomponents": [{ "@id": "pkg:npm/lodash@4.17.20" }] }
      ],
      "status": "not_affected",
      "justification": "vulnerable_code_not_in_execute_path",
      "impact_statement": "No template is made of what a user wrote"
    },
    {
      "vulnerability": { "name": "CVE-2022-0536" },
      "products": [{ "@id": "https://example.com/apps/example-app" }],
      "status": "under_investigation"
    },
    {
      "vulnerability": { "name": "CVE-2022-0536" },
      "products": [{ "@id": "https://example.com/apps/example-app" }],
      "status": "fixed",
      "timestamp": "2026-03-05T09:00:00Z"
    }
  ]
}"#;

const CYCLONEDX: &str = r#"{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "metadata": { "timestamp": "2026-02-03T00:00:00Z", "authors": [{ "name": "Example Apps" }] },
  "components": [
    { "type": "library", "bom-ref": "c1", "name": "snakeyaml", "purl": "pkg:maven/org.yaml/snakeyaml@1.33?type=jar" }
  ],
  "vulnerabilities": [
    {
      "id": "CVE-2022-1471",
      "references": [{ "id": "GHSA-mjmj-j48q-9wg2", "source": { "name": "GitHub" } }],
      "analysis": { "state": "not_affected", "justification": "code_not_reachable", "detail": "SafeConstructor only" },
      "affects": [{ "ref": "c1" }]
    },
    {
      "id": "CVE-2017-18640",
      "analysis": { "state": "exploitable" },
      "affects": [{ "ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:maven/org.yaml/snakeyaml@1.33" }]
    }
  ]
}"#;

#[test]
fn a_part_of_a_product_is_matched_by_name_and_version() {
    let vex = Vex::read(OPENVEX.as_bytes()).unwrap();
    let statement = vex.about(&["GHSA-35jh-r3h4-6jhm"], "pkg:npm/lodash@4.17.20").unwrap();
    assert_eq!(statement.status, VexStatus::NotAffected);
    assert_eq!(
        statement.justification,
        "vulnerable_code_not_in_execute_path: No template is made of what a user wrote"
    );
    assert_eq!((statement.author.as_str(), statement.date.as_str()), ("Example Apps", "2026-03-01"));
    assert!(vex.about(&["GHSA-35jh-r3h4-6jhm"], "pkg:npm/lodash@4.17.19").is_none());
    assert!(vex.about(&["GHSA-35jh-r3h4-6jhm"], "pkg:npm/lodash-es@4.17.20").is_none());
    assert!(vex.about(&["CVE-2020-8203"], "pkg:npm/lodash@4.17.20").is_none());
}

#[test]
fn a_statement_about_the_app_is_about_all_it_is_made_of_and_the_last_one_counts() {
    let vex = Vex::read(OPENVEX.as_bytes()).unwrap();
    let statement = vex.about(&["CVE-2022-0536"], "pkg:npm/follow-redirects@1.14.7").unwrap();
    assert_eq!((statement.status, statement.date.as_str()), (VexStatus::Fixed, "2026-03-05"));
}

#[test]
fn components_of_cyclonedx_are_found_by_reference() {
    let vex = Vex::read(CYCLONEDX.as_bytes()).unwrap();
    let package = "pkg:maven/org.yaml/snakeyaml@1.33";
    let statement = vex.about(&["GHSA-mjmj-j48q-9wg2"], package).unwrap();
    assert_eq!(statement.status, VexStatus::NotAffected);
    assert_eq!(statement.justification, "code_not_reachable: SafeConstructor only");
    assert_eq!(vex.about(&["CVE-2017-18640"], package).unwrap().status, VexStatus::Affected);
}

#[test]
fn a_document_of_another_kind_is_refused() {
    assert!(matches!(Vex::read(b"{}"), Err(VexError::NotVex)));
    assert!(matches!(Vex::read(b"{"), Err(VexError::NotJson(_))));
    assert!(matches!(Vex::read(br#"{"bomFormat": "CycloneDX", "components": []}"#), Err(VexError::NotVex)));
}

proptest! {
    #[test]
    fn a_broken_document_never_panics(at in 0_usize..2_000, byte: u8, cut in 0_usize..2_000) {
        for document in [OPENVEX, CYCLONEDX] {
            let mut bytes = document.as_bytes().to_vec();
            let place = at % bytes.len();
            bytes[place] = byte;
            bytes.truncate(bytes.len() - cut % bytes.len());
            if let Ok(vex) = Vex::read(&bytes) {
                vex.about(&["CVE-2022-1471"], "pkg:npm/%zz@");
            }
        }
    }
}
