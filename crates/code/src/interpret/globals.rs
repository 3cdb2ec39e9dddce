//! Names that nobody declares, and the language's own functions behind some of them.

use std::sync::Arc;

use crate::hash::HashSet;
use crate::ir::Name;
use crate::origin::{Cleansed, Origin, Source};
use crate::site::Site;
use crate::value::{Part, Shape, Text, Value};

use super::flow::Frame;
use super::functions::made_of;
use super::{Interpreter, addresses, lists, objects};

/// What programs put on the global object to run pages outside of a browser.
const OF_BROWSERS: [&str; 10] = [
    "window",
    "document",
    "navigator",
    "location",
    "self",
    "jQuery",
    "$",
    "localStorage",
    "sessionStorage",
    "fetch",
];

impl<'p> Interpreter<'p> {
    /// A name nobody declares.
    pub(super) fn global(&mut self, frame: &mut Frame<'p>, name: &Name) -> Value {
        match name.as_str() {
            "undefined" => Value::undefined(),
            "NaN" | "Infinity" => Value::of(Shape::Number(None)),
            "exports" => self.exports_of(frame.module),
            "module" => objects::of_fields([("exports", self.exports_of(frame.module))]),
            "arguments" => lists::array(frame.arguments.clone(), None),
            _ => match self.shared_global(frame, name) {
                Some(value) => value,
                None => {
                    let path = Name::from(format!("global:{name}"));
                    self.external_read(&path, None)
                }
            },
        }
    }

    /// What a script declares at its top level, or puts on the global object, for all others of the page.
    pub(super) fn shared_global(&mut self, frame: &mut Frame<'p>, name: &str) -> Option<Value> {
        let own = frame.ir.file.parent();
        let declared = self.script_globals.get(name).and_then(|all| {
            let near = all.iter().find(|(module, _)| self.program.module(*module).file.parent() == own);
            near.or(all.first()).copied()
        });
        let cell = match declared {
            Some((module, variable)) if module != frame.module => {
                self.load(module);
                self.memory.variable(module, variable)
            }
            _ => *self.put_on_global.get(name)?,
        };
        frame.reads.insert(cell, self.memory.digest(cell));
        self.memory.read(cell).filter(|value| !value.is_undefined()).cloned()
    }

    /// What a server's module puts on the global object itself, to find it there again: nothing is there before.
    ///
    /// `const db = globalForDb.db ?? new Client(); globalForDb.db = db;`
    pub(super) fn own_global(&mut self, frame: &Frame<'p>, object: &str, name: &str) -> Option<Value> {
        if !matches!(object, "global:globalThis" | "global:global") || self.lost_on_global.contains(name) {
            return None;
        }
        let put = self.members_put.entry(frame.module).or_insert_with(|| members_put(frame.ir.text.as_str()));
        put.contains(name).then(Value::undefined)
    }

    /// `window.helpers = {…}`: code that is put there is found there.
    pub(super) fn put_on_global(&mut self, path: &str, value: &Value) {
        let Some(path) = path.strip_prefix("global:") else { return };
        let name = ["window.", "globalThis.", "self.", "global."]
            .iter()
            .find_map(|object| path.strip_prefix(object));
        let Some(name) = name.filter(|name| !name.contains('.')) else { return };
        let is_of_server = !path.starts_with("window.") && !path.starts_with("self.");
        let is_kept = match &value.shape {
            Shape::Instance(_) => true,
            // A client that a package makes; not what stands for a browser in tests.
            Shape::External(made) => is_of_server && made.made_at.is_some() && !OF_BROWSERS.contains(&name),
            _ => super::calls::holds_functions(value),
        };
        if !is_kept {
            self.lost_on_global.insert(Name::from(name));
            return;
        }
        let cell = match self.put_on_global.get(name) {
            Some(cell) => *cell,
            None => {
                let cell = self.memory.allocate();
                self.put_on_global.insert(Name::from(name), cell);
                cell
            }
        };
        self.memory.add(cell, value);
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
            return self.promise_function(frame, name, arguments);
        }
        Some(match path {
            "Object" => match first() {
                given if matches!(given.shape, Shape::Undefined | Shape::Null) => {
                    objects::of_fields::<Name>([])
                }
                given => given,
            },
            "Promise" if construct => self.promise(frame, arguments, site),
            "Map" | "WeakMap" | "URLSearchParams" | "FormData" | "Headers" if construct => {
                let given = first();
                match &given.shape {
                    // What a query string is made of stays readable as one.
                    Shape::Text(_) | Shape::Unknown if path == "URLSearchParams" => given,
                    _ => objects::from_pairs(&given),
                }
            }
            "URL" if construct && arguments.len() > 1 => addresses::joined(&first(), &arguments[1])?,
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
                        // Of an object the fields are known anyway.
                        let given = match &given.shape {
                            Shape::Unknown => {
                                let origins = given.origins.cleansed_by(Cleansed::WRITTEN_OUT);
                                given.clone().with_origins(origins)
                            }
                            _ => given,
                        };
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
            "Date" if arguments.is_empty() => Value::from_origin(Origin::new(Source::Clock)),
            "Reflect.get" => {
                let (object, key) = (first(), arguments.get(1).cloned().unwrap_or_default());
                self.index(frame, &object, &key, true)
            }
            "structuredClone" => first(),
            _ => return None,
        })
    }
}

/// The names of members that a text assigns to: `kept.db = …`, `kept.db ??= …`.
fn members_put(text: &str) -> HashSet<Name> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let pieces = text.split('.').skip(1).filter_map(|piece| {
        let (name, after) = piece.split_at(piece.find(|letter| !is_part(letter))?);
        let after = after.trim_start();
        let after = after.strip_prefix("??").or_else(|| after.strip_prefix("||")).unwrap_or(after);
        (after.starts_with('=') && !after.starts_with("==") && !after.starts_with("=>"))
            .then(|| Name::from(name))
    });
    pieces.collect()
}
