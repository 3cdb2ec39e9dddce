//! Methods: those of the program's objects, of the language's own values, and of what others wrote.

use std::sync::Arc;

use crate::event::{Action, Match};
use crate::ir::{ExpressionKind, Language, Name};
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{Closure, Shape, Value};

use super::calls::MethodCall;
use super::flow::Frame;
use super::functions::{Mode, made_of};
use super::{Interpreter, addresses, fitted, lists, objects, promises, texts};

/// What a method of the language gives, and what it leaves of its receiver.
pub(super) struct Outcome {
    pub(super) value: Value,
    /// The receiver as it is afterwards, where the method changes it, and what was filed under which key.
    pub(super) receiver: Option<(Value, Option<Value>)>,
}

impl Outcome {
    pub(super) fn of(value: Value) -> Self {
        Self { value, receiver: None }
    }

    pub(super) fn changing(value: Value, receiver: Value, key: Option<Value>) -> Self {
        Self { value, receiver: Some((receiver, key)) }
    }
}

impl<'p> Interpreter<'p> {
    pub(super) fn method_call(
        &mut self,
        frame: &mut Frame<'p>,
        call: &MethodCall<'_>,
        receiver: Value,
        arguments: Vec<Value>,
    ) -> Value {
        if let Shape::Union(values) = &receiver.shape {
            let has_missing =
                values.iter().any(|value| matches!(value.shape, Shape::Undefined | Shape::Null));
            let mut there: Vec<Value> = values
                .iter()
                .filter(|value| !matches!(value.shape, Shape::Undefined | Shape::Null))
                .cloned()
                .collect();
            // Nothing is found in `list ?? []` where there is no list.
            if lists::SEARCHING.contains(&call.name.as_str())
                && there.iter().any(|value| !lists::is_empty(value))
            {
                there.retain(|value| !lists::is_empty(value));
            }
            // `(next || '/').startsWith('/')` says of what was sent what it says; a text of the code is what it is.
            let is_own = |value: &Value| value.as_constant().is_some();
            if matches!(call.name.as_str(), "startsWith" | "endsWith" | "includes")
                && there.iter().any(|value| !is_own(value))
            {
                there.retain(|value| !is_own(value));
            }
            let value = self.each_way(frame, there, |interpreter, frame, one| {
                interpreter.method_call(frame, call, one, arguments.clone())
            });
            return if has_missing && call.optional { value.join(&Value::undefined()) } else { value };
        }
        if matches!(receiver.shape, Shape::Undefined | Shape::Null) && call.optional {
            return Value::undefined();
        }
        if matches!(call.name.as_str(), "then" | "catch" | "finally") && promises::is_promise_like(&receiver)
        {
            return self.promise_method(frame, call, receiver, arguments);
        }
        if let Some(value) = self
            .served(frame, &receiver, call, &arguments)
            .or_else(|| self.mediated(frame, &receiver, call, &arguments))
        {
            return value;
        }
        if let Some(address) = addresses::with_parameter(&receiver, call.name, &arguments)
            && let ExpressionKind::Member { object, .. } = frame.ir.expressions[call.object.index()].kind
        {
            self.write_back(frame, object, address, None);
            return Value::undefined();
        }
        // Django's classes answer by the methods that requests name.
        if matches!(receiver.shape, Shape::Class(_))
            && call.name == "as_view"
            && self.language(frame.module) == Language::Python
        {
            return receiver;
        }
        if matches!(receiver.shape, Shape::External(_)) && self.is_modelled_member(&receiver, call.name) {
            let function = self.member(frame, &receiver, call.name, false);
            if matches!(function.shape, Shape::External(_)) {
                return self.call_value(frame, &function, receiver, arguments, call.id, call.site);
            }
        }
        if let Some(record) = self.record(&receiver, call.name) {
            return self.call_value(frame, &record, receiver, arguments, call.id, call.site);
        }
        if let Some(outcome) = self.language_method(frame, &receiver, call.name, &arguments, call.site) {
            if let Some((left, key)) = outcome.receiver
                && call.object != call.id
            {
                self.write_back(frame, call.object, left, key);
            }
            return outcome.value;
        }
        if self.is_jvm(frame) {
            let known = match receiver.shape {
                Shape::Unknown => accessor(&receiver, call.name, &arguments),
                _ => self.written_accessor(frame, &receiver, call.name, &arguments),
            };
            if let Some(value) = known {
                return value;
            }
        }
        let function = self.member(frame, &receiver, call.name, false);
        match &function.shape {
            Shape::Unknown | Shape::Undefined => {
                self.call_unknown(frame, &function, &receiver, arguments, call.site)
            }
            _ => self.call_value(frame, &function, receiver, arguments, call.id, call.site),
        }
    }

    /// The same for a method that was taken without being called.
    pub(super) fn method_value(
        &mut self,
        frame: &mut Frame<'p>,
        receiver: &Value,
        name: &Name,
        arguments: Vec<Value>,
        site: Site,
    ) -> Value {
        match self.language_method(frame, receiver, name, &arguments, site) {
            Some(outcome) => outcome.value,
            None => self.call_unknown(frame, &Value::unknown(), receiver, arguments, site),
        }
    }

    fn is_modelled_member(&self, receiver: &Value, name: &str) -> bool {
        receiver
            .external_path()
            .is_some_and(|path| self.model(&super::external::member_path(path, name)).is_some())
    }

