//! C#'s mediators: what is sent is handled by the class that says it handles that type.
//!
//! Source: github.com/jbogard/MediatR, README and wiki, read 2026-11-22.

use crate::ir::{ExpressionKind, Language, MemberKind, Name, PropertyKey};
use crate::value::{Shape, Value};

use super::Interpreter;
use super::calls::MethodCall;
use super::classes::method;
use super::flow::Frame;

/// The types through which one sends, as paths.
const MEDIATORS: [&str; 4] = ["IMediator()", "ISender()", "IPublisher()", "Mediator()"];
const SENDING: [&str; 3] = ["Send", "Publish", "SendAsync"];
const HANDLING: [&str; 2] = ["Handle", "HandleAsync"];

impl<'p> Interpreter<'p> {
    /// `mediator.Send(new GetNote(id))` runs `Handle(GetNote request, …)`; where several handle it, all of them.
    pub(super) fn mediated(
        &mut self,
        frame: &mut Frame<'p>,
        receiver: &Value,
        call: &MethodCall<'_>,
        arguments: &[Value],
    ) -> Option<Value> {
        if frame.ir.language != Language::CSharp || !SENDING.contains(&call.name.as_str()) {
            return None;
        }
        let path = receiver.external_path()?;
        if !MEDIATORS.iter().any(|mediator| path.ends_with(mediator)) {
            return None;
        }
        let sent = arguments.first()?;
        let mut names: Vec<Name> = sent.alternatives().iter().filter_map(|one| self.type_of(one)).collect();
        names.extend(declared_type(frame, call).filter(|_| names.is_empty()));
        let handlers: Vec<Value> = names.iter().flat_map(|name| self.handlers_of_type(name)).collect();
        if handlers.is_empty() {
            return None;
        }
        let given = vec![sent.clone(), Value::unknown()];
        Some(self.each_way(frame, handlers, |interpreter, frame, handler| {
            interpreter.call_value(frame, &handler, Value::undefined(), given.clone(), call.id, call.site)
        }))
    }

    /// The name of the class a value is of.
    fn type_of(&self, value: &Value) -> Option<Name> {
        match &value.shape {
            Shape::Instance(instance) => {
                let module = self.program.module(instance.class.module);
                module.classes[instance.class.class.index()].name.clone()
            }
            _ => None,
        }
    }

    /// The methods that handle a type, each of an object that the container made.
    fn handlers_of_type(&mut self, sent: &str) -> Vec<Value> {
        let mut found = Vec::new();
        for id in self.program.ids() {
            let module = self.program.module(id);
            if module.language != Language::CSharp {
                continue;
            }
            for class in &module.classes {
                if !class.implements.iter().any(|it| it.name.ends_with("Handler")) {
                    continue;
                }
                let handles = class.members.iter().find_map(|member| {
                    let MemberKind::Method(function) = member.kind else { return None };
                    let PropertyKey::Name(name) = &member.key else { return None };
                    let first = module.functions[function.index()].parameters.first()?;
                    let takes = first.declared_type.as_ref().is_some_and(|it| it.name == sent);
                    (HANDLING.contains(&name.as_str()) && takes).then_some(function)
                });
                if let (Some(function), Some(variable)) = (handles, class.variable) {
                    found.push((id, function, variable));
                }
            }
        }
        let mut methods = Vec::new();
        for (module, function, variable) in found {
            self.modules_are_loaded(module);
            let Some(class) = self.type_value(module, variable) else { continue };
            let Some(object) = self.handed_out(&class) else { continue };
            let Shape::Class(class) = &class.shape else { continue };
            methods.push(Value::of(Shape::Function(std::sync::Arc::new(method(class, function, object)))));
        }
        methods
    }
}

/// What a route is handed is made of a request, and has the type that its parameter names.
fn declared_type(frame: &Frame<'_>, call: &MethodCall<'_>) -> Option<Name> {
    let expressions = &frame.ir.expressions;
    let ExpressionKind::Call { arguments, .. } = &expressions[call.id.index()].kind else { return None };
    let ExpressionKind::Variable(sent) = expressions[arguments.first()?.value.index()].kind else {
        return None;
    };
    let declared = frame.ir.variables[sent.index()].declared_type.as_ref()?;
    Some(declared.name.clone())
}
