//! The control interface, described: OpenAPI 3.1.

use serde_json::{Map, Value, json};

use super::ROUTES;

/// The description, made of the routes that are served.
#[must_use]
pub fn openapi() -> Value {
    let mut paths = Map::new();
    for route in ROUTES {
        let mut operation = json!({
            "summary": route.summary,
            "operationId": operation_id(route.method, route.path),
            "responses": {
                "200": content("Done.", route.gives),
                "400": content("The request cannot be read.", "Problem"),
                "401": content("Without the token.", "Problem"),
                "403": content("Sent by a web page.", "Problem"),
                "409": content("It cannot be done as things stand.", "Problem"),
                "415": content("The body is not JSON by its type.", "Problem"),
                "421": content("Asked for under another name than the address.", "Problem"),
                "503": content("The session is over.", "Problem"),
            },
        });
        if let Some(takes) = route.takes {
            operation["requestBody"] = content("", takes);
            operation["requestBody"]["required"] = true.into();
            if let Some(body) = operation["requestBody"].as_object_mut() {
                body.remove("description");
            }
        }
        if route.path == "/v1/decisions" {
            operation["parameters"] = json!([{ "name": "count", "in": "query", "description": "How many.", "schema": { "type": "integer", "minimum": 0 } }]);
        }
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.to_ascii_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "assay run",
            "version": "1",
            "description": "The control interface of a session of `assay run --listen`. The token is printed when it starts.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "http://127.0.0.1:{port}", "variables": { "port": { "default": "4000", "description": "As was given to `--listen`." } } }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas(),
        },
    })
}

fn operation_id(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/v1/").replace(['/', '.'], "-");
    format!("{}-{words}", method.to_ascii_lowercase())
}

