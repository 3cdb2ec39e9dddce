//! Calling functions of the program.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::Limit;
use crate::guard::Guards;
use crate::hash::{HashMap, HashSet};
use crate::ir::{FunctionId, FunctionKind, Language, ModuleId};
use crate::origin::{Cleansed, Origin, Origins, Source};
use crate::site::Site;
use crate::value::{Array, Captures, Closure, Digester, Fields, Native, Shape, Value};

use super::budget::Detail;
use super::flatten::is_internal;
use super::flow::{Flow, Frame, Item, ItemKind, Return, Summary, SummaryId};
use super::{Interpreter, cases};

/// The same function more often in one another is recursion.
const MOST_ACTIVE: usize = 3;
/// Returns kept apart.
const MOST_RETURNS: usize = 24;
/// The type of what lets the next of ASP.NET's middleware run.
const NEXT_OF_DOTNET: &str = "@dotnet/core:RequestDelegate";

/// When a function that is called runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Here: what holds at the call holds in it, and it may not come back.
    Here,
    /// Perhaps, perhaps often: what holds at the call holds in it, what it ensures is not ensured.
    Maybe,
    /// Later, by itself.
    Detached,
}

impl<'p> Interpreter<'p> {
    /// Calls a function of the program from a frame, and notes the call there.
    pub(super) fn invoke(
        &mut self,
        frame: &mut Frame<'p>,
        closure: &Closure,
        this: Value,
        arguments: Vec<Value>,
        site: Site,
        mode: Mode,
    ) -> (Value, Option<SummaryId>) {
        let Some(id) = self.summarise(closure, this, arguments) else {
            return (Value::unknown(), None);
        };
        let summary = &self.summaries[id.index()];
        if summary.does_something {
            let detached = mode == Mode::Detached;
            let kind = ItemKind::Call { summary: id, detached };
            frame.items.push(Item { site, guards: frame.flow.guards.clone(), kind });
        }
        if !summary.reads.is_empty() && frame.read_by.insert(id) {
            frame.reads.extend(summary.reads.iter().copied());
        }
        let value = summary.value.clone();
        if mode == Mode::Here {
            let ensures = summary.ensures.clone();
            frame.flow.assume(value.is_some().then_some(&ensures));
        }
        (value.unwrap_or_else(Value::unknown), Some(id))
    }

    /// What a function does when called like this. None where the budget says no.
    pub(super) fn summarise(
        &mut self,
        closure: &Closure,
        this: Value,
        arguments: Vec<Value>,
    ) -> Option<SummaryId> {
        let (module, function) = (closure.module, closure.function);
        let ir = &self.program.modules[module.index()].functions[function.index()];
        let arguments: Vec<Value> = closure.bound.iter().cloned().chain(arguments).collect();
        let mut arguments = self.keywords_placed(closure, arguments);
        if !ir.uses_arguments && !ir.parameters.last().is_some_and(|last| last.rest) {
            arguments.truncate(ir.parameters.len());
        }
        // Whom a function is called on is no difference to one that does not ask.
        let uses_this = self.scopes[module.index()].uses_this(function);
        let this = closure.this.clone().unwrap_or(this);
        let this = if uses_this { this } else { Value::undefined() };
        let in_filter = self.in_filter;
        let of_this = this.digest();
        let id = (module, function);
        let key = |arguments: &[Value], answers: Option<u64>| {
            Digester::tagged(100)
                .add(closure.code)
                .add(in_filter)
                .add(answers)
                .add(of_this)
                .add_all(arguments.iter().map(Value::digest))
                .end()
        };
        let answers = self.answers(id);
        let mut digest = key(&arguments, answers);
        if let Some(known) = self.remembered(digest) {
            return Some(known);
        }
        if self.active.iter().any(|active| active.2 == digest) {
            return None;
        }
        if self.active.iter().filter(|active| (active.0, active.1) == id).count() >= MOST_ACTIVE {
            return None;
        }
        if !self.budget.allows_depth(self.active.len()) {
            self.budget.hit(id, Limit::Depth);
            return None;
        }
        if self.budget.is_spent() {
            self.budget.hit(id, Limit::Steps);
            return None;
        }
        let detail = self.budget.detail(id);
        if detail != Detail::Whole {
            self.budget.hit(id, Limit::Contexts);
            arguments = arguments.iter().map(widened).collect();
            if detail == Detail::Together {
                arguments = self.together(id, arguments);
            }
            digest = key(&arguments, answers);
            if let Some(known) = self.memo.get(&digest) {
                return Some(*known);
            }
        }
        self.modules_are_loaded(module);
        self.active.push((module, function, digest));
        let entered = self.budget.enter();
        self.begin_asking();
        let mut summary = self.interpret(closure, this.clone(), &arguments, digest);
        if self.is_outdated(&summary) {
            // It wrote to what it had read before: a state that is set in an effect, a loop through memory.
            summary = self.interpret(closure, this, &arguments, digest);
        }
        if self.end_asking(id) {
            digest = key(&arguments, self.answers(id));
        }
        self.active.pop();
        self.budget.leave(id, &entered);
        self.seen.insert(id);
        Some(self.remember(digest, summary))
    }

