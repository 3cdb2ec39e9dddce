//! What an expression gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::event::Action;
use crate::guard::Guards;
use crate::ir::{Argument, ExpressionId, ExpressionKind, ModuleId, Name, Property, PropertyKey, RequestId};
use crate::site::Site;
use crate::value::{Array, Fields, Object, Part, Shape, Text, Truthiness, Value};

use super::flow::{Frame, Item, ItemKind};
use super::{Interpreter, cases, checks, functions, members, own_paths};

impl<'p> Interpreter<'p> {
    /// Interprets one expression.
    pub(super) fn expression(&mut self, frame: &mut Frame<'p>, id: ExpressionId) -> Value {
        if !self.budget.step() {
            return Value::unknown();
        }
        let ir = frame.ir;
        match &ir.expressions[id.index()].kind {
            ExpressionKind::Undefined => Value::undefined(),
            ExpressionKind::Null => Value::of(Shape::Null),
            ExpressionKind::Boolean(value) => Value::boolean(*value),
            ExpressionKind::Number(number) => Value::number(*number),
            ExpressionKind::Text(text) => self.literal(frame.module, id, text),
            ExpressionKind::Regex { pattern, flags } => {
                Value::of(Shape::Regex(Arc::new((pattern.clone(), flags.clone()))))
            }
            ExpressionKind::Template { strings, values } => self.template(frame, strings, values).0,
            ExpressionKind::Tagged { tag, strings, values } => self.tagged(frame, id, *tag, strings, values),
            ExpressionKind::Variable(variable) => self.variable(frame, *variable),
            ExpressionKind::Global(name) => self.global(frame, name),
            ExpressionKind::This => frame.flow.this.clone(),
            ExpressionKind::Super => frame.flow.this.clone(),
            ExpressionKind::Meta => self.external("global:import.meta", None),
            ExpressionKind::Member { object, property, optional } => {
                if let Some(value) = self.member_of_required(frame, *object, property) {
                    return value;
                }
                let object = self.expression(frame, *object);
                let value = self.member(frame, &object, property, *optional);
                let value = members::with_proof_of(value, &object, frame.site(id));
                self.called_by_name(frame, value, &object, id)
            }
            ExpressionKind::Extended { objects, property, otherwise, .. } => {
                self.extended(frame, objects, property, *otherwise)
            }
            ExpressionKind::Index { object, index, optional } => {
                let object = self.expression(frame, *object);
                let index = self.expression(frame, *index);
                let value = self.index(frame, &object, &index, *optional);
                members::record_of(value, &index)
            }
            ExpressionKind::Call { callee, arguments, optional } => {
                let value = self.call_expression(frame, id, *callee, arguments, *optional);
                self.as_tested(frame, id, value)
            }
            ExpressionKind::New { callee, arguments } => {
                self.construct_expression(frame, id, *callee, arguments)
            }
            ExpressionKind::Require(request) => self.required(frame, *request),
            ExpressionKind::DynamicImport(request) => self.namespace(frame, *request),
            ExpressionKind::ComputedImport(name) => self.computed_import(frame, id, *name),
            ExpressionKind::Function(function) => self.closure(frame, *function),
            ExpressionKind::Class(class) => self.class(frame, *class),
            ExpressionKind::Object(properties) => self.object(frame, properties),
            ExpressionKind::Array(elements) => {
                let (elements, rest) = self.arguments(frame, elements);
                Value::of(Shape::Array(Arc::new(Array::new(elements, rest)))).bounded()
            }
            ExpressionKind::Assign { target, value, operator, logical } => {
                self.assignment(frame, id, target, *value, *operator, *logical)
            }
            ExpressionKind::Update(target) => {
                let value = Value::of(Shape::Number(None));
                self.assign(frame, target, value.clone());
                value
            }
            ExpressionKind::Unary { operator, operand } => self.unary(frame, id, *operator, *operand),
            ExpressionKind::Delete(target) => {
                self.delete(frame, *target);
                Value::of(Shape::Boolean(None))
            }
            ExpressionKind::Binary { operator, left, right } => {
                self.binary(frame, id, *operator, (*left, *right))
            }
            ExpressionKind::Logical { operator, left, right } => {
                self.logical(frame, *operator, *left, *right)
            }
            ExpressionKind::Conditional { test, then, otherwise } => {
                self.conditional(frame, *test, *then, *otherwise)
            }
            ExpressionKind::Sequence(all) => {
                let mut last = Value::undefined();
                for one in all {
                    last = self.expression(frame, *one);
                }
                last
            }
            ExpressionKind::Await(value) => {
                if frame.unused == Some(id) {
                    frame.unused = Some(*value);
                }
                let value_of = self.expression(frame, *value);
                if let Some((call, summary)) = frame.last_call
                    && call == *value
                {
                    frame.last_call = Some((id, summary));
                }
                value_of
            }
            ExpressionKind::Yield(value) => {
                let value = value.map(|value| self.expression(frame, value)).unwrap_or_default();
                frame.yields.push(value);
                Value::unknown()
            }
            ExpressionKind::Element { tag, attributes, children } => {
                self.element(frame, id, tag, attributes, children)
            }
            ExpressionKind::Opaque(parts) => {
                let parts: Vec<Value> = parts.iter().map(|part| self.expression(frame, *part)).collect();
                let parts: Vec<&Value> = parts.iter().collect();
                functions::made_of(&parts, crate::origin::Cleansed::THROUGH_UNKNOWN)
            }
        }
    }

