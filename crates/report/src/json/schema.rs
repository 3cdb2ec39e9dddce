//! The published JSON Schema of the document. Its lists of words come from the types themselves.

use assay_catalogue::{Method, Severity, Table};
use assay_evidence::{AppType, Destination, Remedy};
use assay_verdict::Outcome;
use serde::Serialize;
use serde_json::{Value, json};

use super::SCHEMA_ID;

/// The schema, in draft 2020-12, indented, with a line end: `docs/schema/assessment.schema.json`.
pub fn schema() -> String {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Assay assessment",
        "description": "What `assay check --format json` writes and `assay report` reads: every app that was \
            looked at, every requirement with its outcome and reason, every finding, and the dossier they rest on.",
        "type": "object",
        "required": ["schema", "tool", "assessed_at", "revision", "apps"],
        "additionalProperties": false,
        "properties": {
            "schema": { "const": SCHEMA_ID },
            "tool": reference("tool"),
            "assessed_at": { "type": ["string", "null"], "format": "date", "description": "The day it was made for; null where no app was found." },
            "revision": { "type": ["string", "null"], "format": "date", "description": "The revision of the requirements." },
            "apps": list(reference("app")),
        },
        "$defs": definitions(),
    });
    let text = serde_json::to_string_pretty(&schema);
    text.expect("a value of text keys") + "\n"
}

fn definitions() -> Value {
    let mut definitions = serde_json::Map::new();
    let parts = [outer(), surface(), rows(), findings(), looks(), words(), places(), people()];
    for part in parts {
        if let Value::Object(part) = part {
            definitions.extend(part);
        }
    }
    Value::Object(definitions)
}

fn outer() -> Value {
    json!({
        "tool": object(&["name", "version", "data"], json!({
            "name": text(), "version": text(),
            "data": list(object(&["name", "as_of"], json!({ "name": text(), "as_of": date() }))),
        })),
        "app": object(&["path", "name", "main_file", "types", "subject", "facts", "counts", "rows", "findings",
            "evidence", "instruments", "sweeps", "diagnostics", "unlisted", "statements"], json!({
            "path": said("Folder of the app, relative to the directory that was named; empty for that directory."),
            "name": text(),
            "id": said("Its id on the platform, or the key of its Connect descriptor; missing where it has none."),
            "main_file": said("The manifest or descriptor."),
            "types": list(object(&["type", "truth", "because", "place"], json!({
                "type": one_of(&AppType::EVERY), "truth": { "enum": ["yes", "unknown"] }, "because": text(),
                "place": reference("place"), "static_egress_only": { "type": "boolean" },
            }))),
            "subject": reference("subject"),
            "deployments": list(reference("subject")),
            "facts": { "type": "object", "additionalProperties": object(&["truth", "because"], json!({
                "truth": { "enum": ["yes", "no", "unknown"] }, "because": text(),
            })) },
            "counts": object(&["rows", "advice", "review", "duties", "duties_looked_at"], json!({
                "rows": { "type": "object", "propertyNames": reference("outcome"), "additionalProperties": number() },
                "advice": number(), "review": number(), "duties": number(), "duties_looked_at": number(),
            })),
            "rows": list(reference("row")),
            "findings": list(reference("finding")),
            "evidence": { "type": "array", "items": reference("evidence"), "description": "What was seen and is no finding." },
            "instruments": list(reference("instrument")),
            "sweeps": list(reference("sweep")),
            "diagnostics": list(reference("diagnostic")),
            "unlisted": list(object(&["what", "name", "place"], json!({
                "what": text(), "name": text(), "place": reference("place"),
            }))),
            "surface": reference("surface"),
            "statements": reference("statements"),
        })),
    })
}

