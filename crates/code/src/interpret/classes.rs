//! Classes: declared, decorated, constructed, and what runs for it. What they hold is in [`super::fields`].

use std::sync::Arc;

use crate::entry::{Decorated, DecoratedMember};
use crate::ir::{Argument, Class, ClassId, ExpressionId, FunctionId, MemberKind, Name, PropertyKey};
use crate::site::Site;
use crate::value::{ClassValue, Closure, Digester, Instance, ObjectId, Shape, Value};

use super::Interpreter;
use super::fields::{static_name, wrapped_name};
use super::flow::Frame;
use super::functions::Mode;

/// Classes above one another.
pub(super) const TALLEST: usize = 16;

impl<'p> Interpreter<'p> {
    /// A class expression or declaration, as it is run.
    pub(super) fn class(&mut self, frame: &mut Frame<'p>, id: ClassId) -> Value {
        let class = &frame.ir.classes[id.index()];
        let parent = class.parent.map(|parent| self.expression(frame, parent));
        let mut captures: Vec<_> = functions_of(class)
            .flat_map(|function| frame.ir.functions[function.index()].captures.iter().copied())
            .filter(|variable| Some(*variable) != class.variable)
            .collect();
        captures.sort_unstable();
        captures.dedup();
        let captured = self.capture(frame, &captures);
        let value = Arc::new(ClassValue::new(frame.module, id, parent, captured));
        let result = Value::of(Shape::Class(Arc::clone(&value)));
        if let Some(variable) = class.variable {
            self.declare(frame, variable, result.clone());
        }
        self.note_decorators(frame, class, &value);
        for member in class.members.iter().filter(|member| member.is_static) {
            match (&member.kind, &member.key) {
                (MemberKind::Field(initialiser), PropertyKey::Name(name)) => {
                    let initial = match initialiser {
                        Some(function) => {
                            self.run_member(frame, &value, *function, result.clone(), Vec::new())
                        }
                        None => Value::undefined(),
                    };
                    let cell = self.memory.field(value.digest, None, &static_name(name));
                    self.memory.add(cell, &initial);
                }
                (MemberKind::StaticBlock(function), _) => {
                    self.run_member(frame, &value, *function, result.clone(), Vec::new());
                }
                _ => {}
            }
        }
        result
    }

    fn note_decorators(&mut self, frame: &mut Frame<'p>, class: &'p Class, value: &Arc<ClassValue>) {
        let mut decorated =
            Decorated { class: Arc::clone(value), decorators: Vec::new(), members: Vec::new() };
        for decorator in &class.decorators {
            let decorator = self.expression(frame, *decorator);
            decorated.decorators.extend(super::marks::each(decorator));
        }
        for member in &class.members {
            let (MemberKind::Method(function), PropertyKey::Name(name)) = (&member.kind, &member.key) else {
                continue;
            };
            let ir = &frame.ir.functions[function.index()];
            let all = member.decorators.iter().chain(&ir.decorators);
            let decorators: Vec<Value> =
                all.flat_map(|decorator| super::marks::each(self.expression(frame, *decorator))).collect();
            if decorators.is_empty() {
                continue;
            }
            self.wrap(value, name, *function, &decorators);
            let parameters = ir
                .parameters
                .iter()
                .map(|parameter| {
                    parameter.decorators.iter().map(|decorator| self.expression(frame, *decorator)).collect()
                })
                .collect();
            decorated.members.push(DecoratedMember { function: *function, decorators, parameters });
        }
        if !decorated.decorators.is_empty() || !decorated.members.is_empty() {
            self.decorated.insert(Site::new(frame.module, class.span), decorated);
        }
    }

