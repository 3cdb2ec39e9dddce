//! What classes of the program and their instances hold: fields, getters and methods, own and inherited, read and
//! written. The fields of instances live in memory, joined over all writes.

use std::sync::Arc;

use crate::event::{Action, Assign, Target};
use crate::ir::{FunctionId, Language, MemberKind, Name, PropertyKey};
use crate::site::Site;
use crate::value::{ClassValue, Closure, Shape, Value};

use super::Interpreter;
use super::classes::{TALLEST, method};
use super::flow::Frame;
use super::functions::Mode;
use super::targets::Step;

impl<'p> Interpreter<'p> {
    /// A field, getter or method of an instance.
    pub(super) fn instance_member(&mut self, frame: &mut Frame<'p>, this: &Value, name: &str) -> Value {
        let Shape::Instance(instance) = &this.shape else { return Value::unknown() };
        let instance = Arc::clone(instance);
        if let Some(cell) = self.memory.known_field(instance.class.digest, instance.object, name) {
            frame.reads.insert(cell, self.memory.digest(cell));
            if let Some(value) = self.memory.read(cell)
                && !value.is_undefined()
            {
                return value.clone();
            }
        }
        if let Some((owner, kind)) = self.find_method(&instance.class, name) {
            match kind {
                MemberKind::Method(function) => {
                    let wrapped = self.memory.known_field(owner.digest, None, &wrapped_name(name));
                    if let Some(Shape::Function(wrapper)) =
                        wrapped.and_then(|cell| self.memory.read(cell)).map(|value| value.shape.clone())
                    {
                        let this = wrapper.this.clone().or_else(|| Some(this.clone()));
                        let captured = Arc::clone(&wrapper.captured);
                        let bound = Closure::new(
                            wrapper.module,
                            wrapper.function,
                            this,
                            wrapper.bound.clone(),
                            captured,
                        );
                        return Value::of(Shape::Function(Arc::new(bound)));
                    }
                    return Value::of(Shape::Function(Arc::new(method(&owner, function, this.clone()))));
                }
                MemberKind::Getter(function) => {
                    return self.run_member(frame, &owner, function, this.clone(), Vec::new());
                }
                _ => {}
            }
        }
        // In these languages a static field is read like one of the instance.
        if matches!(
            self.language(instance.class.module),
            Language::Python | Language::Java | Language::Kotlin | Language::CSharp
        ) {
            let value = self.own_static_member(frame, &instance.class, name);
            if let Some(value) = value.filter(|value| !value.is_undefined()) {
                return value;
            }
        }
        if let Some(value) = self.injected(&instance.class, name) {
            return value;
        }
        let cell = self.memory.field(instance.class.digest, instance.object, name);
        frame.reads.insert(cell, self.memory.digest(cell));
        match self.outermost_parent(&instance.class) {
            Some(external) => {
                let Shape::External(known) = &external.shape else { return Value::unknown() };
                let path = super::external::member_path(&format!("{}()", known.path), name);
                self.external_read(&path, Some(&external))
            }
            None => Value::unknown(),
        }
    }

    /// A static member, own or inherited.
    pub(super) fn static_member(
        &mut self,
        frame: &mut Frame<'p>,
        class: &Arc<ClassValue>,
        name: &str,
    ) -> Value {
        if let Some(value) = self.own_static_member(frame, class, name) {
            return value;
        }
        let outside = self.outermost_parent(class);
        match (outside.as_ref().and_then(Value::external_path), name) {
            (Some(path), _) => {
                let path = super::external::member_path(path, name);
                self.external_read(&path, None)
            }
            (None, "prototype" | "name") => Value::unknown(),
            (None, _) => Value::undefined(),
        }
    }

