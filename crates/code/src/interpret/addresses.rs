//! Addresses that a program says in parts.

use std::sync::Arc;

use crate::ir::Name;
use crate::value::{Part, Shape, Text, Value};

/// The address that options of Node's `request` say: `{ hostname, path, … }`, or `host` in place of `hostname`. None where
/// they name no host: they are something else then, such as an address of its own.
///
/// Source: <https://nodejs.org/docs/latest-v24.x/api/http.html#httprequesturl-options-callback>
pub(super) fn of_options(function: &str, options: &Value) -> Option<Value> {
    let Shape::Object(object) = &options.shape else { return None };
    let fields = object.fields();
    let host = fields.get("hostname").or_else(|| fields.get("host"))?;
    let scheme = match fields.get("protocol").and_then(Value::as_constant) {
        Some(protocol) => format!("{protocol}//"),
        None if function.contains("https") => "https://".to_owned(),
        None => "http://".to_owned(),
    };
    let mut parts = vec![Part::Literal(scheme.into()), Part::Hole(host.clone())];
    match fields.get("path") {
        Some(path) => parts.push(Part::Hole(path.clone())),
        None => parts.push(Part::Literal(Name::from("/"))),
    }
    Some(Value::of(Shape::Text(Arc::new(Text::of_parts(parts)))))
}
