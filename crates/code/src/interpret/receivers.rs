//! Names that may be members of the objects a function runs on, and functions that extend a class: Kotlin.
//!
//! Source: kotlinlang.org, "Function literals with receiver", "Extensions", read 2026-11-22.

use std::sync::Arc;

use crate::ir::{Argument, ExpressionId, ExpressionKind, FunctionId, MemberKind, ModuleId, Name, Pattern};
use crate::value::{Closure, Shape, Value};

use super::Interpreter;
use super::calls::MethodCall;
use super::flow::Frame;

/// How the parameter begins that stands for the object a function extends, or runs on.
pub const RECEIVER: &str = "<receiver";

/// A call of such a name.
pub(super) struct Given<'p> {
    pub(super) id: ExpressionId,
    pub(super) callee: ExpressionId,
    pub(super) arguments: &'p [Argument],
    pub(super) optional: bool,
    pub(super) unused: bool,
}

impl<'p> Interpreter<'p> {
    /// What the name is.
    pub(super) fn extended(
        &mut self,
        frame: &mut Frame<'p>,
        objects: &'p [ExpressionId],
        property: &Name,
        otherwise: ExpressionId,
    ) -> Value {
        match self.having(frame, objects, property) {
            Some((_, object)) => self.member(frame, &object, property, false),
            None => self.expression(frame, otherwise),
        }
    }

    /// Calls what the name is.
    pub(super) fn extended_call(&mut self, frame: &mut Frame<'p>, given: Given<'p>) -> Value {
        let Given { id, callee, arguments, optional, unused } = given;
        let ir = frame.ir;
        let ExpressionKind::Extended { objects, property, otherwise, written } =
            &ir.expressions[callee.index()].kind
        else {
            return Value::unknown();
        };
        let site = frame.site(id);
        let before = frame.flow.guards.clone();
        let mut having = self.having(frame, objects, property);
        let is_member = matches!(ir.expressions[otherwise.index()].kind, ExpressionKind::Member { .. });
        if having.is_none() && is_member {
            let ExpressionKind::Member { object, .. } = &ir.expressions[otherwise.index()].kind else {
                return Value::unknown();
            };
            let receiver = self.expression(frame, *object);
            if !self.extends(&receiver, property) {
                return self.call_expression(frame, id, *otherwise, arguments, optional);
            }
            having = Some((*object, receiver));
        }
        let mut function = Value::undefined();
        if having.is_none() {
            function = self.expression(frame, *otherwise);
            let object = objects.first().map(|object| (*object, self.expression(frame, *object)));
            if let Some((at, object)) = object {
                let extended = self.on(&function, &object, arguments.len());
                if *written && extended.is_none() {
                    having = Some((at, object));
                }
                function = extended.unwrap_or(function);
            }
        }
        let arguments = self.flat_arguments(frame, arguments);
        if unused {
            frame.unused = Some(id);
        }
        match having {
            Some((object, receiver)) => {
                // A member that extends another class runs on both.
                let other =
                    objects.iter().find(|id| **id != object).filter(|_| self.extends(&receiver, property));
                let mut arguments = arguments;
                if let Some(other) = other {
                    let other = self.expression(frame, *other);
                    arguments.insert(0, other);
                }
                let call = MethodCall { id, object, name: property, site, before, optional };
                self.method_call(frame, &call, receiver, arguments)
            }
            None => self.call_value(frame, &function, Value::undefined(), arguments, id, site),
        }
    }

    /// The innermost of several objects that has a member of that name, as far as is known.
    pub(super) fn having(
        &mut self,
        frame: &mut Frame<'p>,
        objects: &[ExpressionId],
        property: &str,
    ) -> Option<(ExpressionId, Value)> {
        objects.iter().find_map(|id| {
            let object = self.expression(frame, *id);
            object.alternatives().iter().any(|one| self.has(one, property)).then_some((*id, object))
        })
    }

    /// Whether a method of an object extends another class: `class Notes { fun Route.routes() { … } }`.
    fn extends(&self, object: &Value, property: &str) -> bool {
        let Shape::Instance(instance) = &object.shape else { return false };
        let Some((owner, MemberKind::Method(function))) = self.find_method(&instance.class, property) else {
            return false;
        };
        self.takes_receiver(owner.module, function)
    }

    pub(super) fn takes_receiver(&self, module: ModuleId, function: FunctionId) -> bool {
        let module = self.program.module(module);
        match module.functions[function.index()].parameters.first().map(|first| &first.pattern) {
            Some(Pattern::Variable(first)) => module.variables[first.index()].name.starts_with(RECEIVER),
            _ => false,
        }
    }

    fn has(&self, object: &Value, property: &str) -> bool {
        match &object.shape {
            Shape::External(external) => {
                self.model(&super::external::member_path(&external.path, property)).is_some()
            }
            Shape::Instance(instance) => self.find_method(&instance.class, property).is_some(),
            Shape::Class(class) => self.find_method(class, property).is_some(),
            _ => false,
        }
    }

    /// A function of the program with the object it is called on, where it extends one and was not given it.
    fn on(&self, function: &Value, object: &Value, given: usize) -> Option<Value> {
        let Shape::Function(closure) = &function.shape else { return None };
        let module = self.program.module(closure.module);
        let parameters = &module.functions[closure.function.index()].parameters;
        let takes_one = self.takes_receiver(closure.module, closure.function);
        (takes_one && given < parameters.len()).then(|| {
            let bound = Closure::new(
                closure.module,
                closure.function,
                closure.this.clone(),
                vec![object.clone()],
                Arc::clone(&closure.captured),
            );
            Value::of(Shape::Function(Arc::new(bound)))
        })
    }
}