fn surface() -> Value {
    json!({
        "surface": object(&["complete", "modules", "scopes", "egress", "remotes"], json!({
            "complete": { "type": "boolean", "description": "False where part of the declaration could not be read." },
            "modules": list(object(&["kind", "key"], json!({
                "kind": text(), "key": text(), "connect": { "type": "boolean" },
                "invoked_by": { "type": "array", "items": text(), "description": "Who can cause its code to run; missing where its type is unlisted." },
            }))),
            "scopes": list(object(&["name"], json!({
                "name": text(), "products": list(text()), "impersonation": { "type": "boolean" },
                "class": said("The most that it lets an app do; missing where it is unlisted."),
            }))),
            "egress": list(object(&["list", "address", "leads"], json!({
                "list": said("`fetch.backend`, `images`, …"),
                "address": said("As it is written, redacted; or the key of a remote."),
                "leads": one_of(&[Destination::Remote, Destination::Outside, Destination::Uncertain, Destination::Atlassian, Destination::Nowhere]),
            }))),
            "egress_is_configurable": { "type": "boolean", "description": "Customers may add addresses." },
            "remotes": list(object(&["key", "addresses"], json!({
                "key": text(), "addresses": list(text()), "operations": list(text()),
                "tokens": { "type": "array", "items": { "enum": ["user", "app"] }, "description": "Access tokens it receives." },
            }))),
        })),
    })
}

fn rows() -> Value {
    json!({
        "row": object(&["requirement", "table", "title", "outcome", "advice", "because", "duties"], json!({
            "requirement": reference("requirement-id"),
            "table": one_of(&Table::EVERY),
            "title": text(),
            "outcome": reference("outcome"),
            "advice": { "type": "boolean", "description": "True where only duties that do not bind fail." },
            "because": text(),
            "severity": reference("severity"), "theme": text(),
            "responsible": { "enum": ["platform", "app", "shared"] },
            "duties": list(reference("duty")),
            "twins": list(object(&["requirement", "outcome"], json!({
                "requirement": reference("requirement-id"), "outcome": reference("outcome"),
            }))),
        })),
        "duty": object(&["duty", "text", "force", "outcome", "because"], json!({
            "duty": said("Requirement and letter: `ALL-5.a`."),
            "text": text(),
            "force": { "enum": ["must", "should"] },
            "outcome": reference("outcome"),
            "because": text(),
            "evidence": { "type": "array", "items": text(), "description": "Fingerprints of the findings it rests on." },
            "needs": list(object(&["method", "claim", "served"], json!({
                "method": reference("method"), "claim": text(),
                "served": { "type": "boolean", "description": "True where this build has an instrument for it." },
            }))),
            "enforced_by": list(text()),
        })),
    })
}

fn findings() -> Value {
    json!({
        "finding": object(&["fingerprint", "rule", "title", "disposition", "severity", "confidence", "statement",
            "requirements", "claim", "method", "bearing", "identity", "subject"], json!({
            "fingerprint": said("Names the finding across runs; stays when lines move."),
            "rule": text(), "title": text(),
            "disposition": { "enum": ["fail", "advice", "review"] },
            "severity": reference("severity"), "confidence": reference("confidence"),
            "statement": text(), "help": text(),
            "place": reference("place"), "path": reference("path"),
            "requirements": list(reference("requirement-id")),
            "suppressed": said("The reason given in the source."),
            "waiver": object(&["reason", "expires"], json!({ "reason": text(), "expires": date() })),
            "first_seen": said("The day it was first found: as an earlier report tells, else the day of this one."),
            "due": said("The last day for a fix, by the Security Bug Fix Policy."),
            "baseline": { "enum": ["new", "unchanged"] },
            "outside_change": { "type": "boolean" },
            "claim": text(), "method": reference("method"), "bearing": reference("bearing"),
            "identity": text(), "live": reference("live"), "subject": reference("subject"),
            "vulnerability": reference("vulnerability"),
        })),
        "evidence": object(&["about", "by", "method", "bearing", "confidence", "severity", "statement", "identity",
            "subject"], json!({
            "about": text(), "by": text(), "method": reference("method"), "bearing": reference("bearing"),
            "confidence": reference("confidence"), "severity": reference("severity"),
            "statement": text(), "help": text(), "identity": text(),
            "place": reference("place"), "path": reference("path"), "live": reference("live"), "subject": reference("subject"),
            "vulnerability": reference("vulnerability"),
            "suppressed": text(),
        })),
    })
}

