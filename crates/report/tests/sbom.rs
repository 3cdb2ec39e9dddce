//! Bills of materials: as agreed, and valid by the published schemas.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use assay_deps::Inventory;
use assay_report::{Bom, Tool, cyclonedx, spdx};
use assay_source::Tree;
use jiff::civil::date;
use jsonschema::Validator;
use serde_json::Value;

const MANIFEST: &str = "app:\n  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60\n";
const PACKAGE: &str = r#"{ "name": "notes", "version": "1.2.0", "dependencies": { "@forge/api": "^4.1.0" }, "devDependencies": { "jest": "^29.0.0" } }"#;
const LOCK: &str = r#"{ "lockfileVersion": 3, "packages": {
  "": { "name": "notes" },
  "node_modules/@forge/api": {
    "version": "4.1.0",
    "integrity": "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
    "dependencies": { "tslib": "^2" }
  },
  "node_modules/jest": { "version": "29.7.0", "dev": true, "deprecated": "use another" },
  "node_modules/tslib": { "version": "2.6.0", "resolved": "git+ssh://git@example.com/x/tslib.git#00ff" }
} }"#;
const REQUIREMENTS: &str = "Flask==3.0.0\nrequests>=2,<3\n";
const POM: &str = "<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><dependencies><dependency>\
                   <groupId>org.example</groupId><artifactId>core</artifactId><version>1.0</version></dependency></dependencies></project>";

fn documents(files: &[(&str, &str)]) -> [String; 2] {
    let tree = Arc::new(Tree::from_files(files.iter().copied()).unwrap());
    let apps = assay_app::find(&tree, &assay_app::Options::default()).apps;
    let inventories: Vec<Inventory> = apps.iter().map(Inventory::of).collect();
    let tool = Tool { name: "Assay".to_owned(), version: "0.1.0".to_owned(), data: Vec::new() };
    let apps = inventories.iter().map(|inventory| ("notes", inventory)).collect();
    let bom = Bom { tool: &tool, today: date(2026, 11, 22), name: "notes", apps };
    [cyclonedx(&bom), spdx(&bom)]
}

fn sample() -> [String; 2] {
    documents(&[
        ("manifest.yml", MANIFEST),
        ("package.json", PACKAGE),
        ("package-lock.json", LOCK),
        ("service/requirements.txt", REQUIREMENTS),
        ("service/pom.xml", POM),
        ("Dockerfile", "FROM node:24-alpine\n"),
    ])
}

fn schema(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The schemas it refers to have addresses of their own, and are found under them wherever they stand.
fn cyclonedx_validator() -> Validator {
    let mut bundle = schema(include_str!("data/sbom/bom-1.6.schema.json"));
    bundle["definitions"]["licences"] = schema(include_str!("data/sbom/spdx.schema.json"));
    bundle["definitions"]["signatures"] = schema(include_str!("data/sbom/jsf-0.82.schema.json"));
    jsonschema::validator_for(&bundle).unwrap()
}

fn spdx_validator() -> Validator {
    jsonschema::validator_for(&schema(include_str!("data/sbom/spdx-2.3.schema.json"))).unwrap()
}

fn errors(validator: &Validator, document: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(document).unwrap();
    let errors = validator.iter_errors(&document);
    errors.map(|error| format!("{}: {error}", error.instance_path()).chars().take(300).collect()).collect()
}

#[test]
fn a_bill_in_cyclonedx_is_as_agreed() {
    insta::assert_snapshot!(sample()[0]);
}

#[test]
fn a_bill_in_spdx_is_as_agreed() {
    insta::assert_snapshot!(sample()[1]);
}

#[test]
fn both_are_valid_by_the_published_schemas() {
    let hostile = r#"{ "name": "\u0000\u202e", "dependencies": { "a b\n": "^1", "": "*", "é/x": "git+https://u:p@h/x.git" } }"#;
    let cases = [
        sample(),
        documents(&[("manifest.yml", MANIFEST)]),
        documents(&[("manifest.yml", MANIFEST), ("package.json", hostile)]),
    ];
    let (first, second) = (cyclonedx_validator(), spdx_validator());
    for [cyclonedx, spdx] in &cases {
        assert_eq!(errors(&first, cyclonedx), Vec::<String>::new());
        assert_eq!(errors(&second, spdx), Vec::<String>::new());
        assert!(!cyclonedx.contains("u:p@"), "an address carries no password");
    }
}

#[test]
fn every_reference_leads_to_something_listed() {
    let [cyclonedx, spdx] = sample();
    let cyclonedx: Value = serde_json::from_str(&cyclonedx).unwrap();
    let listed: Vec<&Value> =
        cyclonedx["components"].as_array().unwrap().iter().map(|it| &it["bom-ref"]).collect();
    for dependency in cyclonedx["dependencies"].as_array().unwrap() {
        assert!(dependency["ref"] == "root" || listed.contains(&&dependency["ref"]), "{dependency}");
        assert!(
            dependency["dependsOn"].as_array().unwrap().iter().all(|it| listed.contains(&it)),
            "{dependency}"
        );
    }
    let spdx: Value = serde_json::from_str(&spdx).unwrap();
    let listed: Vec<&Value> = spdx["packages"].as_array().unwrap().iter().map(|it| &it["SPDXID"]).collect();
    for relation in spdx["relationships"].as_array().unwrap() {
        assert!(listed.contains(&&relation["relatedSpdxElement"]), "{relation}");
    }
}
