//! No row is green because nobody looked, or because one of several instruments did.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{QUIET, assay, example, folder, outcomes, row};
use serde_json::Value;

fn ids(report: &Value) -> BTreeSet<String> {
    outcomes(report).into_iter().map(|(id, _)| id).collect()
}

#[test]
fn every_requirement_stands_in_every_report_with_a_reason() {
    let folder = folder(&[("manifest.yml", QUIET)]);
    let report = assay(folder.path(), &["check", ".", "--format", "json"]).json();
    assert_eq!(ids(&report).len(), 154);
    for row in report["apps"][0]["rows"].as_array().unwrap() {
        assert!(row["because"].as_str().is_some_and(|because| because.len() > 10), "{row}");
        assert!(!row["duties"].as_array().unwrap().is_empty(), "{row}");
    }
    let human = assay(folder.path(), &["check", ".", "--color", "never"]).out;
    let tables = ["CONNECT", "FORGE-R", "TRELLO", "OAUTH"];
    for id in ids(&report) {
        let folded = tables.iter().any(|table| id.starts_with(table));
        assert!(folded || human.contains(&id), "{id} is missing\n{human}");
    }
    for table in tables {
        assert!(human.contains(&format!("{table} (")), "{table} is missing\n{human}");
    }
}

#[test]
fn a_passed_duty_has_a_whole_look_by_every_instrument_that_reads_for_it() {
    for app in ["leaky-notes", "tidy-notes"] {
        let report = assay(&example(app), &["check", ".", "--format", "json"]).json();
        let app = &report["apps"][0];
        let list = |key: &str| app[key].as_array().unwrap().clone();
        for duty in list("rows").iter().flat_map(|row| row["duties"].as_array().unwrap().clone()) {
            if duty["outcome"] != "pass" {
                continue;
            }
            let claims: Vec<String> = duty_claims(duty["duty"].as_str().unwrap());
            let speaking = list("instruments").into_iter().filter(|instrument| {
                let about = instrument["claims"].as_array().unwrap();
                // Nothing was run: what passes here is proven by reading, and a test is for another run.
                instrument["applicability"]["is"] == "applies"
                    && instrument["method"] == "examine"
                    && claims.iter().any(|claim| about.iter().any(|it| it == claim))
            });
            let mut count = 0;
            for instrument in speaking {
                count += 1;
                let whole = list("sweeps").iter().any(|sweep| {
                    sweep["by"] == instrument["id"]
                        && sweep["examined"].as_u64() > Some(0)
                        && sweep["examined"].as_u64() >= sweep["population"].as_u64()
                        && sweep.get("skipped").is_none_or(|skipped| skipped.as_array().unwrap().is_empty())
                });
                assert!(whole, "{duty}\n{instrument}");
            }
            assert!(count > 0, "nobody looked, and yet: {duty}");
        }
    }
}

/// The claims of a duty, from the catalogue as the binary prints it.
fn duty_claims(duty: &str) -> Vec<String> {
    let catalogue = assay_catalogue::Catalogue::bundled();
    let duty = catalogue.duty(&duty.parse().unwrap()).unwrap();
    duty.claims.iter().map(ToString::to_string).collect()
}

#[test]
fn one_instrument_of_several_makes_no_row_green() {
    // The manifest rules look at scopes; whether calls use them, nothing looks at yet.
    let folder = folder(&[("manifest.yml", QUIET)]);
    let report = assay(folder.path(), &["check", ".", "--format", "json"]).json();
    for id in ["ALL-4", "FORGE-4"] {
        assert!(["unknown", "not-checked"].contains(&row(&report, id)["outcome"].as_str().unwrap()), "{id}");
    }
}

#[test]
fn strict_and_require_tell_that_somebody_still_has_to_look() {
    let folder = folder(&[("manifest.yml", QUIET)]);
    assert_eq!(assay(folder.path(), &["check", "."]).code, 0);
    assert_eq!(assay(folder.path(), &["check", ".", "--strict"]).code, 3);
    assert_eq!(assay(folder.path(), &["check", ".", "--require", "ALL-9"]).code, 3);
    assert_eq!(assay(folder.path(), &["check", ".", "--require", "TRELLO-8.1"]).code, 0);
}

#[test]
fn an_expired_attestation_and_an_expired_waiver_are_shown() {
    let config = "[[attestations]]\nrequirement = \"ALL-14\"\nstatement = \"security@example.com\"\nowner = \"lead\"\ndate = 2026-03-01\nexpires = 2026-09-01\n\n[[waivers]]\nrule = \"runtime-end-of-life\"\nreason = \"next sprint\"\nexpires = 2026-10-01\n";
    let old = QUIET.replace("nodejs22.x", "nodejs18.x");
    let folder = folder(&[("manifest.yml", &old), ("assay.toml", config)]);
    let ran = assay(folder.path(), &["check", ".", "--color", "never"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("expired on 2026-09-01"), "{}", ran.out);
    let said = ran.out + &ran.err;
    assert!(said.contains("next sprint") && said.contains("2026-10-01"), "{said}");
}