    /// A method that the language defines for what the receiver is. None where it is none of those.
    fn language_method(
        &mut self,
        frame: &mut Frame<'p>,
        receiver: &Value,
        name: &Name,
        arguments: &[Value],
        site: Site,
    ) -> Option<Outcome> {
        if self.is_jvm(frame)
            && let Some(outcome) = self.collection_method(frame, receiver, name, arguments, site)
        {
            return Some(outcome);
        }
        self.note_match(frame, receiver, name, arguments, site);
        match &receiver.shape {
            Shape::Function(closure) => {
                let closure = Arc::clone(closure);
                self.function_method(frame, &closure, name, arguments, site)
            }
            Shape::Text(_) => Some(Outcome::of(self.text_method(frame, receiver, name, arguments, site))),
            Shape::Number(_) | Shape::Boolean(_) => Some(Outcome::of(match name.as_str() {
                "toString" | "toFixed" | "toLocaleString" | "valueOf" => receiver.clone(),
                _ => made_of(&[receiver], Cleansed::default()),
            })),
            Shape::Regex(_) => Some(Outcome::of(fitted::regex_method(receiver, name, arguments, site))),
            Shape::Array(_) => self.list_method(frame, receiver, name, arguments, site),
            Shape::Object(object) => {
                if object.fields().contains_key(name.as_str()) {
                    return None;
                }
                self.object_method(frame, receiver, name, arguments, site)
            }
            Shape::Unknown | Shape::External(_) => {
                // What a library exports is no list, but `_.map` is called like one.
                if receiver.external_path().is_some_and(|path| !path.contains("()"))
                    && receiver.origins.is_empty()
                {
                    return None;
                }
                if lists::NAMES.contains(&name.as_str()) && !texts::ALSO.contains(&name.as_str()) {
                    return self.list_method(frame, receiver, name, arguments, site);
                }
                if texts::NAMES.contains(&name.as_str()) {
                    return Some(Outcome::of(self.text_method(frame, receiver, name, arguments, site)));
                }
                if matches!(receiver.shape, Shape::Unknown) {
                    if promises::BODY_READERS.contains(&name.as_str()) && arguments.is_empty() {
                        let read = if name == "clone" { Cleansed::default() } else { Cleansed::READ_OUT };
                        let origins = receiver.origins.cleansed_by(read);
                        return Some(Outcome::of(receiver.clone().without_truth().with_origins(origins)));
                    }
                    if objects::MAP_METHODS.contains(&name.as_str()) {
                        return self.object_method(frame, receiver, name, arguments, site);
                    }
                }
                None
            }
            _ => None,
        }
    }

    /// Notes that a text from outside meets a pattern that repeats what it repeats.
    fn note_match(
        &mut self,
        frame: &mut Frame<'p>,
        receiver: &Value,
        name: &str,
        arguments: &[Value],
        site: Site,
    ) {
        let Some((pattern, subject)) = fitted::matched(receiver, name, arguments) else { return };
        let subject = subject.clone().without_truth();
        if !subject.deep_origins().is_empty() {
            self.note(frame, site, Action::Match(Arc::new(Match { pattern, subject })));
        }
    }

    fn function_method(
        &mut self,
        frame: &mut Frame<'p>,
        closure: &Closure,
        name: &str,
        arguments: &[Value],
        site: Site,
    ) -> Option<Outcome> {
        let this = arguments.first().cloned().unwrap_or_else(Value::undefined);
        let value = match name {
            "call" => {
                let rest = arguments.get(1..).unwrap_or_default().to_vec();
                self.invoke(frame, closure, this, rest, site, Mode::Here).0
            }
            "apply" => {
                let list = arguments.get(1).cloned().unwrap_or_else(Value::undefined);
                let rest = match &list.shape {
                    Shape::Array(array) => array.elements().to_vec(),
                    _ => vec![list.any_element(); 4],
                };
                self.invoke(frame, closure, this, rest, site, Mode::Here).0
            }
            "bind" => {
                let bound = closure
                    .bound
                    .iter()
                    .cloned()
                    .chain(arguments.get(1..).unwrap_or_default().iter().cloned())
                    .collect();
                let this = closure.this.clone().or(Some(this));
                let bound = Closure::new(
                    closure.module,
                    closure.function,
                    this,
                    bound,
                    Arc::clone(&closure.captured),
                );
                Value::of(Shape::Function(Arc::new(bound)))
            }
            _ => return None,
        };
        Some(Outcome::of(value))
    }
}

/// What methods give that only hand on, in Java's libraries, and those that read a field by its name.
fn accessor(receiver: &Value, name: &str, arguments: &[Value]) -> Option<Value> {
    const HANDS_ON: [&str; 16] = [
        "orElse",
        "orElseThrow",
        "orElseGet",
        "stream",
        "parallelStream",
        "collect",
        "toList",
        "iterator",
        "next",
        "asText",
        "textValue",
        "getBody",
        "block",
        "values",
        "getBytes",
        "intern",
    ];
    if HANDS_ON.contains(&name) {
        return Some(receiver.clone().without_truth());
    }
    if name == "size" && arguments.is_empty() {
        return Some(receiver.field(name));
    }
    let rest = name.strip_prefix("get").or_else(|| name.strip_prefix("is"))?;
    let mut letters = rest.chars();
    let first = letters.next().filter(|first| first.is_ascii_uppercase() && arguments.is_empty())?;
    Some(receiver.field(&format!("{}{}", first.to_ascii_lowercase(), letters.as_str())))
}
