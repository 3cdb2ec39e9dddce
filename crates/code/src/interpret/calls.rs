//! Calls: what is called, with what, and who answers.

use crate::ir::{Argument, ExpressionId, ExpressionKind, Language, Name};
use crate::origin::{Cleansed, Origin, Origins, Source};
use crate::site::Site;
use crate::value::{Closure, Native, Shape, Value};

use super::Interpreter;
use super::flow::{Flow, Frame};
use super::functions::{Mode, made_of};

/// Alternatives of what is called that are followed.
const MOST_CALLEES: usize = 64;

impl<'p> Interpreter<'p> {
    /// `callee(arguments)`
    pub(super) fn call_expression(
        &mut self,
        frame: &mut Frame<'p>,
        id: ExpressionId,
        callee: ExpressionId,
        arguments: &'p [Argument],
        optional: bool,
    ) -> Value {
        let site = frame.site(id);
        let ir = frame.ir;
        let unused = frame.unused == Some(id);
        match &ir.expressions[callee.index()].kind {
            ExpressionKind::Super => {
                let arguments = self.flat_arguments(frame, arguments);
                self.super_call(frame, arguments, site);
                Value::undefined()
            }
            ExpressionKind::Member { object, property, optional: inner } => {
                let before = frame.flow.guards.clone();
                let receiver = if matches!(ir.expressions[object.index()].kind, ExpressionKind::Super) {
                    return self.super_method(frame, property, arguments, id, site);
                } else {
                    self.expression(frame, *object)
                };
                let arguments = self.flat_arguments(frame, arguments);
                if unused {
                    frame.unused = Some(id);
                }
                let call = MethodCall {
                    id,
                    object: *object,
                    name: property,
                    site,
                    before,
                    optional: optional || *inner,
                };
                self.method_call(frame, &call, receiver, arguments)
            }
            ExpressionKind::Extended { .. } => {
                let given = super::receivers::Given { id, callee, arguments, optional, unused };
                self.extended_call(frame, given)
            }
            ExpressionKind::Index { object, index, .. } => {
                let receiver = self.expression(frame, *object);
                let index = self.expression(frame, *index);
                let arguments = self.flat_arguments(frame, arguments);
                if let Some(name) = index.as_constant() {
                    let name = Name::from(name);
                    let before = frame.flow.guards.clone();
                    let call = MethodCall { id, object: *object, name: &name, site, before, optional };
                    return self.method_call(frame, &call, receiver, arguments);
                }
                let function = self.index(frame, &receiver, &index, true);
                self.call_value(frame, &function, receiver, arguments, id, site)
            }
            _ => {
                let function = self.expression(frame, callee);
                let arguments = self.flat_arguments(frame, arguments);
                if unused {
                    frame.unused = Some(id);
                }
                self.call_value(frame, &function, Value::undefined(), arguments, id, site)
            }
        }
    }

    /// Arguments as one list; what something unknown spreads to stands for the next eight.
    pub(super) fn flat_arguments(&mut self, frame: &mut Frame<'p>, arguments: &'p [Argument]) -> Vec<Value> {
        let (mut known, rest) = self.arguments(frame, arguments);
        if let Some(rest) = rest {
            known.extend(std::iter::repeat_n(rest, 8));
        }
        known
    }

    /// Calls a value.
    pub(super) fn call_value(
        &mut self,
        frame: &mut Frame<'p>,
        function: &Value,
        this: Value,
        arguments: Vec<Value>,
        id: ExpressionId,
        site: Site,
    ) -> Value {
        match &function.shape {
            Shape::Function(closure) => {
                let expressions = self.argument_expressions(frame, id);
                let (value, summary) = self.invoke(frame, closure, this, arguments, site, Mode::Here);
                if let Some(summary) = summary {
                    frame.last_call = Some((id, summary));
                    self.write_left(frame, summary, &expressions, id);
                }
                value
            }
            Shape::External(_) => {
                let used = frame.unused != Some(id);
                let call = super::external::Request {
                    function,
                    receiver: this,
                    arguments,
                    site,
                    construct: false,
                    used,
                };
                self.call_external(frame, call)
            }
            Shape::Native(native) => match &**native {
                Native::Method(receiver, name) => {
                    let before = frame.flow.guards.clone();
                    let call = MethodCall { id, object: id, name, site, before, optional: false };
                    let (receiver, call) = (receiver.clone(), call);
                    self.method_call(frame, &call, receiver, arguments)
                }
                native => self.call_native(frame, native, arguments, site),
            },
            Shape::Union(values) => {
                let callable: Vec<Value> = values
                    .iter()
                    .filter(|value| !matches!(value.shape, Shape::Undefined | Shape::Null))
                    .take(MOST_CALLEES)
                    .cloned()
                    .collect();
                self.each_way(frame, callable, |interpreter, frame, one| {
                    interpreter.call_value(frame, &one, this.clone(), arguments.clone(), id, site)
                })
            }
            // Where there is no `new`, calling a class makes an instance.
            Shape::Class(class) if self.language(class.module) != Language::JavaScript => {
                self.construct_value(frame, function, arguments, site, frame.unused != Some(id))
            }
            Shape::Instance(instance) => match self.calling_method(&instance.class, function) {
                Some(method) => self.invoke(frame, &method, this, arguments, site, Mode::Here).0,
                None => self.call_unknown(frame, &Value::unknown(), &this, arguments, site),
            },
            Shape::Class(_) | Shape::Unknown => self.call_unknown(frame, function, &this, arguments, site),
            // Calling anything else throws, or is a gap of ours: it goes on as unknown.
            _ => self.call_unknown(frame, &Value::unknown(), &this, arguments, site),
        }
    }

