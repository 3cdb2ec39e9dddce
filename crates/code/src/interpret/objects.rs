//! Objects and maps: methods, spreading, and the functions of `Object`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ir::Name;
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{Fields, Object, Shape, Value};

use super::flow::Frame;
use super::functions::{Mode, made_of};
use super::methods::Outcome;
use super::{Interpreter, checks, comparisons, lists, members};

/// Methods of maps and of forms of pairs that are maps in all but name.
pub(super) const MAP_METHODS: &[&str] =
    &["get", "set", "has", "delete", "clear", "append", "getAll", "hasOwnProperty"];

/// An object of these fields.
pub(super) fn of_fields<N: Into<Name>>(fields: impl IntoIterator<Item = (N, Value)>) -> Value {
    let fields: Fields = fields.into_iter().map(|(name, value)| (name.into(), value)).collect();
    Value::of(Shape::Object(Arc::new(Object::new(fields, None))))
}

/// An object without what stands under a key; the whole where the key is not known.
fn without_key(object: &Value, key: &Value) -> Value {
    match key.as_constant() {
        Some(name) => super::patterns::without(object, &[Name::from(name)]),
        None => object.clone(),
    }
}

/// What the name of any field may be.
pub(super) fn key_of(value: &Value) -> Value {
    match &value.shape {
        Shape::Object(object) if object.rest().is_none() && value.origins.is_empty() => {
            Value::join_all(object.fields().keys().map(|name| Value::text(name.clone())))
        }
        Shape::Array(_) => Value::of(Shape::Number(None)),
        // Names of fields are no values of them: who chose them is known, and that they are names.
        _ => Value::from_origins(value.deep_origins().at_field("keys()")),
    }
}

impl<'p> Interpreter<'p> {
    /// `{...value}`
    pub(super) fn spread_into(
        &mut self,
        value: &Value,
        fields: &mut BTreeMap<Name, Value>,
        rest: &mut Option<Value>,
    ) {
        match &value.shape {
            Shape::Object(object) => {
                if let Some(open) = object.rest() {
                    // Anything may be in it: what was there before may be overwritten.
                    fields.values_mut().for_each(|field| *field = field.join(open));
                    *rest = Some(rest.as_ref().map_or(open.clone(), |rest| rest.join(open)));
                }
                for (name, field) in object.fields().iter() {
                    fields.insert(name.clone(), field.clone());
                }
            }
            Shape::Union(values) => {
                // Each alternative may be the one: what they don't agree on may be there or not.
                let before = fields.clone();
                let mut made: Vec<BTreeMap<Name, Value>> = Vec::new();
                for one in values.iter() {
                    let mut fields = before.clone();
                    self.spread_into(one, &mut fields, rest);
                    made.push(fields);
                }
                let names: std::collections::BTreeSet<Name> =
                    made.iter().flat_map(|fields| fields.keys().cloned()).collect();
                for name in names {
                    let each =
                        made.iter().map(|fields| fields.get(&name).cloned().unwrap_or_else(Value::undefined));
                    let joined = Value::join_all(each);
                    fields.insert(name, joined);
                }
            }
            Shape::Namespace(module) => {
                let module = *module;
                for name in self.export_names(module) {
                    let value = self.exported(module, &name);
                    fields.insert(name, value);
                }
            }
            Shape::Undefined | Shape::Null | Shape::Boolean(_) | Shape::Number(_) => {}
            Shape::Array(array) => {
                for (position, element) in array.elements().iter().enumerate() {
                    fields.insert(Name::from(position.to_string()), element.clone());
                }
            }
            _ => {
                fields.iter_mut().for_each(|(name, field)| *field = field.join(&value.field(name)));
                let any = value.any_element();
                *rest = Some(rest.as_ref().map_or(any.clone(), |rest| rest.join(&any)));
            }
        }
    }

    /// Methods of a map, which is an object to us, and those every object has.
    pub(super) fn object_method(
        &mut self,
        frame: &mut Frame<'p>,
        object: &Value,
        name: &str,
        arguments: &[Value],
        site: Site,
    ) -> Option<Outcome> {
        let key = arguments.first().cloned().unwrap_or_else(Value::undefined);
        let value = match name {
            "get" => match key.as_constant() {
                Some(name) => {
                    let found = object.field(name);
                    match &object.shape {
                        Shape::Object(known)
                            if !known.fields().contains_key(name) && known.rest().is_some() =>
                        {
                            found.join(&Value::undefined())
                        }
                        _ => found,
                    }
                }
                // What is found says that the key is one of those that were put in.
                None => {
                    let element = members::record_of(object.any_element(), &key);
                    let found = Value::join_all([element, Value::undefined()]);
                    let (is_key, _) = comparisons::membership(object, &key, site);
                    let (held, missing) = checks::told(&found, site);
                    let held = held.zip(is_key).map(|(held, is_key)| held.and(&is_key));
                    found.with_truth(held, missing)
                }
            },
            "getAll" => lists::array(Vec::new(), Some(object.any_element())),
            "set" | "append" => {
                let value = arguments.get(1).cloned().unwrap_or_else(Value::undefined);
                let left = put(object, &key, value);
                return Some(Outcome::changing(left.clone(), left, Some(key)));
            }
            "has" | "hasOwnProperty" | "includes" => {
                comparisons::answer(comparisons::membership(object, &key, site), &[&key])
            }
            "delete" => {
                let left = without_key(object, &key);
                return Some(Outcome::changing(Value::of(Shape::Boolean(None)), left, Some(key)));
            }
            // Python's: what it takes out is there where the key was, or else what stands behind the key.
            "pop" => {
                let otherwise = arguments.get(1).cloned().unwrap_or_else(Value::undefined);
                let found = object.any_element().join(&otherwise);
                let (member, _) = comparisons::membership(object, &key, site);
                let (there, missing) = checks::told(&found, site);
                let there = there.unwrap_or_default().and(&member.unwrap_or_default());
                let found = found.with_truth(Some(there), Some(missing.unwrap_or_default()));
                return Some(Outcome::changing(found, without_key(object, &key), Some(key)));
            }
            "clear" => {
                return Some(Outcome::changing(Value::undefined(), of_fields::<Name>([]), None));
            }
            "forEach" => {
                let arguments = vec![object.any_element(), key_of(object), object.clone()];
                self.call_back(frame, &key, arguments, site, Mode::Maybe);
                Value::undefined()
            }
            "values" => lists::array(Vec::new(), Some(object.any_element())),
            "keys" => lists::array(Vec::new(), Some(key_of(object))),
            "entries" => {
                lists::array(Vec::new(), Some(lists::array(vec![key_of(object), object.any_element()], None)))
            }
            "toString" | "toJSON" | "valueOf" => object.clone(),
            _ => return None,
        };
        Some(Outcome::of(value))
    }