    /// A method that the program's own decorators put something around.
    fn wrap(&mut self, class: &Arc<ClassValue>, name: &Name, function: FunctionId, decorators: &[Value]) {
        let plain = Closure::new(class.module, function, None, Vec::new(), Arc::clone(&class.captured));
        let mut method = Value::of(Shape::Function(Arc::new(plain)));
        let mut wrapped = false;
        // The one that stands nearest is applied first.
        for decorator in decorators.iter().rev() {
            let Shape::Function(closure) = &decorator.shape else { continue };
            let descriptor = super::objects::of_fields([("value", method.clone())]);
            let target =
                super::objects::of_fields([("constructor", Value::of(Shape::Class(Arc::clone(class))))]);
            let arguments = vec![target, Value::text(name.clone()), descriptor];
            let Some(id) = self.summarise(closure, Value::undefined(), arguments) else { continue };
            let summary = &self.summaries[id.index()];
            let given = summary.value.clone().unwrap_or_else(Value::undefined);
            let left =
                summary.left.iter().find(|(position, _)| *position == 2).map(|(_, value)| value.clone());
            let replaced = [Some(given), left]
                .into_iter()
                .flatten()
                .map(|value| value.field("value"))
                .find(Value::is_function);
            if let Some(replaced) = replaced {
                wrapped |= replaced != method;
                method = replaced;
            }
        }
        if wrapped {
            let cell = self.memory.field(class.digest, None, &wrapped_name(name));
            self.memory.add(cell, &method);
        }
    }

    /// `new callee(arguments)`
    pub(super) fn construct_expression(
        &mut self,
        frame: &mut Frame<'p>,
        id: ExpressionId,
        callee: ExpressionId,
        arguments: &'p [Argument],
    ) -> Value {
        let used = frame.unused != Some(id);
        let function = self.expression(frame, callee);
        let arguments = self.flat_arguments(frame, arguments);
        let site = frame.site(id);
        self.construct_value(frame, &function, arguments, site, used)
    }

    pub(super) fn construct_value(
        &mut self,
        frame: &mut Frame<'p>,
        function: &Value,
        arguments: Vec<Value>,
        site: Site,
        used: bool,
    ) -> Value {
        match &function.shape {
            Shape::Class(class) => {
                let object = ObjectId(Digester::tagged(160).add(frame.key).add(site).end());
                if frame.function.index() == 0 {
                    self.made_at_loading.insert(object);
                }
                self.construct(frame, class, Some(object), arguments, site)
            }
            Shape::External(_) => {
                let receiver = Value::undefined();
                let request =
                    super::external::Request { function, receiver, arguments, site, construct: true, used };
                self.call_external(frame, request)
            }
            // A function that fills in `this`.
            Shape::Function(closure) => {
                let empty = super::objects::of_fields::<Name>([]);
                let (value, summary) =
                    self.invoke(frame, closure, empty.clone(), arguments, site, Mode::Here);
                let left = summary.and_then(|summary| self.summaries[summary.index()].this_left.clone());
                match value.shape {
                    Shape::Undefined => left.unwrap_or(empty),
                    _ => value,
                }
            }
            Shape::Union(values) => {
                let ways: Vec<Value> = values
                    .iter()
                    .filter(|value| {
                        matches!(value.shape, Shape::Class(_) | Shape::External(_) | Shape::Function(_))
                    })
                    .cloned()
                    .collect();
                self.each_way(frame, ways, |interpreter, frame, one| {
                    interpreter.construct_value(frame, &one, arguments.clone(), site, used)
                })
            }
            _ => self.call_unknown(frame, function, &Value::undefined(), arguments, site),
        }
    }

    /// Makes an instance: fields from the top down, constructors as they call each other.
    pub(super) fn construct(
        &mut self,
        frame: &mut Frame<'p>,
        class: &Arc<ClassValue>,
        object: Option<ObjectId>,
        arguments: Vec<Value>,
        site: Site,
    ) -> Value {
        let this = Value::of(Shape::Instance(Arc::new(Instance { class: Arc::clone(class), object })));
        self.initialise(frame, class, &this, arguments, site, 0);
        this
    }

    fn initialise(
        &mut self,
        frame: &mut Frame<'p>,
        class: &Arc<ClassValue>,
        this: &Value,
        arguments: Vec<Value>,
        site: Site,
        height: usize,
    ) {
        if height > TALLEST {
            return;
        }
        let ir = &self.program.modules[class.module.index()].classes[class.class.index()];
        if ir.constructor.is_none()
            && let Some(parent) = &class.parent
        {
            match &parent.shape {
                Shape::Class(parent) => {
                    self.initialise(frame, parent, this, arguments.clone(), site, height + 1)
                }
                Shape::External(_) => {
                    self.construct_value(frame, parent, arguments.clone(), site, true);
                }
                _ => {}
            }
        }
        for member in ir.members.iter().filter(|member| !member.is_static) {
            if let (MemberKind::Field(Some(initialiser)), PropertyKey::Name(name)) =
                (&member.kind, &member.key)
            {
                let value = self.run_member(frame, class, *initialiser, this.clone(), Vec::new());
                self.write_field(frame, this, name, value);
            }
        }
        match ir.constructor {
            Some(constructor) => {
                let closure = method(class, constructor, this.clone());
                self.invoke(frame, &closure, this.clone(), arguments, site, Mode::Here);
            }
            None if height == 0 => self.filled(frame, class, this, &arguments),
            None => {}
        }
    }

