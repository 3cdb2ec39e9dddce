//! The published JSON Schema of a comparison. Its lists of words come from the types themselves.

use assay_policy::{Answer, Kind};
use serde_json::{Value, json};

use super::json::{DIFF_SCHEMA_ID, answer};

/// The schema, in draft 2020-12, indented, with a line end: `docs/schema/diff.schema.json`.
pub fn diff_schema() -> String {
    let answers = [Answer::Needed, Answer::CannotTell, Answer::NotNeeded].map(answer);
    let answers = json!({ "enum": answers });
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Assay diff",
        "description": "What `assay diff --format json` writes: for every Forge app, which changes between two versions \
            make Forge wait for the approval of an admin, which reach every installation without it, and what cannot \
            be told.",
        "type": "object",
        "required": ["schema", "tool", "old", "new", "answer", "apps", "diagnostics"],
        "additionalProperties": false,
        "properties": {
            "schema": { "const": DIFF_SCHEMA_ID },
            "tool": object(&["name", "version", "data"], json!({
                "name": text(), "version": text(),
                "data": list(object(&["name", "as_of"], json!({
                    "name": text(), "as_of": { "type": "string", "format": "date" },
                }))),
            })),
            "old": said("What the earlier version was called: a path, or a commit, branch or tag."),
            "new": said("What the later version was called."),
            "answer": answers,
            "apps": list(json!({ "$ref": "#/$defs/app" })),
            "diagnostics": list(json!({ "$ref": "#/$defs/diagnostic" })),
        },
        "$defs": definitions(&answers),
    });
    let text = serde_json::to_string_pretty(&schema);
    text.expect("a value of text keys") + "\n"
}

fn definitions(answers: &Value) -> Value {
    let changes = || list(json!({ "$ref": "#/$defs/change" }));
    let kinds: Vec<&str> = Kind::EVERY.iter().map(|kind| kind.id()).collect();
    let position = || object(&["line", "column"], json!({ "line": number(), "column": number() }));
    json!({
        "app": object(&["manifest", "standing", "answer", "causes", "open", "free", "caveats"], json!({
            "manifest": said("The new manifest, or the old one where there is none, seen from the directory that was named."),
            "standing": { "enum": ["compared", "first-version", "no-earlier-version-found", "gone"] },
            "answer": answers,
            "causes": changes(),
            "open": changes(),
            "free": changes(),
            "caveats": list(object(&["is", "text"], json!({
                "is": { "enum": ["different-apps", "connect-part", "app-managed", "defaulted-variables", "kept-variables"] },
                "text": text(),
            }))),
        })),
        "change": object(&["kind", "title", "what", "certainty"], json!({
            "kind": { "enum": kinds },
            "title": text(),
            "what": said("What changes, in one sentence without a full stop."),
            "gives": said("What an admin newly gives, in plain words."),
            "certainty": { "enum": ["documented", "assumed", "open"] },
            "because": { "enum": ["variables", "old-manifest-unreadable", "new-manifest-unreadable", "unlisted-permission"] },
            "variables": list(text()),
            "source": object(&["title", "address", "read"], json!({
                "title": text(), "address": text(), "read": said("The month it was read."),
            })),
            "before": { "$ref": "#/$defs/place" },
            "after": { "$ref": "#/$defs/place" },
        })),
        "place": object(&["file"], json!({
            "file": text(),
            "region": object(&["start", "end"], json!({ "start": position(), "end": position() })),
            "excerpt": object(&["first_line", "lines"], json!({ "first_line": number(), "lines": list(text()) })),
        })),
        "diagnostic": object(&["level", "code", "message", "labels"], json!({
            "level": { "enum": ["error", "warning", "note"] },
            "code": text(),
            "message": text(),
            "labels": list(object(&["place", "text"], json!({ "place": { "$ref": "#/$defs/place" }, "text": text() }))),
            "help": text(),
        })),
    })
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

fn said(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn number() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}