fn looks() -> Value {
    json!({
        "instrument": object(&["id", "title", "method", "claims", "topic", "severity", "confidence", "applicability"], json!({
            "id": text(), "title": text(), "method": reference("method"), "claims": list(text()), "topic": text(),
            "severity": reference("severity"), "confidence": reference("confidence"),
            "applicability": object(&["is"], json!({ "is": { "enum": ["applies", "does-not-apply"] }, "because": text() })),
        })),
        "sweep": object(&["by", "about", "method", "subject", "population", "examined", "completion"], json!({
            "by": text(), "about": text(), "method": reference("method"), "subject": reference("subject"),
            "population": number(), "examined": number(),
            "skipped": list(object(&["what", "because"], json!({
                "what": text(), "because": text(), "place": reference("place"),
                "remedy": one_of(&Remedy::EVERY),
            }))),
            "completion": object(&["is"], json!({ "is": { "enum": ["completed", "broke"] }, "because": text() })),
        })),
        "diagnostic": object(&["level", "code", "message", "labels"], json!({
            "level": { "enum": ["error", "warning", "note"] }, "code": text(), "message": text(), "help": text(),
            "labels": list(object(&["place", "text"], json!({ "place": reference("place"), "text": text() }))),
        })),
    })
}

fn words() -> Value {
    json!({
        "outcome": one_of(&Outcome::EVERY),
        "severity": one_of(&Severity::EVERY),
        "method": one_of(&Method::EVERY),
        "confidence": { "enum": ["low", "medium", "high"] },
        "requirement-id": { "type": "string", "pattern": "^(ALL|CONNECT|FORGE-R|FORGE|TRELLO|OAUTH|SEC)-[0-9]+(\\.[0-9]+)?$" },
        "bearing": object(&["is"], json!({
            "is": { "enum": ["supports", "contradicts", "inconclusive"] },
            "basis": { "enum": ["presence", "absence"] }, "because": text(),
        })),
        "vulnerability": object(&["id", "packages"], json!({
            "id": text(), "aliases": list(text()),
            "packages": list(said("Package URL, with the version.")),
            "score": said("CVSS base score."), "vector": said("CVSS vector of that score."),
            "fixed": said("The lowest version in which this one is mended."),
            "upgrade": said("The lowest version of which nothing as bad is known."),
            "brought_by": said("The package the app itself asks for that brings it in."),
            "imported": { "type": "boolean", "description": "Whether code that can be reached imports it." },
            "address": text(),
        })),
        "live": object(&["depth"], json!({
            "depth": { "enum": ["black-box", "tenant-keyed", "key-server-controlled"] },
            "exchanges": list(object(&["what", "request"], json!({
                "what": text(), "trouble": text(),
                "request": object(&["method", "url"], json!({
                    "method": text(), "url": text(), "headers": pairs(), "body": text(),
                })),
                "response": object(&["status"], json!({
                    "status": number(), "headers": pairs(), "body": text(),
                })),
            }))),
            "repeat": list(said("A command line that shows the same again.")),
        })),
        "subject": object(&["is"], json!({
            "is": { "enum": ["source", "deployment"] }, "digest": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            "url": text(), "release": text(),
        })),
    })
}

fn places() -> Value {
    let position = || object(&["line", "column"], json!({ "line": from_one(), "column": from_one() }));
    json!({
        "place": object(&["file"], json!({
            "file": said("Relative to the directory that was named, with `/`."),
            "region": object(&["start", "end"], json!({ "start": position(), "end": position() })),
            "excerpt": object(&["first_line", "lines"], json!({
                "first_line": from_one(),
                "lines": { "type": "array", "items": text(), "description": "Redacted." },
            })),
        })),
        "path": list(object(&["place", "text"], json!({ "place": reference("place"), "text": text() }))),
    })
}

fn people() -> Value {
    json!({
        "statements": object(&["attestations", "waivers"], json!({
            "attestations": list(object(&["about", "statement", "owner", "date", "expires"], json!({
                "about": said("A requirement or a duty."), "statement": text(), "owner": text(),
                "date": date(), "expires": date(), "link": text(), "place": reference("place"),
            }))),
            "waivers": list(object(&["rule", "reason", "expires"], json!({
                "rule": text(), "path": text(), "fingerprint": text(), "reason": text(), "expires": date(),
                "place": reference("place"),
            }))),
        })),
    })
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn one_of<T: Serialize>(every: &[T]) -> Value {
    json!({ "enum": every })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn said(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn date() -> Value {
    json!({ "type": "string", "format": "date" })
}

/// Names with values, in order.
fn pairs() -> Value {
    list(json!({ "type": "array", "items": text(), "minItems": 2, "maxItems": 2 }))
}

fn number() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn from_one() -> Value {
    json!({ "type": "integer", "minimum": 1 })
}
