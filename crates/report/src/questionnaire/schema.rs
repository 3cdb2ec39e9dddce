//! The published JSON Schema of the drafts.

use assay_catalogue::Method;
use assay_evidence::AppType;
use assay_verdict::questionnaire::Certainty;
use serde_json::{Value, json};

use super::QUESTIONNAIRE_SCHEMA_ID;

/// The schema, in draft 2020-12, indented, with a line end: `docs/schema/questionnaire.schema.json`.
pub fn questionnaire_schema() -> String {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Assay questionnaire",
        "description": "What `assay questionnaire --format json` writes: the Marketplace's security questionnaire for \
            Forge apps, drafted for every app that was looked at.",
        "type": "object",
        "required": ["schema", "tool", "source", "apps"],
        "additionalProperties": false,
        "properties": {
            "schema": { "const": QUESTIONNAIRE_SCHEMA_ID },
            "tool": object(&["name", "version", "data"], json!({
                "name": text(), "version": text(),
                "data": list(object(&["name", "as_of"], json!({ "name": text(), "as_of": date() }))),
            })),
            "source": object(&["title", "read"], json!({ "title": text(), "address": text(), "read": date() })),
            "apps": list(app()),
        },
        "$defs": { "answer": answer(), "exhibit": exhibit() },
    });
    let text = serde_json::to_string_pretty(&schema);
    text.expect("a value of text keys") + "\n"
}

fn app() -> Value {
    let parts = ["drafted", "blank", "not_asked", "blocking", "warning", "may_block"];
    let lists: serde_json::Map<_, _> = parts.iter().map(|part| ((*part).to_owned(), list(text()))).collect();
    let required = ["path", "name", "main_file", "types", "drafted_at", "revision", "summary", "answers"];
    object(
        &required,
        json!({
            "path": { "type": "string", "description": "Folder of the app, relative to the directory that was named." },
            "name": text(),
            "main_file": text(),
            "types": list(json!({ "enum": serde_json::to_value(AppType::EVERY).unwrap_or_default() })),
            "drafted_at": date(),
            "revision": { "type": ["string", "null"], "format": "date" },
            "summary": object(&parts, Value::Object(lists)),
            "answers": list(json!({ "$ref": "#/$defs/answer" })),
        }),
    )
}

fn answer() -> Value {
    let yes_no = || json!({ "enum": ["yes", "no"] });
    let required = [
        "prompt",
        "question",
        "kind",
        "requirements",
        "asked",
        "draft",
        "certainty",
        "blocking",
        "warning",
        "because",
        "evidence",
        "needs",
    ];
    object(
        &required,
        json!({
            "prompt": { "type": "string", "description": "Number in the Marketplace's questionnaire: `6d-i`." },
            "question": { "type": "string", "description": "In our own words." },
            "kind": { "enum": ["yes-no", "text"] },
            "requirements": list(text()),
            "asked_when": object(&["prompt", "is"], json!({ "prompt": text(), "is": yes_no() })),
            "bad": object(&["answer", "effect"], json!({
                "answer": yes_no(), "effect": { "enum": ["blocking", "warning"] },
            })),
            "asked": { "enum": ["yes", "no", "unknown"], "description": "`no` where an earlier answer rules it out." },
            "draft": object(&["is"], json!({ "is": { "enum": ["yes", "no", "text", "blank"] }, "text": text() })),
            "certainty": { "enum": serde_json::to_value(Certainty::EVERY).unwrap_or_default() },
            "blocking": { "type": "boolean", "description": "True where the draft keeps the app from being listed." },
            "warning": { "type": "boolean" },
            "because": text(),
            "evidence": list(json!({ "$ref": "#/$defs/exhibit" })),
            "needs": list(object(&["method", "claim", "served"], json!({
                "method": { "enum": serde_json::to_value(Method::EVERY).unwrap_or_default() }, "claim": text(),
                "served": { "type": "boolean", "description": "True where this build has an instrument for it." },
            }))),
            "what_would_answer_it": text(),
        }),
    )
}

fn exhibit() -> Value {
    object(
        &["kind", "statement"],
        json!({
            "kind": { "enum": ["fact", "seen", "look", "statement", "doubt"] },
            "statement": text(),
            "file": text(),
            "line": { "type": "integer", "minimum": 1 },
            "by": { "type": "string", "description": "The instrument that saw it." },
            "note": { "type": "string", "description": "A comment or waiver that speaks against it." },
        }),
    )
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn date() -> Value {
    json!({ "type": "string", "format": "date" })
}