    /// `super(…)`: the constructor of the class above the one this function is written in.
    pub(super) fn super_call(&mut self, frame: &mut Frame<'p>, arguments: Vec<Value>, site: Site) {
        let this = frame.flow.this.clone();
        let Some(parent) = self.parent_here(frame) else { return };
        match &parent.shape {
            Shape::Class(parent) => self.initialise(frame, parent, &this, arguments, site, 1),
            _ => {
                self.construct_value(frame, &parent, arguments, site, true);
            }
        }
    }

    /// `super.name(…)`
    pub(super) fn super_method(
        &mut self,
        frame: &mut Frame<'p>,
        name: &Name,
        arguments: &'p [Argument],
        id: ExpressionId,
        site: Site,
    ) -> Value {
        let arguments = self.flat_arguments(frame, arguments);
        let this = frame.flow.this.clone();
        let parent = self.parent_here(frame).unwrap_or_else(Value::unknown);
        match &parent.shape {
            Shape::Class(class) => match self.find_method(class, name) {
                Some((owner, MemberKind::Method(function))) => {
                    let closure = method(&owner, function, this.clone());
                    let (value, summary) = self.invoke(frame, &closure, this, arguments, site, Mode::Here);
                    if let Some(summary) = summary {
                        frame.last_call = Some((id, summary));
                    }
                    value
                }
                _ => Value::unknown(),
            },
            // Django's classes of views go on to the method that the request names.
            _ if self.in_filter && name == "dispatch" => {
                let next = crate::value::Native::Next;
                let next = Value::of(Shape::Native(Arc::new(next)));
                self.call_value(frame, &next, this, arguments, id, site)
            }
            Shape::External(external) => {
                let path = super::external::member_path(&format!("{}()", external.path), name);
                let function = self.external(&path, Some(&parent));
                self.call_value(frame, &function, this, arguments, id, site)
            }
            _ => Value::unknown(),
        }
    }

    /// What the class that the frame's function is written in extends.
    fn parent_here(&self, frame: &Frame<'p>) -> Option<Value> {
        let written_in = self.scopes[frame.module.index()].class_of(frame.function)?;
        let mut class = match &frame.flow.this.shape {
            Shape::Instance(instance) => Arc::clone(&instance.class),
            Shape::Class(class) => Arc::clone(class),
            _ => return None,
        };
        for _ in 0..TALLEST {
            if class.module == frame.module && class.class == written_in {
                return class.parent.clone();
            }
            class = match &class.parent.as_ref()?.shape {
                Shape::Class(parent) => Arc::clone(parent),
                _ => return None,
            };
        }
        None
    }

    /// Runs an initialiser, a getter or a static block.
    pub(super) fn run_member(
        &mut self,
        frame: &mut Frame<'p>,
        class: &ClassValue,
        function: FunctionId,
        this: Value,
        arguments: Vec<Value>,
    ) -> Value {
        let closure = method(class, function, this.clone());
        let site = Site::new(
            class.module,
            self.program.modules[class.module.index()].functions[function.index()].head,
        );
        self.invoke(frame, &closure, this, arguments, site, Mode::Maybe).0
    }
}

fn functions_of(class: &Class) -> impl Iterator<Item = FunctionId> + '_ {
    let members = class.members.iter().filter_map(|member| match member.kind {
        MemberKind::Method(function)
        | MemberKind::Getter(function)
        | MemberKind::Setter(function)
        | MemberKind::StaticBlock(function) => Some(function),
        MemberKind::Field(initialiser) => initialiser,
    });
    members.chain(class.constructor)
}

/// A method bound to what it is called on.
pub(super) fn method(class: &ClassValue, function: FunctionId, this: Value) -> Closure {
    Closure::new(class.module, function, Some(this), Vec::new(), Arc::clone(&class.captured))
}
