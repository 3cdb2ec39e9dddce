//! Binding values to names.

use std::sync::Arc;

use crate::ir::{ExpressionId, Language, Name, Pattern, PatternProperty, VariableId};
use crate::origin::{Origin, Source};
use crate::value::{Array, Fields, Object, Shape, Truthiness, Value};

use super::flow::Frame;
use super::{Interpreter, cases, decorators};

impl<'p> Interpreter<'p> {
    /// Binds what a declaration or a parameter names.
    pub(super) fn bind(&mut self, frame: &mut Frame<'p>, pattern: &'p Pattern, value: Value) {
        self.destructure(frame, pattern, value, true);
    }

    /// Assigns to what a pattern names.
    pub(super) fn assign(&mut self, frame: &mut Frame<'p>, pattern: &'p Pattern, value: Value) {
        self.destructure(frame, pattern, value, false);
    }

    fn destructure(&mut self, frame: &mut Frame<'p>, pattern: &'p Pattern, value: Value, declares: bool) {
        match pattern {
            Pattern::Variable(variable) => {
                if declares {
                    self.declare(frame, *variable, value);
                } else {
                    self.assign_variable(frame, *variable, value);
                }
            }
            Pattern::Target(target) => self.write_target(frame, *target, value),
            Pattern::Object { properties, rest } => {
                for PatternProperty { key, pattern } in properties {
                    let field = match self.key(frame, key) {
                        Ok(name) => self.member(frame, &value, &name, false),
                        Err(key) => self.index(frame, &value, &key, false),
                    };
                    self.destructure(frame, pattern, field, declares);
                }
                if let Some(rest) = rest {
                    let named: Vec<Name> = properties
                        .iter()
                        .filter_map(|property| self.key(frame, &property.key).ok())
                        .collect();
                    let remaining = without(&value, &named);
                    self.destructure(frame, rest, remaining, declares);
                }
            }
            Pattern::Array { elements, rest } => {
                for (position, element) in elements.iter().enumerate() {
                    if let Some(pattern) = element {
                        let value = match self.result_of_go(frame, &value, position, elements.len()) {
                            Some(result) => result,
                            None => {
                                let part = at_position(&value, position);
                                cases::part(&value, part, |case| Some(at_position(case, position)))
                            }
                        };
                        self.destructure(frame, pattern, value, declares);
                    }
                }
                if let Some(rest) = rest {
                    let value = from_position(&value, elements.len());
                    self.destructure(frame, rest, value, declares);
                }
            }
            Pattern::Default { pattern, value: default } => {
                let value = match &value.shape {
                    Shape::Undefined => self.default_of(frame, pattern, *default),
                    Shape::Union(values) if values.iter().any(Value::is_undefined) => {
                        let there =
                            Value::join_all(values.iter().filter(|value| !value.is_undefined()).cloned());
                        let default = self.default_of(frame, pattern, *default);
                        there.join(&default)
                    }
                    // Elsewhere what was given counts, whatever it is; a framework may be given nothing by the caller.
                    Shape::Unknown
                        if self.language(frame.module) != Language::JavaScript
                            && !may_be_left_out(&value) =>
                    {
                        value
                    }
                    Shape::Unknown => {
                        let default = self.default_of(frame, pattern, *default);
                        // An empty default says nothing that isn't known; others may be what is used.
                        if default.truthiness() == Truthiness::Never || is_empty(&default) {
                            value
                        } else {
                            value.join(&default)
                        }
                    }
                    _ => value,
                };
                self.destructure(frame, pattern, value, declares);
            }
        }
    }

    /// What a default is. One that stands for a part of a request has the name of its parameter: `limit = Query(10)`.
    fn default_of(&mut self, frame: &mut Frame<'p>, pattern: &'p Pattern, default: ExpressionId) -> Value {
        let value = self.expression(frame, default);
        let is_part = |origin: &Origin| matches!(origin.source, Source::Caller(_));
        let Some(variable) = decorators::variable_of(pattern) else { return value };
        if value.origins.is_empty() || !value.origins.iter().all(is_part) {
            return value;
        }
        decorators::named(&value, &frame.ir.variables[variable.index()].name)
    }

