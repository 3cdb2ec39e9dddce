//! What the JVM's languages have for lists, maps and records: `list.add(x)`, `map.put(k, v)`, and the accessors that
//! Lombok writes for a field.
//!
//! Source: java.util's and java.util.stream's reference (Java 21); projectlombok.org/features/Data (read 2026-11-22).

use std::sync::Arc;

use crate::event::Call;
use crate::ir::{Language, MemberKind, Name, PropertyKey};
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{Shape, Value};

use super::flow::Frame;
use super::functions::made_of;
use super::methods::Outcome;
use super::{Interpreter, lists};

impl<'p> Interpreter<'p> {
    pub(super) fn is_jvm(&self, frame: &Frame<'p>) -> bool {
        self.language(frame.module).registry() == Language::Java.registry()
    }

    /// A method of a list or map that goes by another name than JavaScript's; none for what is neither.
    pub(super) fn collection_method(
        &mut self,
        frame: &mut Frame<'p>,
        receiver: &Value,
        name: &str,
        arguments: &[Value],
        site: Site,
    ) -> Option<Outcome> {
        match (&receiver.shape, name) {
            (Shape::Array(_) | Shape::Object(_), "size" | "count") => {
                let origins = made_of(&[receiver], Cleansed::SUMMED_UP).origins;
                Some(Outcome::of(Value::of(Shape::Number(None)).with_origins(origins)))
            }
            (Shape::Array(_) | Shape::Object(_), "isEmpty") => {
                let origins = made_of(&[receiver], Cleansed::SUMMED_UP).origins;
                Some(Outcome::of(Value::of(Shape::Boolean(None)).with_origins(origins)))
            }
            (Shape::Array(_), "addAll") => {
                let whole = self.list_method(frame, receiver, "concat", arguments, site)?.value;
                Some(Outcome::changing(Value::of(Shape::Boolean(None)), whole, None))
            }
            (Shape::Array(_), "collect") => {
                let joins = arguments.first().and_then(Value::external_path);
                let joins = joins.is_some_and(|path| path.ends_with("joining()"));
                self.list_method(frame, receiver, if joins { "join" } else { "values" }, &[], site)
            }
            (Shape::Array(_), _) => {
                let name = match name {
                    "addFirst" | "addLast" | "offer" | "addElement" => "push",
                    "get" | "getFirst" | "getLast" | "peek" | "poll" | "remove" | "findFirst" | "findAny"
                    | "next" => "at",
                    "contains" => "includes",
                    "anyMatch" => "some",
                    "allMatch" => "every",
                    "stream" | "parallelStream" | "iterator" | "toList" | "toArray" | "distinct"
                    | "sorted" | "limit" | "skip" | "subList" => "values",
                    _ => return None,
                };
                self.list_method(frame, receiver, name, arguments, site)
            }
            (Shape::Object(_), "getOrDefault") => {
                let found = self.object_method(frame, receiver, "get", arguments, site)?.value;
                Some(Outcome::of(arguments.get(1).map_or(found.clone(), |other| found.join(other))))
            }
            (Shape::Object(_), _) => {
                let name = match name {
                    "put" | "putIfAbsent" | "add" => "set",
                    "containsKey" => "has",
                    "keySet" => "keys",
                    "remove" => "delete",
                    _ => return None,
                };
                self.object_method(frame, receiver, name, arguments, site)
            }
            _ => None,
        }
    }

    /// `user.getName()`, `user.setName(…)` of a class that has the field and no such method: it is written by Lombok.
    pub(super) fn written_accessor(
        &mut self,
        frame: &mut Frame<'p>,
        receiver: &Value,
        name: &str,
        arguments: &[Value],
    ) -> Option<Value> {
        let Shape::Instance(instance) = &receiver.shape else { return None };
        let class = Arc::clone(&instance.class);
        if self.find_method(&class, name).is_some() {
            return None;
        }
        let property = |prefix: &str| {
            let mut letters = name.strip_prefix(prefix)?.chars();
            let first = letters.next().filter(char::is_ascii_uppercase)?;
            Some(format!("{}{}", first.to_ascii_lowercase(), letters.as_str()))
        };
        let fields = self.field_names(&class);
        let known = |name: &String| fields.iter().any(|field| field.trim_start_matches('#') == name);
        match arguments {
            [] => {
                let field = property("get").or_else(|| property("is")).filter(known)?;
                Some(self.member(frame, receiver, &Name::from(field), false))
            }
            [value] => {
                let field = property("set").filter(known)?;
                self.write_field(frame, receiver, &field, value.clone());
                Some(Value::undefined())
            }
            _ => None,
        }
    }

    /// `BeanUtils.copyProperties(source, target)`: what the target has a field for is what the source has by that name.
    pub(super) fn copied(&mut self, frame: &mut Frame<'p>, call: &Call) -> Option<Value> {
        if call.path != "@jvm/org.springframework.beans:BeanUtils.copyProperties" {
            return None;
        }
        let (source, target) = (call.argument(0), call.argument(1));
        let Shape::Instance(instance) = &target.shape else { return None };
        for field in self.field_names(&Arc::clone(&instance.class)) {
            let value = match &source.shape {
                Shape::Instance(_) => self.member(frame, &source, &field, false),
                _ => source.field(&field),
            };
            if !value.is_undefined() {
                self.write_field(frame, &target, &field, value);
            }
        }
        Some(Value::undefined())
    }

    /// The names of the fields that instances of a class have by its own words.
    fn field_names(&self, class: &crate::value::ClassValue) -> Vec<Name> {
        let ir = &self.program.modules[class.module.index()].classes[class.class.index()];
        let fields = ir.members.iter().filter(|member| !member.is_static);
        let named = fields.filter_map(|member| match (&member.key, &member.kind) {
            (PropertyKey::Name(name), MemberKind::Field(_)) => Some(name.clone()),
            _ => None,
        });
        named.collect()
    }
}

/// What a list is made of: `new ArrayList<>(other)`, `List.of(a, b)`.
pub(super) fn list_of(call: &Call, elements: bool) -> Value {
    if elements {
        return lists::array(call.arguments.clone(), None);
    }
    match call.argument(0) {
        other if matches!(other.shape, Shape::Array(_)) => other,
        // `new ArrayList(10)`: room for ten.
        other if matches!(other.shape, Shape::Undefined | Shape::Null | Shape::Number(_)) => {
            lists::array(Vec::new(), None)
        }
        other if matches!(other.shape, Shape::Object(_)) => {
            lists::array(Vec::new(), Some(super::objects::key_of(&other)))
        }
        other => lists::array(Vec::new(), Some(other.any_element())).and_origins(&other.origins),
    }
}

/// What a map is made of: `Map.of("id", id)`. One with a key that is not known is made of all.
pub(super) fn map_of(call: &Call) -> Value {
    let pairs = call.arguments.chunks_exact(2).map(|pair| Some((pair[0].as_constant()?, pair[1].clone())));
    match pairs.collect::<Option<Vec<_>>>() {
        Some(pairs) => super::objects::of_fields(pairs),
        None => made_of(&call.arguments.iter().collect::<Vec<_>>(), Cleansed::default()),
    }
}
