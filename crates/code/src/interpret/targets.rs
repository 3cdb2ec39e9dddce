//! Writing to members: the object that a variable, `this`, or a cell holds is built anew along the way.

use std::sync::Arc;

use crate::event::{Action, Assign, Target};
use crate::ir::{ExpressionId, ExpressionKind, Name, VariableId};
use crate::site::Site;
use crate::value::{Array, Fields, Object, Shape, Value};

use super::Interpreter;
use super::flow::Frame;

/// One step of a way into an object: a name, or a value that a name is computed from.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Name(Name),
    Computed(Value),
}

/// Where a way begins.
#[derive(Debug, Clone)]
enum Root {
    Variable(VariableId),
    This,
    Global(Name),
    /// Something that has no name: what a call gave.
    Value(Value),
}

impl<'p> Interpreter<'p> {
    /// `a.b.c = value`
    pub(super) fn write_target(&mut self, frame: &mut Frame<'p>, target: ExpressionId, value: Value) {
        let (root, steps) = self.way(frame, target);
        if let (Root::This, [Step::Name(name)]) = (&root, steps.as_slice()) {
            self.note_singleton(frame, name, None, &value, frame.site(target));
        }
        self.write(frame, root, &steps, value, frame.site(target), None);
    }

    /// Replaces what an expression stands for, where it stands for something that can be written to: what a method
    /// such as `push` has made of its object. `key` is what it was filed under (`cache.set(key, …)`).
    pub(super) fn write_back(
        &mut self,
        frame: &mut Frame<'p>,
        object: ExpressionId,
        value: Value,
        key: Option<Value>,
    ) {
        let (root, steps) = self.way(frame, object);
        if matches!(root, Root::Value(_)) {
            return;
        }
        let key = Some(key.unwrap_or_else(Value::undefined));
        // `this.cache.set(key, value)`
        if let (Root::This, [Step::Name(name)]) = (&root, steps.as_slice()) {
            self.note_singleton(frame, name, key.clone(), &value, frame.site(object));
        }
        self.write(frame, root, &steps, value, frame.site(object), key);
    }

    /// What `a.b` of `a.b += …` holds.
    pub(super) fn target_value(&mut self, frame: &mut Frame<'p>, target: &'p crate::ir::Pattern) -> Value {
        match target {
            crate::ir::Pattern::Variable(variable) => self.variable(frame, *variable),
            crate::ir::Pattern::Target(target) => self.expression(frame, *target),
            _ => Value::unknown(),
        }
    }

    /// `delete a.b`
    pub(super) fn delete(&mut self, frame: &mut Frame<'p>, target: ExpressionId) {
        match &frame.ir.expressions[target.index()].kind {
            ExpressionKind::Member { object, property, .. } => {
                let value = self.expression(frame, *object);
                if matches!(value.shape, Shape::Object(_) | Shape::Unknown) {
                    let without = super::patterns::without(&value, std::slice::from_ref(property));
                    self.write_back(frame, *object, without, None);
                }
            }
            _ => {
                self.expression(frame, target);
            }
        }
    }

    fn way(&mut self, frame: &mut Frame<'p>, target: ExpressionId) -> (Root, Vec<Step>) {
        let mut steps = Vec::new();
        let mut at = target;
        let ir = frame.ir;
        let root = loop {
            match &ir.expressions[at.index()].kind {
                ExpressionKind::Member { object, property, .. } => {
                    steps.push(Step::Name(property.clone()));
                    at = *object;
                }
                ExpressionKind::Index { object, index, .. } => {
                    let index = self.expression(frame, *index);
                    steps.push(match (index.as_constant(), index.as_number()) {
                        (Some(name), _) => Step::Name(Name::from(name)),
                        (_, Some(number)) => Step::Name(Name::from(number.to_string())),
                        _ => Step::Computed(index),
                    });
                    at = *object;
                }
                ExpressionKind::Extended { objects, property, otherwise, .. } => {
                    match self.having(frame, objects, property) {
                        Some((object, _)) => {
                            steps.push(Step::Name(property.clone()));
                            at = object;
                        }
                        None => at = *otherwise,
                    }
                }
                ExpressionKind::Variable(variable) => break Root::Variable(*variable),
                ExpressionKind::This => break Root::This,
                ExpressionKind::Global(name) => break Root::Global(name.clone()),
                _ => break Root::Value(self.expression(frame, at)),
            }
        };
        steps.reverse();
        (root, steps)
    }

    fn write(
        &mut self,
        frame: &mut Frame<'p>,
        root: Root,
        steps: &[Step],
        value: Value,
        site: Site,
        filed: Option<Value>,
    ) {
        for step in steps {
            if let Step::Computed(key) = step
                && super::checks::is_chosen_outside(key)
            {
                let assign = Assign {
                    target: Target::Computed,
                    model: None,
                    key: Some(key.clone()),
                    value: value.clone(),
                };
                self.note(frame, site, Action::Assign(Arc::new(assign)));
            }
        }
        if let (Root::Variable(variable), [Step::Name(name), within @ ..]) = (&root, steps)
            && !within.is_empty()
            && let Some(owner) = self.required.member((frame.module, *variable), name)
            && let Some(current) = self.owned_variable(frame, owner)
        {
            if let Some(changed) = self.put(frame, &current, within, &value, site) {
                self.write_in_owned_variable(frame, owner, changed, within, value, site, filed);
            }
            return;
        }
        let current = match &root {
            Root::Variable(variable) => self.variable(frame, *variable),
            Root::This => frame.flow.this.clone(),
            Root::Global(name) => {
                if self.write_exports(frame, name, steps, &value) {
                    return;
                }
                self.global(frame, name)
            }
            Root::Value(value) => value.clone(),
        };
        let changed = self.put(frame, &current, steps, &value, site);
        let Some(changed) = changed else { return };
        match root {
            Root::Variable(variable) => {
                let declared = &frame.ir.variables[variable.index()];
                if declared.function.index() == 0 {
                    self.write_in_module_variable(frame, variable, changed, steps, value, site, filed);
                } else {
                    self.assign_variable(frame, variable, changed);
                }
            }
            Root::This => frame.flow.this = changed,
            Root::Global(_) | Root::Value(_) => {}
        }
    }