    /// `Object.keys(x)` and its like.
    pub(super) fn object_function(
        &mut self,
        frame: &mut Frame<'p>,
        name: &str,
        arguments: &[Value],
        site: Site,
    ) -> Option<Value> {
        let mut first = arguments.first().cloned().unwrap_or_else(Value::undefined);
        if let Shape::Namespace(module) = first.shape {
            let names = self.export_names(module);
            let fields: Vec<(Name, Value)> =
                names.into_iter().map(|name| (name.clone(), self.exported(module, &name))).collect();
            first = of_fields(fields);
        }
        let known = match &first.shape {
            Shape::Object(object) if object.rest().is_none() && first.origins.is_empty() => {
                Some(object.fields().clone())
            }
            _ => None,
        };
        Some(match name {
            "keys" | "getOwnPropertyNames" => match known {
                Some(fields) => lists::array(fields.keys().cloned().map(Value::text).collect(), None),
                None => lists::array(Vec::new(), Some(key_of(&first))),
            },
            "values" => match known {
                Some(fields) => lists::array(fields.values().cloned().collect(), None),
                None => lists::array(Vec::new(), Some(first.any_element())),
            },
            "entries" => match known {
                Some(fields) => {
                    let pairs = fields
                        .into_iter()
                        .map(|(name, value)| lists::array(vec![Value::text(name), value], None));
                    lists::array(pairs.collect(), None)
                }
                None => lists::array(
                    Vec::new(),
                    Some(lists::array(vec![key_of(&first), first.any_element()], None)),
                ),
            },
            "fromEntries" => from_pairs(&first),
            "assign" => {
                let mut fields = BTreeMap::new();
                let mut rest = None;
                let mut origins = crate::origin::Origins::none();
                for value in arguments {
                    origins = origins.union(&value.origins);
                    self.spread_into(value, &mut fields, &mut rest);
                }
                let merged = Value::of(Shape::Object(Arc::new(Object::new(fields, rest))))
                    .with_origins(origins)
                    .bounded();
                if matches!(first.shape, Shape::Instance(_)) {
                    for (name, value) in merged.fields() {
                        self.write_field(frame, &first, &name, value);
                    }
                    return Some(first);
                }
                merged
            }
            "freeze" | "seal" | "preventExtensions" | "defineProperty" | "setPrototypeOf" => first,
            "create" => match first.shape {
                Shape::Null => of_fields::<Name>([]),
                _ => first,
            },
            "groupBy" => {
                let function = arguments.get(1).cloned().unwrap_or_else(Value::undefined);
                self.call_back(frame, &function, vec![first.any_element()], site, Mode::Maybe);
                Value::of(Shape::Object(Arc::new(Object::new(Fields::default(), Some(first.clone())))))
            }
            "is" => comparisons::answer(
                comparisons::equality(
                    &first,
                    arguments.get(1).unwrap_or(&Value::undefined()),
                    site,
                    &frame.flow.guards,
                ),
                &[&first],
            ),
            _ => made_of(&arguments.iter().collect::<Vec<_>>(), Cleansed::default()),
        })
    }
}

/// A map with one more entry.
pub(super) fn put(object: &Value, key: &Value, value: Value) -> Value {
    let (mut fields, mut rest) = match &object.shape {
        Shape::Object(known) => (known.fields().clone(), known.rest().cloned()),
        _ => (Fields::default(), None),
    };
    match key.as_constant() {
        Some(name) => {
            fields.insert(Name::from(name), value);
        }
        None => rest = Some(rest.map_or(value.clone(), |rest| rest.join(&value))),
    }
    Value::of(Shape::Object(Arc::new(Object::new(fields, rest))))
        .with_origins(object.origins.clone())
        .bounded()
}

/// An object made of a list of pairs.
pub(super) fn from_pairs(pairs: &Value) -> Value {
    match &pairs.shape {
        Shape::Array(array) => {
            let all = array.elements().iter().chain(array.rest());
            all.fold(of_fields::<Name>([]), |object, pair| put(&object, &pair.field("0"), pair.field("1")))
        }
        Shape::Object(_) => pairs.clone(),
        Shape::Undefined | Shape::Null => of_fields::<Name>([]),
        _ => {
            let any = pairs.any_element();
            Value::of(Shape::Object(Arc::new(Object::new(Fields::default(), Some(any)))))
                .with_origins(pairs.origins.clone())
        }
    }
}
