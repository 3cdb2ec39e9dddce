//! Names that nobody declares, and the language's own functions behind some of them.

use std::sync::Arc;

use crate::ir::Name;
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{Part, Shape, Text, Value};

use super::flow::Frame;
use super::functions::made_of;
use super::{Interpreter, lists, objects};

impl<'p> Interpreter<'p> {
    /// A name nobody declares.
    pub(super) fn global(&mut self, frame: &mut Frame<'p>, name: &Name) -> Value {
        match name.as_str() {
            "undefined" => Value::undefined(),
            "NaN" | "Infinity" => Value::of(Shape::Number(None)),
            "exports" => self.exports_of(frame.module),
            "module" => objects::of_fields([("exports", self.exports_of(frame.module))]),
            "arguments" => lists::array(frame.arguments.clone(), None),
            _ => {
                let path = Name::from(format!("global:{name}"));
                self.external_read(&path, None)
            }
        }
    }

    /// What a function of the language gives, by the path after `global:`; none where it is none of ours.
    pub(super) fn language_function(
        &mut self,
        frame: &mut Frame<'p>,
        path: &str,
        construct: bool,
        arguments: &[Value],
        site: Site,
    ) -> Option<Value> {
        let first = || arguments.first().cloned().unwrap_or_else(Value::undefined);
        if let Some(name) = path.strip_prefix("Object.") {
            return self.object_function(frame, name, arguments, site);
        }
        if let Some(name) = path.strip_prefix("Promise.") {
            return self.promise_function(frame, name, arguments, site);
        }
        Some(match path {
            "Promise" if construct => self.promise(frame, arguments, site),
            "Map" | "WeakMap" | "URLSearchParams" | "FormData" | "Headers" if construct => {
                let given = first();
                match &given.shape {
                    // What a query string is made of stays readable as one.
                    Shape::Text(_) | Shape::Unknown if path == "URLSearchParams" => given,
                    _ => objects::from_pairs(&given),
                }
            }
            "Set" | "WeakSet" if construct => {
                let (elements, rest) = lists::parts(&first());
                lists::array(elements, rest)
            }
            "Array" => lists::array(Vec::new(), arguments.first().map(|_| Value::undefined())),
            "Array.from" => {
                let given = first();
                match arguments.get(1) {
                    Some(function) => {
                        let element = given.any_element();
                        let made = self.call_back(
                            frame,
                            function,
                            vec![element, Value::of(Shape::Number(None))],
                            site,
                            super::functions::Mode::Maybe,
                        );
                        lists::array(Vec::new(), Some(made))
                    }
                    None => {
                        let (elements, rest) = lists::parts(&given);
                        lists::array(elements, rest)
                    }
                }
            }
            "Array.of" => lists::array(arguments.to_vec(), None),
            "Array.isArray" => {
                super::comparisons::answer(super::comparisons::form(&first(), site), &[&first()])
            }
            "JSON.parse" => {
                let given = first();
                match &given.shape {
                    // Parsing what was just made into text gives it back.
                    Shape::Text(text) => match text.parts() {
                        [Part::Hole(value)] => value.clone(),
                        _ => made_of(&[&given], Cleansed::default()),
                    },
                    _ => given.without_truth(),
                }
            }
            "JSON.stringify" => {
                let given = first();
                match &given.shape {
                    Shape::Object(_)
                    | Shape::Array(_)
                    | Shape::Unknown
                    | Shape::External(_)
                    | Shape::Union(_) => {
                        Value::of(Shape::Text(Arc::new(Text::of_parts([Part::Hole(given)]))))
                    }
                    _ => given.without_truth(),
                }
            }
            "String" if !construct => match first() {
                value if value.as_text().is_some() => value,
                value => Value::of(Shape::Text(Arc::new(Text::of_parts([Part::Hole(value)])))),
            },
            "Boolean" if !construct => {
                let value = first();
                let told = super::checks::told(&value, site);
                super::comparisons::answer(told, &[&value])
            }
            "Error" | "TypeError" | "RangeError" | "AggregateError" => objects::of_fields([
                ("message", first()),
                ("name", Value::unknown()),
                ("stack", Value::unknown()),
            ]),
            "Symbol" | "BigInt.asIntN" => Value::unknown(),
            "Reflect.get" => {
                let (object, key) = (first(), arguments.get(1).cloned().unwrap_or_default());
                self.index(frame, &object, &key, true)
            }
            "structuredClone" => first(),
            _ => return None,
        })
    }
}