    /// What a function was called with in all calls that are not told apart any more, this one included.
    fn together(&mut self, function: (ModuleId, FunctionId), arguments: Vec<Value>) -> Vec<Value> {
        let known = self.together.entry(function).or_default();
        for (position, argument) in arguments.into_iter().enumerate() {
            match known.get_mut(position) {
                Some(known) => *known = known.join(&argument).bounded(),
                None => known.push(argument),
            }
        }
        known.clone()
    }

    pub(super) fn remember(&mut self, digest: u64, summary: Summary) -> SummaryId {
        let id = SummaryId(self.summaries.len() as u32);
        self.summaries.push(summary);
        self.checked_at.push(self.memory.version());
        self.memo.insert(digest, id);
        id
    }

    fn remembered(&mut self, digest: u64) -> Option<SummaryId> {
        let id = *self.memo.get(&digest)?;
        let version = self.memory.version();
        if self.checked_at[id.index()] == version {
            return Some(id);
        }
        if self.is_outdated(&self.summaries[id.index()]) {
            return None;
        }
        self.checked_at[id.index()] = version;
        Some(id)
    }

    fn is_outdated(&self, summary: &Summary) -> bool {
        summary.reads.iter().any(|(cell, digest)| self.memory.digest(*cell) != *digest)
    }

    fn interpret(&mut self, closure: &Closure, this: Value, arguments: &[Value], key: u64) -> Summary {
        let mut frame =
            self.frame(closure.module, closure.function, Arc::clone(&closure.captured), this, key);
        frame.arguments = arguments.to_vec();
        let ir = frame.ir;
        let function = &ir.functions[closure.function.index()];
        if let Some(own) = function.own_name {
            self.declare(&mut frame, own, Value::of(Shape::Function(Arc::new(closure.clone()))));
        }
        for (position, parameter) in function.parameters.iter().enumerate() {
            let value = if parameter.rest {
                rest(arguments.get(position..).unwrap_or_default())
            } else {
                let given = arguments.get(position).cloned().unwrap_or_else(Value::undefined);
                self.typed(&mut frame, given, parameter)
            };
            self.bind(&mut frame, &parameter.pattern, value.clone());
            if let Some(field) = &parameter.field {
                let this = frame.flow.this.clone();
                self.write_field(&mut frame, &this, field, value);
            }
        }
        self.statements(&mut frame, &function.body);
        self.finish(frame)
    }