    /// `state.sessions`, where `state` is a module that was required, and `sessions` a variable of it.
    fn member_of_required(
        &mut self,
        frame: &mut Frame<'p>,
        object: ExpressionId,
        property: &Name,
    ) -> Option<Value> {
        let ExpressionKind::Variable(variable) = frame.ir.expressions[object.index()].kind else {
            return None;
        };
        let owner = self.required.member((frame.module, variable), property)?;
        self.owned_variable(frame, owner)
    }

    /// A text as it is written.
    fn literal(&mut self, module: ModuleId, id: ExpressionId, text: &Name) -> Value {
        let of_module = &mut self.literals[module.index()];
        if let Some(known) = of_module.get(&id) {
            return known.clone();
        }
        let value = Value::text(text.clone());
        of_module.insert(id, value.clone());
        value
    }

    /// Notes something that is done here.
    pub(super) fn note(&mut self, frame: &mut Frame<'p>, site: Site, action: Action) {
        if frame.flow.alive {
            let guards = frame.flow.guards.clone();
            frame.items.push(Item { site, guards, kind: ItemKind::Event(Arc::new(action)) });
        }
    }

    /// The text of a template, and the values in it.
    pub(super) fn template(
        &mut self,
        frame: &mut Frame<'p>,
        strings: &[Name],
        values: &[ExpressionId],
    ) -> (Value, Vec<Value>) {
        let values: Vec<Value> = values.iter().map(|value| self.expression(frame, *value)).collect();
        let mut parts = Vec::with_capacity(strings.len() + values.len());
        for (position, text) in strings.iter().enumerate() {
            parts.push(Part::Literal(text.clone()));
            parts.extend(values.get(position).cloned().map(Part::Hole));
        }
        (Value::of(Shape::Text(Arc::new(Text::of_parts(parts)))), values)
    }

    fn tagged(
        &mut self,
        frame: &mut Frame<'p>,
        id: ExpressionId,
        tag: ExpressionId,
        strings: &[Name],
        values: &[ExpressionId],
    ) -> Value {
        let tag_value = self.expression(frame, tag);
        let (text, values) = self.template(frame, strings, values);
        let site = frame.site(id);
        let first = match tag_value.shape {
            Shape::Function(_) => {
                let strings = strings.iter().map(|text| Value::text(text.clone())).collect();
                Value::of(Shape::Array(Arc::new(Array::new(strings, None))))
            }
            _ => text,
        };
        let arguments = std::iter::once(first).chain(values).collect();
        let receiver = match &frame.ir.expressions[tag.index()].kind {
            ExpressionKind::Member { object, .. } if !matches!(tag_value.shape, Shape::External(_)) => {
                self.expression(frame, *object)
            }
            _ => Value::undefined(),
        };
        self.call_value(frame, &tag_value, receiver, arguments, id, site)
    }

    fn object(&mut self, frame: &mut Frame<'p>, properties: &[Property]) -> Value {
        let mut built = Value::of(Shape::Object(Arc::new(Object::new(Fields::default(), None))));
        let mut fields: BTreeMap<Name, Value> = BTreeMap::new();
        let mut rest: Option<Value> = None;
        for property in properties {
            match property {
                Property::Value { key, value } => {
                    let key = self.key(frame, key);
                    let value = self.expression(frame, *value);
                    match key {
                        Ok(name) => {
                            fields.insert(name, value);
                        }
                        Err(_) => rest = Some(rest.map_or(value.clone(), |rest| rest.join(&value))),
                    }
                }
                Property::Getter { key, function } => {
                    let key = self.key(frame, key);
                    let getter = self.closure(frame, *function);
                    let this = Value::of(Shape::Object(Arc::new(Object::new(fields.clone(), rest.clone()))));
                    let value = match &getter.shape {
                        Shape::Function(closure) => {
                            let site = Site::new(frame.module, frame.ir.functions[function.index()].span);
                            self.invoke(frame, closure, this, Vec::new(), site, functions::Mode::Maybe).0
                        }
                        _ => Value::unknown(),
                    };
                    if let Ok(name) = key {
                        fields.insert(name, value);
                    }
                }
                Property::Setter { .. } => {}
                Property::Spread(value) => {
                    let value = self.expression(frame, *value);
                    built = built.and_origins(&value.origins);
                    self.spread_into(&value, &mut fields, &mut rest);
                }
            }
        }
        Value::of(Shape::Object(Arc::new(Object::new(fields, rest)))).with_origins(built.origins).bounded()
    }

