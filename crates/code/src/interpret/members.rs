//! Reading members.

use std::sync::Arc;

use crate::ir::{ModuleId, Name};
use crate::looked_up;
use crate::model::Cleansing;
use crate::origin::{Cleansed, Origin, Origins, Source};
use crate::site::Site;
use crate::value::{Native, Shape, Value};

use super::flow::Frame;
use super::{Interpreter, addresses, cases, checks, fitted};

impl<'p> Interpreter<'p> {
    /// `object.name`; `optional` for `?.`.
    pub(super) fn member(
        &mut self,
        frame: &mut Frame<'p>,
        object: &Value,
        name: &str,
        optional: bool,
    ) -> Value {
        let value = self.plain_member(frame, object, name, optional);
        cases::part(object, value, |case| match &case.shape {
            // Elsewhere reading it would throw.
            Shape::Undefined | Shape::Null => optional.then(Value::undefined),
            Shape::External(_) | Shape::Instance(_) | Shape::Namespace(_) | Shape::Class(_) => {
                Some(Value::unknown())
            }
            _ => Some(case.field(name)),
        })
    }

    fn plain_member(&mut self, frame: &mut Frame<'p>, object: &Value, name: &str, optional: bool) -> Value {
        match &object.shape {
            Shape::Object(known) => match known.fields().get(name) {
                Some(field) => field.clone(),
                // A map.
                None if name == "size" => size_of(object),
                None => object.field(name),
            },
            Shape::Array(_) | Shape::Text(_) if name == "length" || name == "size" => size_of(object),
            Shape::Array(_) if name.parse::<usize>().is_ok() => object.field(name),
            Shape::Text(_) if let Some(part) = addresses::part(object, name) => part,
            Shape::Array(list) if let Some(value) = fitted::beside_elements(list, name) => value,
            Shape::Array(_) | Shape::Text(_) | Shape::Regex(_) => {
                Value::of(Shape::Native(Arc::new(Native::Method(object.clone(), Name::from(name)))))
            }
            Shape::Class(class) => {
                let class = Arc::clone(class);
                self.static_member(frame, &class, name)
            }
            Shape::Instance(_) => self.instance_member(frame, object, name),
            Shape::Namespace(module) => self.namespace_member(*module, name),
            Shape::External(external) => {
                if matches!(
                    external.path.as_str(),
                    "global:window" | "global:globalThis" | "global:self" | "global:global"
                ) && let Some(value) =
                    self.shared_global(frame, name).or_else(|| self.own_global(frame, &external.path, name))
                {
                    return value;
                }
                let path = super::external::member_path(&external.path, name);
                if self.model(&path).is_none()
                    && let Some(value) = self.found_on_server(frame, &external.path, name)
                {
                    return value;
                }
                if self.model(&path).is_none()
                    && let Some(value) = self.found_on_request(frame, &path)
                {
                    return value;
                }
                self.external_read(&path, Some(object))
            }
            Shape::Element(element) => match name {
                "props" => element.attributes.clone(),
                _ => Value::unknown(),
            },
            Shape::Union(values) => {
                let mut parts = Vec::with_capacity(values.len());
                for value in values.iter() {
                    match value.shape {
                        Shape::Undefined | Shape::Null if optional => parts.push(Value::undefined()),
                        // Elsewhere reading it would throw.
                        Shape::Undefined | Shape::Null => {}
                        _ => parts.push(self.member(frame, value, name, optional)),
                    }
                }
                Value::join_all(parts).and_origins(&object.origins.at_field(name))
            }
            Shape::Unknown if name == "length" || name == "size" => size_of(object),
            // What a list carries beside its elements, and no method of it.
            Shape::Native(native) if let Native::Method(object, _) = &**native => {
                Value::from_origins(object.deep_origins())
            }
            Shape::Function(_) | Shape::Native(_) => match name {
                "name" | "length" | "prototype" => Value::unknown(),
                _ => Value::undefined(),
            },
            _ => object.field(name),
        }
    }