    /// A frame at a function's start.
    pub(super) fn frame(
        &mut self,
        module: ModuleId,
        function: FunctionId,
        captured: Arc<Captures>,
        this: Value,
        key: u64,
    ) -> Frame<'p> {
        let ir = &self.program.modules[module.index()];
        let locals = if function.index() == 0 { 0 } else { self.scopes[module.index()].locals(function) };
        Frame {
            module,
            function,
            ir,
            captured,
            cells: BTreeMap::new(),
            arguments: Vec::new(),
            key,
            flow: Flow::new(locals, this),
            items: Vec::new(),
            returns: Vec::new(),
            yields: Vec::new(),
            reads: HashMap::default(),
            read_by: HashSet::default(),
            jumps: Vec::new(),
            catches: Vec::new(),
            unused: None,
            last_call: None,
        }
    }

    /// What a frame that has come to its end has done.
    pub(super) fn finish(&mut self, mut frame: Frame<'p>) -> Summary {
        let function = &frame.ir.functions[frame.function.index()];
        if frame.flow.alive && function.kind != FunctionKind::ModuleBody {
            let site = Site::new(frame.module, function.span);
            let guards = frame.flow.guards.clone();
            frame.returns.push(Return { site, value: Value::undefined(), guards, of: None });
        }
        if function.is_generator {
            let yields = std::mem::take(&mut frame.yields);
            let rest = (!yields.is_empty()).then(|| Value::join_all(yields));
            let value = Value::of(Shape::Array(Arc::new(Array::new(Vec::new(), rest))));
            for one in &mut frame.returns {
                one.value = value.clone();
            }
        }
        let mut ensures: Option<Guards> = None;
        for one in &frame.returns {
            ensures = Some(ensures.map_or_else(|| one.guards.clone(), |met| met.both(&one.guards)));
        }
        let value = (!frame.returns.is_empty()).then(|| {
            let values = frame.returns.iter().map(told_by);
            cases::of_returns(Value::join_all(values).bounded(), &frame.returns)
        });
        let scopes = &self.scopes[frame.module.index()];
        let written = scopes.written_parameters(frame.function).to_vec();
        let writes_this = scopes.writes_this(frame.function) && function.kind != FunctionKind::Arrow;
        let mut left = Vec::new();
        for position in written {
            if let crate::ir::Pattern::Variable(variable) = function.parameters[position].pattern
                && let Some(value) = self.read_own(&mut frame, variable)
            {
                left.push((position, value));
            }
        }
        let this_left = writes_this.then(|| frame.flow.this.clone());
        frame.returns.truncate(MOST_RETURNS);
        frame.returns.shrink_to_fit();
        told_once(&mut frame.items);
        let hands_on = frame.items.iter().any(|item| match &item.kind {
            ItemKind::Event(action) => is_internal(action),
            ItemKind::Call { summary, .. } => self.summaries[summary.index()].hands_on,
        });
        Summary {
            does_something: !frame.items.is_empty(),
            hands_on,
            module: frame.module,
            function: frame.function,
            items: frame.items,
            value,
            returns: frame.returns,
            ensures: ensures.unwrap_or_default(),
            left,
            this_left,
            reads: frame.reads.into_iter().collect(),
        }
    }

    /// What a parameter is where nothing better was given: frameworks hand out what its type names, or what is bound
    /// to the token that its decorator names.
    fn typed(&mut self, frame: &mut Frame<'p>, given: Value, parameter: &'p crate::ir::Parameter) -> Value {
        let unknown = match &given.shape {
            Shape::Undefined => true,
            Shape::Unknown => given.origins.iter().all(|origin| matches!(origin.source, Source::Parameter)),
            _ => false,
        };
        if !unknown {
            return given;
        }
        if let Some(value) = self.given_by_python(frame, parameter) {
            return value;
        }
        // What a default says counts before the type.
        if matches!(parameter.pattern, crate::ir::Pattern::Default { .. }) && given.is_undefined() {
            return given;
        }
        let declared = parameter.declared_type.as_ref().and_then(|declared| declared.variable);
        if let Some(instance) = declared.and_then(|variable| self.instance_of_type(frame.module, variable)) {
            return instance;
        }
        for decorator in &parameter.decorators {
            let decorator = self.expression(frame, *decorator);
            let token = decorator.as_external().and_then(|external| external.made_with.first().cloned());
            if let Some(bound) =
                token.and_then(|token| self.handed_out(&token).or_else(|| self.bound(&token)))
            {
                return bound;
            }
        }
        given
    }

    /// An instance of the class that a variable at a module's top level names, where it names one.
    pub(super) fn instance_of_type(
        &mut self,
        module: ModuleId,
        variable: crate::ir::VariableId,
    ) -> Option<Value> {
        let value = self.type_value(module, variable)?;
        match value.shape.clone() {
            Shape::Class(_) => self.handed_out(&value),
            Shape::External(external) if external.path == NEXT_OF_DOTNET => {
                Some(Value::of(Shape::Native(Arc::new(Native::Next))))
            }
            // Models of these libraries name an instance as what a call gives, others by its type.
            Shape::External(external) => match self.language(module) {
                Language::Python | Language::Java | Language::Kotlin | Language::CSharp | Language::Php => {
                    Some(self.external(&format!("{}()", external.path), None))
                }
                _ => Some(self.external(&external.path, None)),
            },
            _ => None,
        }
    }
}

