//! The JSON Schema of `assay.toml`, for editors that complete and check it.

use assay_catalogue::Severity;
use assay_evidence::AppType;
use serde_json::{Value, json};

/// The schema, indented, with a line end.
///
/// It says what [`read_config`](crate::read_config) reads: a test holds that both take the same keys.
pub fn schema() -> String {
    let mut whole = settings();
    whole["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    whole["$id"] = json!("urn:assay:schema:assay-toml-1");
    whole["title"] = json!("assay.toml");
    whole["description"] = json!("What people say about an app, for `assay check`.");
    whole["properties"]["apps"] = json!({
        "description": "The same for single apps below this folder, by their folder; added to what stands at the top.",
        "type": "object",
        "additionalProperties": settings(),
    });
    let text = serde_json::to_string_pretty(&whole).expect("a tree of text keys");
    text + "\n"
}

fn settings() -> Value {
    let types: Vec<&str> = AppType::EVERY.into_iter().map(AppType::name).chain(["3lo"]).collect();
    let severities: Vec<String> = Severity::EVERY.iter().map(ToString::to_string).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "type": {
                "description": "The app's types, where its files mislead.",
                "oneOf": [{ "enum": types }, { "type": "array", "items": { "enum": types }, "minItems": 1 }],
            },
            "published": { "description": "Whether the app is, or is meant to be, on the Marketplace.", "type": "boolean" },
            "fail_on": { "description": "The mildest severity of a finding that fails a run.", "enum": severities },
            "include": texts("The only files to look at, as patterns of .gitignore."),
            "exclude": texts("Files to leave out, as patterns of .gitignore."),
            "owned_hosts": texts("Hosts you own, without scheme."),
            "anonymous": list("Endpoints that answer anybody on purpose.", &["endpoint", "reason"], json!({
                "endpoint": text("The key of a web trigger, or the path of a route."),
                "reason": text("Why it has to be open."),
            })),
            "attestations": list(
                "What people vouch for.",
                &["requirement", "statement", "owner", "date", "expires"],
                json!({
                    "requirement": {
                        "description": "A requirement, or one of its duties.",
                        "type": "string",
                        "pattern": "^(ALL|CONNECT|FORGE-R|FORGE|TRELLO|OAUTH|SEC)-[0-9]+(\\.[0-9]+)?(\\.[a-z])?$",
                    },
                    "statement": text("What is said to be so."),
                    "owner": text("Who says it."),
                    "date": date("When it was said."),
                    "expires": date("The last day it counts."),
                    "link": text("Where more can be read."),
                }),
            ),
            "waivers": list("Findings somebody decided to live with.", &["rule", "reason", "expires"], json!({
                "rule": text("The rule whose findings are meant."),
                "path": text("Only in files that match this pattern."),
                "fingerprint": text("Only this finding."),
                "reason": text("Why."),
                "expires": date("The last day it counts."),
            })),
            "data": {
                "description": "Tables to use instead of the build's, as files beside this one.",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "runtimes": text("Releases of runtimes and their ends of life."),
                    "bug_fix_policy": text("Days to fix a vulnerability, by severity."),
                    "tls_profiles": text("Protocols and suites of TLS."),
                    "advisories": text("A database of advisories that `assay data update` wrote."),
                    "advisories_max_age": {
                        "description": "Days after which advisories are too old to show that all is well; 30 where it is not said.",
                        "type": "integer", "minimum": 1, "maximum": 3650,
                    },
                },
            },
        },
    })
}

fn text(description: &str) -> Value {
    json!({ "description": description, "type": "string", "minLength": 1 })
}

fn texts(description: &str) -> Value {
    json!({ "description": description, "type": "array", "items": { "type": "string", "minLength": 1 } })
}

/// A date, bare or in quotes: editors hand bare ones on as texts.
fn date(description: &str) -> Value {
    json!({ "description": description, "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

fn list(description: &str, required: &[&str], properties: Value) -> Value {
    json!({
        "description": description,
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": required,
            "properties": properties,
        },
    })
}