    /// Runs one thing in several alternative ways from here, and joins what comes of it.
    pub(super) fn each_way<T>(
        &mut self,
        frame: &mut Frame<'p>,
        ways: Vec<T>,
        mut run: impl FnMut(&mut Self, &mut Frame<'p>, T) -> Value,
    ) -> Value {
        if ways.len() == 1 {
            let mut ways = ways;
            return run(self, frame, ways.swap_remove(0));
        }
        let before = frame.flow.clone();
        let mut joined: Option<Flow> = None;
        let mut values = Vec::with_capacity(ways.len());
        for way in ways {
            frame.flow = before.clone();
            let value = run(self, frame, way);
            if frame.flow.alive {
                values.push(value);
            }
            let after = frame.flow.clone();
            joined = Some(match joined {
                Some(joined) => joined.join(after),
                None => after,
            });
        }
        match joined {
            Some(joined) => frame.flow = joined,
            None => frame.flow = before,
        }
        Value::join_all(values)
    }

    /// Calls something of which nothing is known: it may call every function it is given.
    pub(super) fn call_unknown(
        &mut self,
        frame: &mut Frame<'p>,
        function: &Value,
        this: &Value,
        arguments: Vec<Value>,
        site: Site,
    ) -> Value {
        let mut all: Vec<&Value> = vec![function, this];
        all.extend(&arguments);
        let result = made_of(&all, Cleansed::THROUGH_UNKNOWN);
        match self.call_arguments(frame, &arguments, &result, site) {
            Some(given) if !matches!(given.shape, Shape::Undefined | Shape::Null) => result.join(&given),
            _ => result,
        }
    }

    /// Calls the functions among the arguments of something of which nothing is known; gives what those that stand
    /// there by themselves gave.
    pub(super) fn call_arguments(
        &mut self,
        frame: &mut Frame<'p>,
        arguments: &[Value],
        given: &Value,
        site: Site,
    ) -> Option<Value> {
        let mut results = Vec::new();
        for argument in arguments {
            let mut functions: Vec<Value> = Vec::new();
            collect_functions(argument, 2, &mut functions);
            for function in functions {
                let result = self.call_back(frame, &function, vec![given.clone(); 4], site, Mode::Maybe);
                if matches!(argument.shape, Shape::Function(_)) {
                    results.push(result);
                }
            }
        }
        (!results.is_empty()).then(|| Value::join_all(results))
    }

    /// Calls a function that was handed over.
    pub(super) fn call_back(
        &mut self,
        frame: &mut Frame<'p>,
        function: &Value,
        arguments: Vec<Value>,
        site: Site,
        mode: Mode,
    ) -> Value {
        match &function.shape {
            Shape::Function(closure) => {
                self.invoke(frame, closure, Value::undefined(), arguments, site, mode).0
            }
            Shape::Native(native) => match &**native {
                Native::Method(receiver, name) => {
                    let (receiver, name) = (receiver.clone(), name.clone());
                    self.method_value(frame, &receiver, &name, arguments, site)
                }
                native => self.call_native(frame, native, arguments, site),
            },
            Shape::External(_) => {
                let receiver = Value::undefined();
                let call = super::external::Request {
                    function,
                    receiver,
                    arguments,
                    site,
                    construct: false,
                    used: true,
                };
                self.call_external(frame, call)
            }
            Shape::Union(values) => {
                let callable: Vec<Value> = values
                    .iter()
                    .filter(|value| {
                        matches!(
                            value.shape,
                            Shape::Function(_) | Shape::Native(_) | Shape::External(_) | Shape::Unknown
                        )
                    })
                    .cloned()
                    .collect();
                self.each_way(frame, callable, |interpreter, frame, one| {
                    interpreter.call_back(frame, &one, arguments.clone(), site, mode)
                })
            }
            _ => {
                let all: Vec<&Value> = std::iter::once(function).chain(&arguments).collect();
                made_of(&all, Cleansed::THROUGH_UNKNOWN)
            }
        }
    }

    fn call_native(
        &mut self,
        frame: &mut Frame<'p>,
        native: &Native,
        arguments: Vec<Value>,
        site: Site,
    ) -> Value {
        match native {
            Native::Store(cell) => {
                self.resolve(*cell, &frame.flow.guards);
                let given = arguments.into_iter().next().unwrap_or_else(Value::undefined);
                // `setState(old => new)`
                let value = match &given.shape {
                    Shape::Function(_) => {
                        let old = self.memory.read(*cell).cloned().unwrap_or_else(Value::undefined);
                        self.call_back(frame, &given, vec![old], site, Mode::Maybe)
                    }
                    _ => given,
                };
                self.memory.add(*cell, &value);
                Value::undefined()
            }
            Native::Next => {
                // `next(error)` goes elsewhere; other languages hand on the request.
                let goes_on = frame.ir.language != Language::JavaScript
                    || arguments
                        .first()
                        .is_none_or(|first| matches!(first.shape, Shape::Undefined | Shape::Null));
                if goes_on {
                    self.note(frame, site, crate::event::Action::Call(super::run::next_call(site)));
                }
                // Where middleware is handed the answer of what it let run.
                match frame.ir.language {
                    Language::Php => self.external("@php/Illuminate/Http:Response()", None),
                    Language::Python => self.external("@python/fastapi:Answer()", None),
                    _ => Value::undefined(),
                }
            }
            Native::Method(..) => Value::unknown(),
        }
    }

    fn argument_expressions(&self, frame: &Frame<'p>, id: ExpressionId) -> Vec<ExpressionId> {
        match &frame.ir.expressions[id.index()].kind {
            ExpressionKind::Call { arguments, .. } if arguments.iter().all(|argument| !argument.spread) => {
                arguments.iter().map(|argument| argument.value).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Takes over what a function has made of the objects it was given.
    fn write_left(
        &mut self,
        frame: &mut Frame<'p>,
        summary: super::flow::SummaryId,
        expressions: &[ExpressionId],
        call: ExpressionId,
    ) {
        let left = self.summaries[summary.index()].left.clone();
        let this_left = self.summaries[summary.index()].this_left.clone();
        for (position, value) in left {
            if let Some(expression) = expressions.get(position)
                && matches!(value.shape, Shape::Object(_) | Shape::Array(_))
                && is_place(frame, *expression)
            {
                self.write_back(frame, *expression, value, None);
            }
        }
        if let Some(value) = this_left
            && matches!(value.shape, Shape::Object(_))
            && let ExpressionKind::Call { callee, .. } = &frame.ir.expressions[call.index()].kind
            && let ExpressionKind::Member { object, .. } = &frame.ir.expressions[callee.index()].kind
            && is_place(frame, *object)
        {
            self.write_back(frame, *object, value, None);
        }
    }
}

/// `receiver.name(…)`
pub(super) struct MethodCall<'a> {
    /// The call.
    pub(super) id: ExpressionId,
    /// What stands before the dot; the call itself where nothing does.
    pub(super) object: ExpressionId,
    pub(super) name: &'a Name,
    pub(super) site: Site,
    /// What held before the receiver was evaluated: what is left where `catch` swallows its failure.
    pub(super) before: crate::guard::Guards,
    pub(super) optional: bool,
}

/// Whether an expression names something that can be written to: a variable or a member of one.
fn is_place(frame: &Frame<'_>, mut id: ExpressionId) -> bool {
    loop {
        match &frame.ir.expressions[id.index()].kind {
            ExpressionKind::Variable(_) | ExpressionKind::This => return true,
            ExpressionKind::Member { object, .. } => id = *object,
            _ => return false,
        }
    }
}

/// Whether there is a function in it, or in something in it.
pub(super) fn holds_functions(value: &Value) -> bool {
    let mut functions = Vec::new();
    collect_functions(value, 2, &mut functions);
    !functions.is_empty()
}

pub(super) fn collect_functions(value: &Value, depth: u8, functions: &mut Vec<Value>) {
    match &value.shape {
        Shape::Function(_) | Shape::Native(_) => functions.push(value.clone()),
        Shape::Class(_) => functions.push(value.clone()),
        _ if depth == 0 => {}
        Shape::Object(object) => {
            object
                .fields()
                .values()
                .chain(object.rest())
                .for_each(|field| collect_functions(field, depth - 1, functions));
        }
        Shape::Array(array) => {
            array
                .elements()
                .iter()
                .chain(array.rest())
                .for_each(|element| collect_functions(element, depth - 1, functions));
        }
        Shape::Union(values) => {
            values.iter().for_each(|value| collect_functions(value, depth - 1, functions))
        }
        _ => {}
    }
}

/// An error that was thrown.
pub(super) fn error() -> Value {
    Value::from_origin(Origin::new(Source::Error))
}

/// The origins of all these, together.
pub(super) fn origins_of(values: &[Value]) -> Origins {
    values.iter().fold(Origins::none(), |all, value| all.union(&value.deep_origins()))
}

/// Whether a closure is worth following: it has a body of its own.
pub(super) fn as_closure(value: &Value) -> Option<&Closure> {
    match &value.shape {
        Shape::Function(closure) => Some(closure),
        _ => None,
    }
}