    /// The same, of the program's own classes.
    fn own_static_member(
        &mut self,
        frame: &mut Frame<'p>,
        class: &Arc<ClassValue>,
        name: &str,
    ) -> Option<Value> {
        let mut at = Arc::clone(class);
        for _ in 0..TALLEST {
            let cell = self.memory.field(at.digest, None, &static_name(name));
            frame.reads.insert(cell, self.memory.digest(cell));
            if let Some(value) = self.memory.read(cell) {
                return Some(value.clone());
            }
            let ir = &self.program.modules[at.module.index()].classes[at.class.index()];
            let found = ir.members.iter().find(|member| member.is_static && is_named(&member.key, name));
            let this = Value::of(Shape::Class(Arc::clone(class)));
            match found.map(|member| member.kind) {
                Some(MemberKind::Method(function)) => {
                    return Some(Value::of(Shape::Function(Arc::new(method(&at, function, this)))));
                }
                Some(MemberKind::Getter(function)) => {
                    return Some(self.run_member(frame, &at, function, this, Vec::new()));
                }
                _ => {}
            }
            match at.parent.as_ref().map(|parent| parent.shape.clone()) {
                Some(Shape::Class(parent)) => at = parent,
                _ => return None,
            }
        }
        None
    }

    /// Writes a field of an instance.
    pub(super) fn write_field(&mut self, frame: &mut Frame<'p>, this: &Value, name: &str, value: Value) {
        match &this.shape {
            Shape::Instance(instance) => {
                let cell = self.memory.field(instance.class.digest, instance.object, name);
                self.memory.add(cell, &value);
                if let Some(digest) = frame.reads.get_mut(&cell) {
                    *digest = self.memory.digest(cell);
                }
            }
            Shape::Object(_) => {
                let changed = super::objects::put(this, &Value::text(name), value);
                if frame.flow.this.digest() == this.digest() {
                    frame.flow.this = changed;
                }
            }
            _ => {}
        }
    }

    /// Runs a setter, where there is one of that name.
    pub(super) fn call_setter(
        &mut self,
        frame: &mut Frame<'p>,
        this: &Value,
        name: &str,
        value: &Value,
        site: Site,
    ) -> bool {
        let Shape::Instance(instance) = &this.shape else { return false };
        let class = Arc::clone(&instance.class);
        let ir = &self.program.modules[class.module.index()].classes[class.class.index()];
        let setter = ir.members.iter().find_map(|member| match member.kind {
            MemberKind::Setter(function) if is_named(&member.key, name) => Some(function),
            _ => None,
        });
        let Some(setter) = setter else { return false };
        let closure = method(&class, setter, this.clone());
        self.invoke(frame, &closure, this.clone(), vec![value.clone()], site, Mode::Here);
        true
    }

    /// Writes a static field, or into one. Static fields outlive the invocation.
    pub(super) fn write_static(
        &mut self,
        frame: &mut Frame<'p>,
        class: &Arc<ClassValue>,
        name: &Name,
        rest: &[Step],
        value: &Value,
        site: Site,
    ) {
        let cell = self.memory.field(class.digest, None, &static_name(name));
        let old = self.memory.read(cell).cloned().unwrap_or_else(Value::undefined);
        let whole = match rest {
            [] => value.clone(),
            [Step::Name(field)] => super::objects::put(&old, &Value::text(field.clone()), value.clone()),
            [Step::Computed(key), ..] => super::objects::put(&old, key, value.clone()),
            _ => old,
        };
        self.memory.add(cell, &whole);
        if let Some(digest) = frame.reads.get_mut(&cell) {
            *digest = self.memory.digest(cell);
        }
        if frame.function.index() == 0 {
            return;
        }
        let ir = &self.program.modules[class.module.index()].classes[class.class.index()];
        let field = match rest {
            [] => name.clone(),
            rest => Name::from(format!("{name}.{}", super::targets::dotted(rest))),
        };
        let target = Target::ClassStatic {
            class: ir.name.clone().unwrap_or_default(),
            field,
            declared: Site::new(class.module, ir.span),
        };
        let key = super::targets::computed(rest);
        self.note(
            frame,
            site,
            Action::Assign(Arc::new(Assign { target, model: None, key, value: value.clone() })),
        );
    }