/// What remains of a value when a function is called in too many ways.
fn widened(value: &Value) -> Value {
    match value.shape {
        Shape::Function(_)
        | Shape::Class(_)
        | Shape::Instance(_)
        | Shape::External(_)
        | Shape::Namespace(_) => value.clone(),
        _ => Value::from_origins(value.deep_origins().cleansed_by(Cleansed::WIDENED)),
    }
}

fn rest(values: &[Value]) -> Value {
    Value::of(Shape::Array(Arc::new(Array::new(values.to_vec(), None))))
}

/// Leaves one call of those that do the same where the same holds: rounds of a loop, ways that meet again.
fn told_once(items: &mut Vec<Item>) {
    let mut told = HashSet::default();
    items.retain(|item| match item.kind {
        ItemKind::Event(_) => true,
        ItemKind::Call { summary, detached } => told.insert((summary, detached, item.guards.digest())),
    });
    items.shrink_to_fit();
}

/// A returned value, and what its truth tells where it was returned under guards.
fn told_by(one: &Return) -> Value {
    if one.guards.is_empty() {
        return one.value.clone();
    }
    let told = match &one.value.shape {
        Shape::Object(object) if object.fields().len() <= 12 => {
            let fields = object.fields().iter().map(|(name, field)| {
                let plain = field.depth() == 0
                    && matches!(
                        field.shape,
                        Shape::Boolean(_) | Shape::Null | Shape::Undefined | Shape::Text(_)
                    );
                (name.clone(), if plain { with_guards(field, one) } else { field.clone() })
            });
            let object = crate::value::Object::new(fields.collect::<Fields>(), object.rest().cloned());
            Value {
                shape: Shape::Object(Arc::new(object)),
                origins: one.value.origins.clone(),
                truth: one.value.truth.clone(),
            }
        }
        _ => one.value.clone(),
    };
    with_guards(&told, one)
}

fn with_guards(value: &Value, one: &Return) -> Value {
    let (when_true, when_false) = super::checks::told(value, one.site);
    let with = |held: Option<Guards>| held.map(|held| held.and(&one.guards));
    value.clone().with_truth(with(when_true), with(when_false))
}

/// What comes of calling something of which nothing is known.
pub(super) fn made_of(values: &[&Value], through: Cleansed) -> Value {
    let origins = values.iter().fold(Origins::none(), |all, value| all.union(&value.deep_origins()));
    Value::from_origins(origins.cleansed_by(through))
}

/// A parameter of a function that nobody calls.
pub(super) fn parameter() -> Value {
    Value::from_origin(Origin::new(Source::Parameter))
}
