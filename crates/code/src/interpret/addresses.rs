//! Addresses that a program says in parts.

use std::sync::Arc;

use crate::ir::Name;
use crate::value::{Native, Part, Shape, Text, Value};

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

/// A parsed address with one parameter more: `url.searchParams.set('key', value)`. None where it is something else.
pub(super) fn with_parameter(receiver: &Value, method: &str, arguments: &[Value]) -> Option<Value> {
    let Shape::Native(native) = &receiver.shape else { return None };
    let Native::Method(address, property) = &**native else { return None };
    let [name, value, ..] = arguments else { return None };
    let text =
        address.as_text().filter(|_| property == "searchParams" && matches!(method, "set" | "append"))?;
    let has_query =
        text.parts().iter().any(|part| matches!(part, Part::Literal(literal) if literal.contains('?')));
    let mut parts = text.parts().to_vec();
    parts.push(Part::Literal(Name::from(if has_query { "&" } else { "?" })));
    parts.push(Part::Hole(name.clone()));
    parts.push(Part::Literal(Name::from("=")));
    parts.push(Part::Hole(value.clone()));
    Some(Value::of(Shape::Text(Arc::new(Text::of_parts(parts)))).with_origins(address.origins.clone()))
}

/// A part of an address that was parsed and is still known as the text it was parsed from.
pub(super) fn part(address: &Value, name: &str) -> Option<Value> {
    match name {
        "href" => Some(address.clone()),
        "origin" | "host" | "hostname" | "pathname" | "search" | "protocol" | "hash" | "port" => {
            let host = || {
                let (scheme, rest) = address.as_constant()?.split_once("://")?;
                let host = rest.split(['/', '?', '#']).next()?;
                match name {
                    "origin" => Some(Value::text(format!("{scheme}://{host}"))),
                    "host" => Some(Value::text(host)),
                    "hostname" => Some(Value::text(host.split(':').next()?)),
                    _ => None,
                }
            };
            Some(host().unwrap_or_else(|| Value::from_origins(address.deep_origins())))
        }
        _ => None,
    }
}

/// `new URL('/notes', 'https://api.example.com')`, where the path can choose no other host.
pub(super) fn joined(path: &Value, base: &Value) -> Option<Value> {
    let path = match path.as_text() {
        Some(text) if !text.prefix().is_empty() => text,
        _ => return None,
    };
    let first = path.prefix();
    let names_a_host = first.starts_with("//") || first.starts_with("/\\") || first.contains(':');
    let is_alone = first == "/" && path.parts().len() > 1;
    if names_a_host || is_alone {
        return None;
    }
    let base = base.as_constant()?;
    let (scheme, rest) = base.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let folder = match first.starts_with('/') {
        true => "",
        false => rest
            .get(host.len()..)?
            .split(['?', '#'])
            .next()?
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder),
    };
    let slash = if first.starts_with('/') { "" } else { "/" };
    let start = Part::Literal(Name::from(format!("{scheme}://{host}{folder}{slash}").as_str()));
    Some(Value::of(Shape::Text(Arc::new(Text::of_parts(
        std::iter::once(start).chain(path.parts().iter().cloned()),
    )))))
}

#[cfg(test)]
mod tests {
    use super::{Value, joined};

    #[test]
    fn a_path_is_joined_to_what_lies_above_it() {
        let of = |path: &str, base: &str| {
            joined(&Value::text(path), &Value::text(base)).and_then(|it| it.as_constant().map(str::to_owned))
        };
        assert_eq!(of("/x", "https://a.example/b/c").as_deref(), Some("https://a.example/x"));
        assert_eq!(of("x", "https://a.example/b/c").as_deref(), Some("https://a.example/b/x"));
        assert_eq!(of("x?y=1", "https://a.example").as_deref(), Some("https://a.example/x?y=1"));
        assert_eq!(of("https://b.example/", "https://a.example"), None);
        assert_eq!(of("//b.example/", "https://a.example"), None);
    }
}