    /// What a framework puts into a field that is declared with a class for its type.
    fn injected(&mut self, class: &ClassValue, name: &str) -> Option<Value> {
        let module = &self.program.modules[class.module.index()];
        let ir = &module.classes[class.class.index()];
        let member = ir.members.iter().find(|member| !member.is_static && is_named(&member.key, name));
        let parameter = ir.constructor.and_then(|constructor| {
            let parameters = &module.functions[constructor.index()].parameters;
            parameters.iter().find(|one| one.field.as_ref().is_some_and(|field| field == name))
        });
        let declared = member
            .and_then(|member| member.declared_type.as_ref())
            .or_else(|| parameter.and_then(|parameter| parameter.declared_type.as_ref()));
        if let Some(variable) = declared.and_then(|declared| declared.variable)
            && let Some(instance) = self.instance_of_type(class.module, variable)
        {
            return Some(instance);
        }
        let member_decorators = member.map_or(&[][..], |member| &member.decorators);
        let decorators = member_decorators.iter().chain(parameter.iter().flat_map(|one| &one.decorators));
        let mut frame =
            self.frame(class.module, FunctionId(0), Arc::default(), Value::undefined(), class.digest);
        for decorator in decorators {
            let decorator = self.expression(&mut frame, *decorator);
            let token = decorator.as_external().and_then(|external| external.made_with.first().cloned());
            if let Some(bound) =
                token.and_then(|token| self.handed_out(&token).or_else(|| self.bound(&token)))
            {
                return Some(bound);
            }
        }
        None
    }

    pub(super) fn outermost_parent(&self, class: &Arc<ClassValue>) -> Option<Value> {
        let mut at = Arc::clone(class);
        for _ in 0..TALLEST {
            match &at.parent.as_ref()?.shape {
                Shape::Class(parent) => at = Arc::clone(parent),
                Shape::External(_) => return at.parent.clone(),
                _ => return None,
            }
        }
        None
    }

    /// A method, getter or setter of instances, with the class that has it.
    /// What a class was given under a name where it was declared.
    pub(super) fn static_field(&self, class: &ClassValue, name: &str) -> Value {
        let cell = self.memory.known_field(class.digest, None, &static_name(name));
        cell.and_then(|cell| self.memory.read(cell)).cloned().unwrap_or_else(Value::undefined)
    }

    pub(super) fn find_method(
        &self,
        class: &Arc<ClassValue>,
        name: &str,
    ) -> Option<(Arc<ClassValue>, MemberKind)> {
        let mut at = Arc::clone(class);
        for _ in 0..TALLEST {
            let ir = &self.program.modules[at.module.index()].classes[at.class.index()];
            let found = ir.members.iter().find(|member| {
                !member.is_static
                    && matches!(member.kind, MemberKind::Method(_) | MemberKind::Getter(_))
                    && is_named(&member.key, name)
            });
            if let Some(member) = found {
                return Some((at, member.kind));
            }
            if let Some(found) = self.find_in_parts(&at, name) {
                return Some(found);
            }
            match &at.parent.as_ref()?.shape {
                Shape::Class(parent) => at = Arc::clone(parent),
                _ => return None,
            }
        }
        None
    }

    /// A method that stands in another file than its class.
    fn find_in_parts(&self, class: &ClassValue, name: &str) -> Option<(Arc<ClassValue>, MemberKind)> {
        if self.parts.is_empty() {
            return None;
        }
        let module = &self.program.modules[class.module.index()];
        let folder = match module.language {
            Language::Go => module.file.parent().as_str().to_owned(),
            _ => String::new(),
        };
        let written = module.classes[class.class.index()].name.clone()?;
        let parts = self.parts.get(&(module.language, folder, written))?;
        parts.iter().find_map(|(module, part)| {
            let ir = &self.program.modules[module.index()].classes[part.index()];
            let member = ir.members.iter().find(|member| {
                matches!(member.kind, MemberKind::Method(_) | MemberKind::Getter(_))
                    && is_named(&member.key, name)
            })?;
            Some((Arc::new(ClassValue::new(*module, *part, None, Arc::default())), member.kind))
        })
    }
}

fn is_named(key: &PropertyKey, name: &str) -> bool {
    matches!(key, PropertyKey::Name(known) if known == name)
}

/// Wrapped methods live beside them.
pub(super) fn wrapped_name(name: &str) -> Name {
    Name::from(format!("wrapped {name}"))
}

/// Static fields and fields of framework-made instances live side by side.
pub(super) fn static_name(name: &str) -> Name {
    Name::from(format!("static {name}"))
}