    /// `object[index]`
    pub(super) fn index(
        &mut self,
        frame: &mut Frame<'p>,
        object: &Value,
        index: &Value,
        optional: bool,
    ) -> Value {
        if let Some(name) = index.as_constant() {
            let name = Name::from(name);
            return self.member(frame, object, &name, optional);
        }
        if let Some(number) = index.as_number() {
            let element = |object: &Value| match &object.shape {
                Shape::Array(_) | Shape::Object(_) => object.field(&number.to_string()),
                _ => object.any_element(),
            };
            return cases::part(object, element(object), |case| Some(element(case)));
        }
        let constants: Vec<Name> = index.constants().map(Name::from).collect();
        if constants.len() == index.alternatives().len() && !constants.is_empty() {
            let parts: Vec<Value> =
                constants.iter().map(|name| self.member(frame, object, name, optional)).collect();
            return Value::join_all(parts);
        }
        match &object.shape {
            // A table that is asked for a computed key gives any of its entries, or none.
            Shape::Object(known) => {
                let all = known.fields().values().chain(known.rest()).cloned();
                let missing = (!known.fields().is_empty() || known.rest().is_some()).then(Value::undefined);
                Value::join_all(all.chain(missing)).and_origins(&object.origins.at_field("[]"))
            }
            Shape::External(external) => {
                let path = super::external::member_path(&external.path, "*");
                let value = self.external_read(&path, Some(object));
                value.and_origins(&object.origins)
            }
            Shape::Namespace(module) => {
                let module = *module;
                let names = self.export_names(module);
                let parts: Vec<Value> = names.iter().map(|name| self.exported(module, name)).collect();
                Value::join_all(parts)
            }
            Shape::Union(values) => {
                let parts: Vec<Value> = values
                    .to_vec()
                    .iter()
                    .filter(|value| !matches!(value.shape, Shape::Undefined | Shape::Null))
                    .map(|value| self.index(frame, value, index, optional))
                    .collect();
                Value::join_all(parts)
            }
            Shape::Instance(_) | Shape::Class(_) => Value::unknown(),
            _ => object.any_element(),
        }
    }

    fn namespace_member(&mut self, module: ModuleId, name: &str) -> Value {
        let value = self.exported(module, name);
        if value.is_undefined() && name == "default" {
            return Value::of(Shape::Namespace(module));
        }
        value
    }
}

/// How long or large something is.
pub(super) fn size_of(value: &Value) -> Value {
    if let Shape::Text(text) = &value.shape
        && let Some(constant) = text.as_constant()
    {
        return Value::number(constant.encode_utf16().count() as f64);
    }
    let number = Cleansed::by(&[Cleansing::Number]).and(Cleansed::SUMMED_UP);
    let mut origins = value.deep_origins().cleansed_by(number);
    origins = Origins::of(origins.iter().map(|origin: &Origin| origin.at_field("length")).collect());
    Value::of(Shape::Number(None)).with_origins(origins)
}

/// A record out of a file that holds many, asked for by what only one caller was given, `sessions[cookies.sid]`: their session.
/// That there is one says who calls, and what it holds is theirs.
pub(super) fn record_of(record: Value, key: &Value) -> Value {
    if key.deep_origins().iter().any(looked_up::is_handed_out) { as_session(&record) } else { record }
}

fn as_session(record: &Value) -> Value {
    let is_of_file = |origin: &Origin| matches!(origin.source, Source::File(_));
    match &record.shape {
        Shape::Union(values) => Value::join_all(values.iter().map(as_session)).and_origins(&record.origins),
        Shape::Unknown if record.origins.iter().any(is_of_file) => {
            let session = |origin: &Origin| match is_of_file(origin) {
                true => Origin::at(Source::Platform, "session"),
                false => origin.clone(),
            };
            record.clone().with_origins(Origins::of(record.origins.iter().map(session).collect()))
        }
        _ => record.clone(),
    }
}

/// What is proved where a whole is there is proved where a part of it is: `if (!session?.user?.id) return`.
pub(super) fn with_proof_of(part: Value, whole: &Value, site: Site) -> Value {
    let proof = whole.truth.as_ref().and_then(|truth| truth.when_true.as_ref());
    let Some(proof) = proof.filter(|guards| guards.iter().any(|guard| guard.asks_who())) else { return part };
    if part.is_constant() || part.is_function() {
        return part;
    }
    let (when_true, when_false) = checks::told(&part, site);
    part.with_truth(when_true.map(|guards| guards.and(proof)), when_false)
}