    /// Gives a variable its first value.
    pub(super) fn declare(&mut self, frame: &mut Frame<'p>, variable: VariableId, value: Value) {
        let declared = &frame.ir.variables[variable.index()];
        if declared.function.index() == 0 {
            self.declare_module_variable(frame, variable, value);
            return;
        }
        if declared.function != frame.function {
            // A name that a nested construct of the lowering declares further out.
            self.assign_variable(frame, variable, value);
            return;
        }
        if self.scopes[frame.module.index()].is_shared(variable) {
            let cell = self.cell_of(frame, variable);
            self.memory.add(cell, &value);
            return;
        }
        if let Some(cell) = frame.cells.get(&variable) {
            self.memory.add(*cell, &value);
        }
        let slot = self.scopes[frame.module.index()].slot(variable);
        frame.flow.set_local(slot, value);
    }

    /// Gives a variable another value.
    pub(super) fn assign_variable(&mut self, frame: &mut Frame<'p>, variable: VariableId, value: Value) {
        let declared = &frame.ir.variables[variable.index()];
        if declared.function.index() == 0 {
            self.assign_module_variable(frame, variable, value);
        } else if declared.function == frame.function {
            self.declare(frame, variable, value);
        } else if let Some(crate::value::Captured::Cell(cell)) = frame.captured.get(variable) {
            let cell = *cell;
            self.memory.add(cell, &value);
            if let Some(digest) = frame.reads.get_mut(&cell) {
                *digest = self.memory.digest(cell);
            }
        }
    }
}

/// Whether whoever calls may give nothing where this is: what a framework takes from a request, or what nothing is known of.
fn may_be_left_out(value: &Value) -> bool {
    let origins = value.deep_origins();
    origins.is_empty()
        || origins.iter().any(|origin| matches!(origin.source, Source::Caller(_) | Source::Parameter))
}

fn is_empty(value: &Value) -> bool {
    match &value.shape {
        Shape::Object(object) => object.fields().is_empty() && object.rest().is_none(),
        Shape::Array(array) => array.elements().is_empty() && array.rest().is_none(),
        _ => false,
    }
}

/// The same object without some of its fields: of one that is not known whole it is noted that they are gone.
pub(super) fn without(value: &Value, gone: &[Name]) -> Value {
    let is_open = |rest: Option<&Value>| rest.is_some() || !value.origins.is_empty();
    let missing = || gone.iter().map(|name| (name.clone(), Value::undefined()));
    let (fields, rest): (Fields, _) = match &value.shape {
        Shape::Object(object) => {
            let left = object.fields().iter().filter(|(name, _)| !gone.contains(name));
            let left = left.map(|(name, value)| (name.clone(), value.clone()));
            let rest = object.rest().cloned();
            let fields =
                if is_open(rest.as_ref()) { left.chain(missing()).collect() } else { left.collect() };
            (fields, rest)
        }
        Shape::Unknown if is_open(None) => (missing().collect(), None),
        Shape::Union(values) => {
            return Value::join_all(values.iter().map(|value| without(value, gone)));
        }
        _ => return value.clone().without_truth(),
    };
    Value::of(Shape::Object(Arc::new(Object::new(fields, rest)))).with_origins(value.origins.clone())
}

/// One element, by position.
pub(super) fn at_position(value: &Value, position: usize) -> Value {
    match &value.shape {
        Shape::Array(array) => {
            array.elements().get(position).or(array.rest()).cloned().unwrap_or_else(|| {
                if value.origins.is_empty() {
                    Value::undefined()
                } else {
                    Value::from_origins(value.origins.at_field("[]"))
                }
            })
        }
        Shape::Union(values) => Value::join_all(values.iter().map(|value| at_position(value, position))),
        _ => value.any_element(),
    }
}

/// All elements from a position on.
pub(super) fn from_position(value: &Value, position: usize) -> Value {
    match &value.shape {
        Shape::Array(array) => {
            let elements = array.elements().get(position..).unwrap_or_default().to_vec();
            Value::of(Shape::Array(Arc::new(Array::new(elements, array.rest().cloned()))))
                .with_origins(value.origins.clone())
        }
        Shape::Union(values) => Value::join_all(values.iter().map(|value| from_position(value, position))),
        _ => value.clone(),
    }
}
