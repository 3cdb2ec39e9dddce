//! Mistakes in `assay.toml` get their place, what would be right, and cost nothing else.
#![expect(clippy::unwrap_used, reason = "tests")]

use assay_catalogue::Severity;
use assay_conformance::read_config;
use assay_evidence::AppType;
use assay_source::{Diagnostic, RelPath, SourceText};
use proptest::prelude::*;

fn read(text: &str, folder: &str) -> (assay_conformance::Config, Vec<Diagnostic>) {
    let file = SourceText::new(RelPath::parse("assay.toml").unwrap(), text.as_bytes());
    read_config(&file, &RelPath::parse(folder).unwrap())
}

/// Diagnostics, a line each: place, message, help.
fn told(text: &str) -> String {
    let (_, diagnostics) = read(text, "");
    let line = |diagnostic: &Diagnostic| {
        let place = diagnostic.labels.first().map_or_else(String::new, |label| label.place.to_string());
        format!("{place}: {}\n    {}\n", diagnostic.message, diagnostic.help.as_deref().unwrap_or("-"))
    };
    diagnostics.iter().map(line).collect()
}

const WHOLE: &str = r#"
type = ["forge-remote", "connect"]
fail_on = "high"
owned_hosts = ["API.example.com"]
exclude = ["static/**"]

[[anonymous]]
endpoint = "status"
reason = "health check of the status page"

[[attestations]]
requirement = "ALL-12"
statement = "Findings are tracked and fixed by the policy's days"
owner = "security@example.com"
date = 2026-10-01
expires = "2027-10-01"
link = "https://example.com/policy"

[[waivers]]
rule = "egress-wildcard"
path = "manifest.yml"
reason = "customers run their own servers"
expires = 2027-01-01
"#;

#[test]
fn everything_that_can_be_said_is_read() {
    let (config, diagnostics) = read(WHOLE, "");
    assert_eq!(diagnostics, []);
    assert_eq!(config.types, Some(vec![AppType::ForgeRemote, AppType::Connect]));
    assert_eq!(config.fail_on, Some(Severity::High));
    assert_eq!(config.settings.owned_hosts, ["api.example.com"]);
    assert_eq!(config.settings.anonymous[0].endpoint, "status");
    assert_eq!(config.statements.attestations[0].about.to_string(), "ALL-12");
    assert_eq!(config.statements.waivers[0].path.as_deref(), Some("manifest.yml"));
    assert_eq!(config.statements.waivers[0].place.as_ref().unwrap().line(), 19);
}

#[test]
fn the_part_for_an_app_adds_to_the_whole() {
    let text =
        format!("{WHOLE}\n[apps.\"apps/notes\"]\nfail_on = \"low\"\nowned_hosts = [\"notes.example.com\"]\n");
    let (config, diagnostics) = read(&text, "apps/notes");
    assert_eq!(diagnostics, []);
    assert_eq!(config.fail_on, Some(Severity::Low));
    assert_eq!(config.settings.owned_hosts, ["api.example.com", "notes.example.com"]);
    let (other, _) = read(&text, "apps/other");
    assert_eq!(other.fail_on, Some(Severity::High));
    assert_eq!(other.settings.owned_hosts, ["api.example.com"]);
}

#[test]
fn each_mistake_is_told_with_its_place_and_a_remedy() {
    insta::assert_snapshot!(told(
        r#"
type = "forg"
fail_on = 3
ownd_hosts = []
exclude = ["a/[b"]

[[attestation]]
requirement = "ALL-12"

[[attestations]]
requirement = "ALL-99"
statement = ""
date = 2026-13-01
expires = 12

[[attestations]]
requirement = "ALL-2.a"
statement = "disks are encrypted"
owner = "ops"
date = 2026-10-01
expires = 2026-09-01

[[waivers]]
rule = "egress-wildcart"
expires = 2027-01-01

[data]
runtime = "x.toml"
"#
    ));
}

#[test]
fn what_stands_beside_a_syntax_error_still_counts() {
    let text = "fail_on = \"high\"\nowned_hosts = [\"a.example.com\"\nexclude = [\"x\"]\n";
    let (config, diagnostics) = read(text, "");
    assert_eq!(config.fail_on, Some(Severity::High));
    assert_eq!(diagnostics[0].code.0, "config-syntax");
    assert!(diagnostics[0].labels[0].place.line() >= 2);
}

#[test]
fn a_waiver_without_a_reason_or_an_end_waives_nothing() {
    let (config, diagnostics) = read("[[waivers]]\nrule = \"egress-wildcard\"\n", "");
    assert!(config.statements.waivers.is_empty());
    assert_eq!(diagnostics.len(), 2);
}

/// Bare dates become texts, as editors hand them to a schema.
fn as_json(value: toml::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(is) => Value::Bool(is),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(as_json).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, as_json(value))).collect())
        }
    }
}

#[test]
fn the_published_schema_takes_and_refuses_what_the_reader_does() {
    let schema = serde_json::from_str(&assay_conformance::schema()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let whole =
        format!("published = true\n{WHOLE}\n[data]\nruntimes = \"r.toml\"\n[apps.one]\nfail_on = \"low\"\n");
    for (text, is_right) in [
        (whole.as_str(), true),
        ("type = \"3lo\"\n", true),
        ("fail_on = \"huge\"\n", false),
        ("ownd_hosts = []\n", false),
        ("[[waivers]]\nrule = \"egress-wildcard\"\n", false),
        (
            "[[attestations]]\nrequirement = \"nothing\"\nstatement = \"s\"\nowner = \"o\"\ndate = 2026-01-01\nexpires = 2027-01-01\n",
            false,
        ),
        ("[apps.one]\napps = {}\n", false),
        ("published = \"yes\"\n", false),
    ] {
        let instance = as_json(toml::from_str(text).unwrap());
        assert_eq!(schema.is_valid(&instance), is_right, "{text}");
        assert_eq!(read(text, "").1.is_empty(), is_right, "{text}\n{:?}", read(text, "").1);
    }
}

proptest! {
    #[test]
    fn any_text_is_taken(text in "\\PC{0,200}", bytes: Vec<u8>) {
        read(&text, "");
        let file = SourceText::new(RelPath::parse("assay.toml").unwrap(), &bytes);
        read_config(&file, &RelPath::root());
    }

    #[test]
    fn a_whole_file_with_any_bytes_changed_is_taken(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let file = SourceText::new(RelPath::parse("assay.toml").unwrap(), &bytes);
        let (_, diagnostics) = read_config(&file, &RelPath::parse("apps/notes").unwrap());
        for diagnostic in diagnostics {
            prop_assert!(diagnostic.help.is_some() && !diagnostic.labels.is_empty());
        }
    }
}