    /// The name a key stands for; else the value it is computed from.
    pub(super) fn key(&mut self, frame: &mut Frame<'p>, key: &PropertyKey) -> Result<Name, Value> {
        match key {
            PropertyKey::Name(name) => Ok(name.clone()),
            PropertyKey::Computed(key) => {
                let key = self.expression(frame, *key);
                match key.as_constant() {
                    Some(name) => Ok(Name::from(name)),
                    None => match key.as_number() {
                        Some(number) => Ok(Name::from(number.to_string())),
                        None => Err(key),
                    },
                }
            }
        }
    }

    /// Arguments or elements: known ones, and what may follow them where something unknown is spread.
    pub(super) fn arguments(
        &mut self,
        frame: &mut Frame<'p>,
        arguments: &[Argument],
    ) -> (Vec<Value>, Option<Value>) {
        let mut known = Vec::with_capacity(arguments.len());
        let mut rest: Option<Value> = None;
        for argument in arguments {
            let value = self.expression(frame, argument.value);
            let (more, open) = if argument.spread {
                match &value.shape {
                    Shape::Array(array) => (array.elements().to_vec(), array.rest().cloned()),
                    Shape::Undefined | Shape::Null => (Vec::new(), None),
                    _ => (Vec::new(), Some(value.any_element())),
                }
            } else {
                (vec![value], None)
            };
            match &mut rest {
                None => {
                    known.extend(more);
                    rest = open;
                }
                Some(rest) => *rest = Value::join_all(std::iter::once(rest.clone()).chain(more).chain(open)),
            }
        }
        (known, rest)
    }

    fn conditional(
        &mut self,
        frame: &mut Frame<'p>,
        test: ExpressionId,
        then: ExpressionId,
        otherwise: ExpressionId,
    ) -> Value {
        let value = self.expression(frame, test);
        let site = frame.site(test);
        let (when_true, when_false) = checks::told(&value, site);
        let before = frame.flow.clone();
        let mut sides: Vec<(Value, Guards, super::flow::Flow)> = Vec::new();
        for (guards, branch, outcome) in [(when_true, then, true), (when_false, otherwise, false)] {
            frame.flow = before.clone();
            frame.flow.assume(guards.as_ref());
            if !frame.flow.alive {
                continue;
            }
            self.narrow(frame, test, outcome);
            self.narrow_forms(frame, test, guards.as_ref());
            let value = own_paths::narrowed(self.expression(frame, branch), guards.as_ref());
            // A constant chosen by a check tells the check: `allowed = ok ? true : false`.
            let value = match (value.truthiness(), &guards) {
                (Truthiness::Always, Some(guards)) if !guards.is_empty() && value.truth.is_none() => {
                    value.with_truth(Some(guards.clone()), None)
                }
                (Truthiness::Never, Some(guards)) if !guards.is_empty() && value.truth.is_none() => {
                    value.with_truth(None, Some(guards.clone()))
                }
                _ => value,
            };
            sides.push((value, guards.unwrap_or_default(), frame.flow.clone()));
        }
        let mut flows = sides.iter().map(|(.., flow)| flow.clone());
        match flows.next() {
            Some(first) => frame.flow = flows.fold(first, super::flow::Flow::join),
            None => {
                frame.flow = before;
                frame.flow.alive = false;
            }
        }
        let joined = Value::join_all(sides.iter().map(|(value, ..)| value.clone()));
        cases::of_all(joined, sides.iter().map(|(value, held, _)| (value, held)))
    }

    fn required(&mut self, frame: &mut Frame<'p>, request: RequestId) -> Value {
        self.request_value(frame, request, true)
    }

    fn namespace(&mut self, frame: &mut Frame<'p>, request: RequestId) -> Value {
        self.request_value(frame, request, false)
    }
}
