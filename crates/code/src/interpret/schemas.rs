//! What a JSON schema leaves of a value: where a framework holds what is sent against it, and where the program tests it.
//!
//! Source: fastify.dev, "Validation and Serialization"; ajv.js.org, "JSON Schema"; github.com/sinclairzx81/typebox; read
//! 2026-11-24.

use std::sync::Arc;

use crate::event::Call;
use crate::guard::{Guard, GuardKind, Guards};
use crate::model::Cleansing;
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{External, Fields, Object, Shape, Value};

use super::cleansed::cleansed;

/// Objects in objects.
const DEEPEST: u8 = 4;
const REQUEST: &str = "fastify:Request";

/// A request of a route whose settings have a schema.
pub(super) fn request_of(schema: &Value) -> Value {
    let request = External::new(REQUEST.into(), None, None, Value::shared(vec![schema.clone()]), None);
    Value::of(Shape::External(Arc::new(request)))
}

/// What a part of a request is, where the route says so.
pub(super) fn part_of_request(path: &str, request: Option<&Value>, value: Value) -> Value {
    let names: &[&str] = match path.strip_prefix(REQUEST).and_then(|rest| rest.strip_prefix('.')) {
        Some("query") => &["querystring", "query"],
        Some("params") => &["params"],
        Some("body") => &["body"],
        _ => return value,
    };
    let Some(schema) = request.and_then(Value::as_external).and_then(|it| it.made_with.first()) else {
        return value;
    };
    let part = names.iter().map(|name| schema.field(name)).find(|part| !part.is_undefined());
    part.map_or(value.clone(), |part| fitted(&value, &part, DEEPEST))
}

/// What holds of the fields of what fits a schema that the program made a test of.
pub(super) fn told(call: &Call, function: &Value, site: Site) -> Guards {
    if !call.path.starts_with("ajv") {
        return Guards::none();
    }
    let made_by = function.as_external().and_then(|external| external.made_by.as_ref());
    let (schema, subject) = match call.path.ends_with(".validate") {
        true => (call.argument(0), call.argument(1)),
        false => (made_by.map(|call| call.argument(0)).unwrap_or_default(), call.argument(0)),
    };
    let fields = properties(&schema).unwrap_or_default();
    let narrowed = fields.iter().filter(|(_, schema)| leaves(schema).is_some());
    let guards = narrowed
        .map(|(name, _)| Guard::new(GuardKind::TypeTested, vec![subject.field(name)], None, site, true));
    Guards::all(guards.collect())
}

fn fitted(value: &Value, schema: &Value, depth: u8) -> Value {
    if let Some(cleansing) = leaves(schema) {
        return cleansed(value, Cleansed::by(&[cleansing]));
    }
    let Some(properties) = properties(schema).filter(|_| depth > 0) else { return value.clone() };
    let each =
        properties.iter().map(|(name, schema)| (name.clone(), fitted(&value.field(name), schema, depth - 1)));
    let fields: Fields = each.collect();
    let object = Object::new(fields, Some(value.any_element()));
    Value::of(Shape::Object(Arc::new(object))).with_origins(value.origins.clone())
}

/// What a library for schemas gives back of what fits one of its own: `z.object({ id: z.number() }).parse(body)`.
///
/// Source: zod.dev/api; joi.dev/api; github.com/jquense/yup; read 2026-11-24.
pub(super) fn parsed(value: Value, schema: &Value) -> Value {
    let narrows = properties(schema).is_some_and(|all| all.values().any(|one| leaves(one).is_some()));
    match narrows && schema.as_external().is_some() {
        true => fitted(&value, schema, DEEPEST),
        false => value,
    }
}

/// The fields that a schema of an object describes.
fn properties(schema: &Value) -> Option<Fields> {
    let listed = match schema.as_external() {
        // `Type.Object({ … })`, `z.object({ … }).strict()`
        Some(made) if steps(made).next().is_some_and(|step| OF_OBJECTS.contains(&step)) => {
            made.made_with.first()?.clone()
        }
        Some(_) => return None,
        None => schema.field("properties"),
    };
    match listed.shape() {
        Shape::Object(object) => Some(object.fields().clone()),
        _ => None,
    }
}

const OF_OBJECTS: [&str; 4] = ["Object", "object", "strictObject", "interface"];
/// What makes something else of a value, or lets others in.
const OPEN: [&str; 9] =
    ["or", "union", "transform", "preprocess", "any", "alternatives", "allow", "catch", "pipe"];

/// What can be left of a value that fits; none where it may be any text.
fn leaves(schema: &Value) -> Option<Cleansing> {
    if let Some(made) = schema.as_external() {
        if steps(made).any(|step| OPEN.contains(&step) || OF_OBJECTS.contains(&step) || step == "array") {
            return None;
        }
        return steps(made).find_map(|step| match step {
            "Integer" | "Number" | "number" | "integer" | "int" | "bigint" | "date" => {
                Some(Cleansing::Number)
            }
            "Boolean" | "boolean" => Some(Cleansing::Boolean),
            "Literal" | "Enum" | "literal" | "enum" | "nativeEnum" | "picklist" | "valid" | "oneOf" => {
                Some(Cleansing::AllowList)
            }
            "uuid" | "guid" | "hex" | "alphanum" | "cuid" | "cuid2" | "ulid" | "nanoid" => {
                Some(Cleansing::Token)
            }
            _ => None,
        });
    }
    if !schema.field("enum").elements().is_empty() || schema.field("const").as_constant().is_some() {
        return Some(Cleansing::AllowList);
    }
    let (kind, format) = (schema.field("type"), schema.field("format"));
    match (kind.as_constant()?, format.as_constant()) {
        ("integer" | "number", _) => Some(Cleansing::Number),
        ("boolean", _) => Some(Cleansing::Boolean),
        ("string", Some("uuid" | "date" | "date-time" | "time" | "ipv4")) => Some(Cleansing::Token),
        _ => None,
    }
}

/// The calls that made something, in their order: `object`, `strict` of `z.object({ … }).strict()`.
fn steps(made: &External) -> impl Iterator<Item = &str> {
    let path = made.path.rsplit_once(':').map_or(made.path.as_str(), |(_, path)| path);
    let steps = path.split('.').filter_map(|step| step.strip_suffix("()"));
    steps.filter(|step| !step.is_empty())
}
