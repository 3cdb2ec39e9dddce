//! The schema of `assay.toml` and its reader know the same keys.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use assay_conformance::read_config;
use assay_source::{RelPath, SourceText};
use serde_json::Value;

fn keys(properties: &Value) -> BTreeSet<String> {
    properties.as_object().unwrap().keys().cloned().collect()
}

/// The keys the reader names when it meets one that means nothing.
fn keys_the_reader_knows(text: &str) -> BTreeSet<String> {
    let file = SourceText::new(RelPath::parse("assay.toml").unwrap(), text.as_bytes());
    let (_, mistakes) = read_config(&file, &RelPath::root());
    let told = mistakes.iter().find(|mistake| mistake.message.starts_with("`no-such-key` means nothing"));
    let help = told.unwrap().help.clone().unwrap();
    let (_, listed) = help.split_once(" has ").unwrap();
    listed.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

#[test]
fn the_schema_has_the_keys_the_reader_has() {
    let schema: Value = serde_json::from_str(&assay_conformance::schema()).unwrap();
    let properties = &schema["properties"];
    assert_eq!(keys(properties), keys_the_reader_knows("no-such-key = 1"));
    let of_an_app = &properties["apps"]["additionalProperties"]["properties"];
    assert_eq!(keys(of_an_app), keys_the_reader_knows("[apps.a]\nno-such-key = 1"));
    for table in ["anonymous", "attestations", "waivers"] {
        let text = format!("[[{table}]]\nno-such-key = 1");
        assert_eq!(keys(&properties[table]["items"]["properties"]), keys_the_reader_knows(&text), "{table}");
    }
    assert_eq!(keys(&properties["data"]["properties"]), keys_the_reader_knows("[data]\nno-such-key = 1"));
}
