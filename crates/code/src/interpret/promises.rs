//! Promises: what they will be is what they are.

use crate::guard::Guards;
use crate::ir::Name;
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{Shape, Value};

use super::calls::{self, MethodCall};
use super::flow::Frame;
use super::functions::{Mode, made_of};
use super::{Interpreter, checks};

/// Methods of a response that give its body.
pub(super) const BODY_READERS: &[&str] = &[
    "json",
    "text",
    "blob",
    "arrayBuffer",
    "buffer",
    "formData",
    "clone",
    "toArray",
    "getContent",
    "getContents",
];

/// Whether `then` on it is that of a promise, as far as it is known: it has no field of that name.
pub(super) fn is_promise_like(value: &Value) -> bool {
    match &value.shape {
        Shape::Object(object) => {
            !object.fields().contains_key("then") && !object.fields().contains_key("catch")
        }
        Shape::Namespace(_) | Shape::Class(_) => false,
        _ => true,
    }
}

impl<'p> Interpreter<'p> {
    /// `promise.then(f, g)`, `.catch(g)`, `.finally(f)`.
    pub(super) fn promise_method(
        &mut self,
        frame: &mut Frame<'p>,
        call: &MethodCall<'_>,
        receiver: Value,
        arguments: Vec<Value>,
    ) -> Value {
        let site = call.site;
        let argument = |index: usize| {
            arguments.get(index).filter(|value| !matches!(value.shape, Shape::Undefined | Shape::Null))
        };
        match call.name.as_str() {
            "then" => {
                let held = frame.flow.guards.clone();
                let fulfilled = match argument(0) {
                    Some(function) => self.continue_with(frame, function, receiver, site),
                    None => receiver,
                };
                match argument(1) {
                    Some(function) => self.or_refused(frame, fulfilled, function, &call.before, &held, site),
                    None => fulfilled,
                }
            }
            "catch" => {
                let held = frame.flow.guards.clone();
                match argument(0) {
                    Some(function) => self.or_refused(frame, receiver, function, &call.before, &held, site),
                    None => receiver,
                }
            }
            _ => {
                if let Some(function) = argument(0) {
                    self.call_back(frame, function, Vec::new(), site, Mode::Maybe);
                }
                receiver
            }
        }
    }

    /// What `f` makes of a value that is there; what it ensures holds afterwards.
    fn continue_with(&mut self, frame: &mut Frame<'p>, function: &Value, value: Value, site: Site) -> Value {
        match calls::as_closure(function) {
            Some(closure) => {
                let alive = frame.flow.alive;
                let result = self.invoke(frame, closure, Value::undefined(), vec![value], site, Mode::Here).0;
                // A continuation that always throws ends the chain, not the function.
                frame.flow.alive = alive;
                result
            }
            None => self.call_back(frame, function, vec![value], site, Mode::Maybe),
        }
    }

    /// Either the value, and what held when it was there; or what the handler of a refusal gives.
    fn or_refused(
        &mut self,
        frame: &mut Frame<'p>,
        value: Value,
        function: &Value,
        before: &Guards,
        held: &Guards,
        site: Site,
    ) -> Value {
        frame.flow.guards = before.clone();
        let alive = frame.flow.alive;
        let (given, refused_alive) = match calls::as_closure(function) {
            Some(closure) => {
                let given =
                    self.invoke(frame, closure, Value::undefined(), vec![calls::error()], site, Mode::Here).0;
                let goes_on = frame.flow.alive;
                frame.flow.alive = alive;
                (given, goes_on)
            }
            None => (self.call_back(frame, function, vec![calls::error()], site, Mode::Maybe), true),
        };
        if !refused_alive {
            // The handler throws again: whoever comes after knows that all went well.
            frame.flow.guards = held.clone();
            return value;
        }
        frame.flow.guards = before.clone();
        let (when_true, when_false) = checks::told(&value, site);
        let with = |guards: Option<Guards>| guards.map(|guards| guards.and(held));
        value.with_truth(with(when_true), with(when_false)).join(&given)
    }

    /// `Promise.all([…])` and its like.
    pub(super) fn promise_function(
        &mut self,
        frame: &mut Frame<'p>,
        name: &str,
        arguments: &[Value],
    ) -> Option<Value> {
        let first = arguments.first().cloned().unwrap_or_else(Value::undefined);
        Some(match name {
            "all" | "resolve" => first,
            "allSettled" => {
                let settled = |value: &Value| {
                    let fields = [
                        (Name::from("status"), Value::unknown()),
                        (Name::from("value"), value.clone()),
                        (Name::from("reason"), calls::error()),
                    ];
                    super::objects::of_fields(fields)
                };
                match &first.shape {
                    Shape::Array(array) => super::lists::array(
                        array.elements().iter().map(settled).collect(),
                        array.rest().map(settled),
                    ),
                    _ => super::lists::array(Vec::new(), Some(settled(&first.any_element()))),
                }
            }
            "race" | "any" => first.any_element(),
            "reject" => {
                if let Some(catches) = frame.catches.last_mut() {
                    catches.push((frame.flow.clone(), first));
                }
                Value::unknown()
            }
            _ => return None,
        })
    }

    /// `new Promise((resolve, reject) => …)`
    pub(super) fn promise(&mut self, frame: &mut Frame<'p>, arguments: &[Value], site: Site) -> Value {
        let digest = crate::value::Digester::tagged(130).add(frame.key).add(site).end();
        let cell = self.memory.at_site(digest);
        let resolve = Value::of(Shape::Native(std::sync::Arc::new(crate::value::Native::Store(cell))));
        let reject = Value::of(Shape::Native(std::sync::Arc::new(crate::value::Native::Store(
            self.memory.allocate(),
        ))));
        self.resolved.begin(cell);
        if let Some(executor) = arguments.first() {
            self.call_back(frame, executor, vec![resolve, reject], site, Mode::Maybe);
        }
        // Whoever goes on with it has waited for it.
        frame.flow.guards = frame.flow.guards.and(&self.resolved.holds(cell));
        frame.reads.insert(cell, self.memory.digest(cell));
        self.memory.read(cell).cloned().unwrap_or_else(|| made_of(&[], Cleansed::default()))
    }
}