    /// The object with a value put into it; none where the object itself stays what it is, since what was written to
    /// lives elsewhere.
    fn put(
        &mut self,
        frame: &mut Frame<'p>,
        object: &Value,
        steps: &[Step],
        value: &Value,
        site: Site,
    ) -> Option<Value> {
        let Some((step, rest)) = steps.split_first() else { return Some(value.clone()) };
        match &object.shape {
            Shape::Instance(_) => {
                let Step::Name(name) = step else { return None };
                let inner = if rest.is_empty() {
                    Some(value.clone())
                } else {
                    let old = self.member(frame, object, name, false);
                    self.put(frame, &old, rest, value, site)
                };
                if let Some(inner) = inner
                    && !(rest.is_empty() && self.call_setter(frame, object, name, value, site))
                {
                    self.write_field(frame, object, name, inner);
                }
                None
            }
            Shape::Class(class) => {
                let Step::Name(name) = step else { return None };
                let class = Arc::clone(class);
                self.write_static(frame, &class, name, rest, value, site);
                None
            }
            Shape::External(external) => {
                let mut path = external.path.clone();
                for step in steps {
                    match step {
                        Step::Name(name) => path = super::external::member_path(&path, name),
                        Step::Computed(_) => path = super::external::member_path(&path, "*"),
                    }
                }
                let key = steps.iter().find_map(|step| match step {
                    Step::Computed(key) => Some(key.clone()),
                    Step::Name(_) => None,
                });
                self.put_on_global(&path, value);
                self.leave_on_request(&path, value);
                let model = self.model(&path);
                let ends = self.ends_with(&path, model);
                let assign = Assign { target: Target::External(path), model, key, value: value.clone() };
                self.note(frame, site, Action::Assign(Arc::new(assign)));
                frame.flow.alive &= !ends;
                None
            }
            Shape::Namespace(module) => {
                let (Step::Name(name), false) = (step, rest.is_empty()) else { return None };
                let old = self.exported(*module, name);
                self.put(frame, &old, rest, value, site);
                None
            }
            Shape::Union(values) => {
                let changed: Vec<Value> = values
                    .to_vec()
                    .iter()
                    .filter_map(|one| self.put(frame, one, steps, value, site))
                    .collect();
                (!changed.is_empty()).then(|| Value::join_all(changed).and_origins(&object.origins))
            }
            Shape::Array(array) => {
                let position = match step {
                    Step::Name(name) => name.parse::<usize>().ok(),
                    Step::Computed(_) => None,
                };
                let old = match position {
                    Some(position) => array.elements().get(position).or(array.rest()).cloned(),
                    None => array.rest().cloned(),
                };
                let inner = self.put(frame, &old.unwrap_or_else(Value::undefined), rest, value, site)?;
                let mut elements = array.elements().to_vec();
                let mut further = array.rest().cloned();
                match position.and_then(|position| elements.get_mut(position)) {
                    Some(element) => *element = inner,
                    None => further = Some(further.map_or(inner.clone(), |further| further.join(&inner))),
                }
                Some(
                    Value::of(Shape::Array(Arc::new(Array::new(elements, further))))
                        .with_origins(object.origins.clone())
                        .bounded(),
                )
            }
            // What is written to a pattern, its `lastIndex`, leaves it the pattern that it is.
            Shape::Function(_) | Shape::Native(_) | Shape::Element(_) | Shape::Regex(_) => {
                Some(object.clone())
            }
            _ => {
                self.note_record_change(frame, object, value, site);
                let (mut fields, mut open) = match &object.shape {
                    Shape::Object(known) => (known.fields().clone(), known.rest().cloned()),
                    _ => (Fields::default(), None),
                };
                match step {
                    Step::Name(name) => {
                        let inner = if rest.is_empty() {
                            Some(value.clone())
                        } else {
                            let old = object.field(name);
                            self.put(frame, &old, rest, value, site)
                        };
                        if let Some(inner) = inner {
                            fields.insert(name.clone(), inner.without_truth());
                        }
                    }
                    Step::Computed(_) => {
                        let old = open.clone().unwrap_or_else(Value::undefined);
                        let inner = self.put(frame, &old, rest, value, site).unwrap_or_else(|| value.clone());
                        open = Some(open.map_or(inner.clone(), |open| open.join(&inner)));
                    }
                }
                Some(
                    Value::of(Shape::Object(Arc::new(Object::new(fields, open))))
                        .with_origins(object.origins.clone())
                        .bounded(),
                )
            }
        }
    }
}

/// The way as text: `a.b`, with `*` for computed names.
pub(super) fn dotted(steps: &[Step]) -> Name {
    let names: Vec<&str> = steps
        .iter()
        .map(|step| match step {
            Step::Name(name) => name.as_str(),
            Step::Computed(_) => "*",
        })
        .collect();
    Name::from(names.join("."))
}

/// The first computed name of a way.
pub(super) fn computed(steps: &[Step]) -> Option<Value> {
    steps.iter().find_map(|step| match step {
        Step::Computed(key) => Some(key.clone()),
        Step::Name(_) => None,
    })
}