fn content(description: &str, schema: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

/// An object with these properties, all needed but those named behind the bar.
fn object(needed: &[(&str, Value)], optional: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        needed.iter().chain(optional).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = needed.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// One key that says what, with its details.
fn one_of(variants: &[(&str, Value)]) -> Value {
    let variants: Vec<Value> =
        variants.iter().map(|(name, schema)| object(&[(*name, schema.clone())], &[])).collect();
    json!({ "oneOf": variants })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn schemas() -> Value {
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let any = || json!({});
    let flag = || json!({ "type": "boolean" });
    let number = || json!({ "type": "integer" });
    let named = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let key = object(&[("key", text())], &[("entity", text()), ("secret", flag())]);
    let entry = object(&[("key", text()), ("value", any())], &[("entity", text()), ("secret", flag())]);
    let keep = json!({ "oneOf": [
        { "const": "list" },
        object(&[("get", named("Key"))], &[]),
        object(&[("set", named("Entry"))], &[]),
        object(&[("delete", named("Key"))], &[]),
    ] });
    let invoke = object(
        &[("function", text())],
        &[("key", text()), ("payload", any()), ("module", text()), ("extension", any())],
    );
    let web = object(
        &[("trigger", text())],
        &[("method", text()), ("path", text()), ("query", texts()), ("headers", texts()), ("body", any())],
    );
    let held = object(&[("of", text()), ("path", text())], &[("file", text()), ("line", number())]);
    let leak =
        object(&[("of", text()), ("on", text()), ("within", text())], &[("held", list(named("Held")))]);
    let told = object(
        &[("site", text()), ("module", text()), ("cause", text())],
        &[("value", any()), ("error", text())],
    );
    // Records and lines of logs are told as they are kept, and may come to say more.
    let open = |needed: &[(&str, Value)]| {
        let mut schema = object(needed, &[]);
        schema["additionalProperties"] = true.into();
        schema
    };
    let record = open(&[
        ("at", text()),
        ("site", text()),
        ("function", text()),
        ("kind", text()),
        ("subject", text()),
        ("verdict", json!({ "enum": ["allow", "deny", "unmodelled"] })),
        ("status", number()),
        ("engine", json!({ "enum": ["quickjs", "node", null] })),
        ("jail", json!({ "enum": ["full", "filtered", "none", null] })),
    ]);
    let line = open(&[
        ("at", text()),
        ("invocation", text()),
        ("function", text()),
        ("level", number()),
        ("text", text()),
    ]);
    let seen = object(
        &[("decisions", list(named("Decision")))],
        &[
            ("value", any()),
            ("error", text()),
            ("status", number()),
            ("deliveries", list(named("Delivery"))),
            ("logs", list(text())),
            ("leaks", list(named("Leak"))),
            ("kept", list(named("Held"))),
        ],
    );
    let site =
        object(&[("site", text()), ("products", list(text())), ("code", text()), ("granted", text())], &[]);
    let session = object(
        &[
            ("app", text()),
            ("environment", text()),
            ("now", text()),
            ("sites", list(site)),
            ("site", text()),
            ("who", text()),
            ("jailed", flag()),
        ],
        &[],
    );
    let ask = object(&[("what", text()), ("gives", json!({ "type": ["string", "null"] }))], &[]);
    let site_seed = object(&[], &[("products", list(named("Product"))), ("storage", list(named("Entry")))]);
    json!({
        "Act": one_of(&[
            ("invoke", named("Invoke")),
            ("event", named("Event")),
            ("tick", text()),
            ("web", named("Web")),
            ("product", named("Product")),
            ("storage", named("Storage")),
        ]),
        "Invoke": invoke,
        "Event": object(&[("name", text())], &[("body", any())]),
        "Web": web,
        "Product": object(&[("request", text())], &[("body", any())]),
        "Storage": keep,
        "Key": key,
        "Entry": entry,
        "Who": object(&[("who", text())], &[]),
        "Seed": { "type": "object", "additionalProperties": site_seed },
        "Seeded": object(&[("count", number())], &[]),
        "Session": session,
        "Seen": seen,
        "Delivery": told,
        "Decision": record,
        "Decisions": object(&[("decisions", list(named("Decision")))], &[]),
        "Line": line,
        "Lines": object(&[("lines", list(named("Line")))], &[]),
        "Leak": leak,
        "Held": held,
        "Consent": object(&[("version", text()), ("waits", flag()), ("asks", list(ask))], &[]),
        "Document": { "type": "object" },
        "Problem": object(&[("problem", text())], &[]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Act, Seed};

    fn validator(name: &str) -> jsonschema::Validator {
        let mut schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        schema["components"] = openapi()["components"].clone();
        jsonschema::validator_for(&schema).unwrap()
    }

    /// What is written must be read, and what is described must be what is read.
    #[test]
    fn the_described_acts_are_those_that_are_read() {
        let acts = validator("Act");
        for (is_one, text) in [
            (
                true,
                json!({ "invoke": { "function": "f", "key": "k", "payload": { "a": 1 }, "module": "m", "extension": {} } }),
            ),
            (true, json!({ "invoke": { "function": "f" } })),
            (true, json!({ "event": { "name": "avi:jira:updated:issue", "body": {} } })),
            (true, json!({ "tick": "5m" })),
            (
                true,
                json!({ "web": { "trigger": "t", "method": "POST", "path": "/", "query": { "a": "b" }, "headers": {}, "body": 1 } }),
            ),
            (true, json!({ "product": { "request": "GET /rest/api/3/myself" } })),
            (true, json!({ "storage": "list" })),
            (true, json!({ "storage": { "get": { "key": "k", "entity": "e" } } })),
            (true, json!({ "storage": { "set": { "key": "k", "value": null, "secret": true } } })),
            (true, json!({ "storage": { "delete": { "key": "k" } } })),
            (false, json!({ "invoke": { "function": "f", "unknown": 1 } })),
            (false, json!({ "invoke": {} })),
            (false, json!({ "tick": 5 })),
            (false, json!({ "tick": "5m", "storage": "list" })),
            (false, json!({ "storage": "all" })),
            (false, json!({ "dance": {} })),
        ] {
            assert_eq!(acts.is_valid(&text), is_one, "described: {text}");
            assert_eq!(serde_json::from_value::<Act>(text.clone()).is_ok(), is_one, "read: {text}");
        }
        let seeds = validator("Seed");
        for (is_one, text) in [
            (
                true,
                json!({ "cedar": { "products": [{ "request": "GET /" }], "storage": [{ "key": "k", "value": 1 }] } }),
            ),
            (true, json!({})),
            (false, json!({ "cedar": { "files": [] } })),
        ] {
            assert_eq!(seeds.is_valid(&text), is_one, "described: {text}");
            assert_eq!(serde_json::from_value::<Seed>(text.clone()).is_ok(), is_one, "read: {text}");
        }
    }

    #[test]
    fn every_schema_that_is_named_is_there() {
        let document = openapi();
        let text = document.to_string();
        for (at, _) in text.match_indices("#/components/schemas/") {
            let name = text[at + 21..].split('"').next().unwrap();
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }
}
