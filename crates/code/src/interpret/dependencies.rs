//! What frameworks of Python make for a parameter, and what they give to what they construct.

use std::sync::Arc;

use super::{
    Interpreter,
    decorators::{is_in, may_be_decorated, variable_of},
    flow::Frame,
    functions::Mode,
    objects,
};
use crate::{
    event::Call,
    ir::{Language, MemberKind, Name, Parameter},
    model::Part,
    origin::{Origin, Source},
    value::{ClassValue, Closure, Native, Shape, Value},
};

/// What FastAPI calls for a parameter.
const DEPENDENCIES: [&str; 4] = [
    "@python/fastapi:Depends",
    "@python/fastapi:Security",
    "@python/fastapi:params.Depends",
    "@python/fastapi:params.Security",
];
/// What constructors of middleware call what comes after them.
const NEXT: [&str; 2] = ["get_response", "app"];

/// True for `Annotated[User, Depends(user)]` as a value: a name that types of parameters use.
pub(super) fn is_annotation(value: &Value) -> bool {
    value
        .external_path()
        .is_some_and(|path| path.starts_with("@python/typing") && path.ends_with(":Annotated()"))
}

impl<'p> Interpreter<'p> {
    /// A function's default that a framework calls, with what it makes of a request, before the function runs.
    pub(super) fn dependency(&mut self, frame: &mut Frame<'p>, call: &Call) -> Option<Value> {
        if frame.function.index() == 0 || !DEPENDENCIES.contains(&call.path.as_str()) {
            return None;
        }
        let may_be_called =
            |value: &&Value| may_be_decorated(value) || matches!(value.shape, Shape::Instance(_));
        let wanted = call.arguments.iter().find(may_be_called)?.clone();
        Some(match &wanted.shape {
            Shape::Function(closure) => self.depended(frame, closure, call),
            Shape::Class(class) => {
                let constructor = self.constructor(class);
                let arguments = constructor.map(|it| self.bound_arguments(&it, "")).unwrap_or_default();
                self.construct_value(frame, &wanted, arguments, call.site, true)
            }
            Shape::Instance(instance) => {
                let Some(method) = self.calling_method(&instance.class, &wanted) else { return Some(wanted) };
                self.depended(frame, &method, call)
            }
            _ => {
                let id = crate::ir::ExpressionId(0);
                self.call_value(frame, &wanted, Value::undefined(), Vec::new(), id, call.site)
            }
        })
    }

    fn depended(&mut self, frame: &mut Frame<'p>, closure: &Closure, call: &Call) -> Value {
        let arguments = self.bound_arguments(closure, "");
        let value = self.invoke(frame, closure, Value::undefined(), arguments, call.site, Mode::Here).0;
        let ir = &self.program.modules[closure.module.index()].functions[closure.function.index()];
        if ir.is_generator { value.any_element() } else { value }
    }

    fn constructor(&self, class: &Arc<ClassValue>) -> Option<Closure> {
        let mut at = Arc::clone(class);
        for _ in 0..super::classes::TALLEST {
            let written = &self.program.modules[at.module.index()].classes[at.class.index()];
            if let Some(function) = written.constructor {
                return Some(Closure::new(at.module, function, None, Vec::new(), Arc::clone(&at.captured)));
            }
            let Shape::Class(parent) = &at.parent.as_ref()?.shape else { return None };
            at = Arc::clone(parent);
        }
        None
    }

    /// The method that runs where an instance is called: `__call__`, PHP's `__invoke`.
    pub(super) fn calling_method(&self, class: &Arc<ClassValue>, instance: &Value) -> Option<Closure> {
        let name = match self.language(class.module) {
            Language::Python => "__call__",
            Language::Php => "__invoke",
            _ => return None,
        };
        let (owner, MemberKind::Method(function)) = self.find_method(class, name)? else { return None };
        let captured = Arc::clone(&owner.captured);
        Some(Closure::new(owner.module, function, Some(instance.clone()), Vec::new(), captured))
    }

    /// What a parameter is that nobody gave: what its type says to make, or what comes after middleware.
    pub(super) fn given_by_python(&mut self, frame: &mut Frame<'p>, parameter: &Parameter) -> Option<Value> {
        if frame.ir.language != Language::Python {
            return None;
        }
        let function = &frame.ir.functions[frame.function.index()];
        let name = variable_of(&parameter.pattern).map(|it| frame.ir.variables[it.index()].name.as_str());
        if function.name.as_deref() == Some("__init__") && name.is_some_and(|name| NEXT.contains(&name)) {
            return Some(Value::of(Shape::Native(Arc::new(Native::Next))));
        }
        let annotation = self.type_value(frame.module, parameter.declared_type.as_ref()?.variable?)?;
        if !is_annotation(&annotation) {
            return None;
        }
        let made_with = annotation.as_external()?.made_with.to_vec();
        let said = made_with.iter().flat_map(Value::elements).chain(made_with.iter().cloned());
        for one in said.collect::<Vec<_>>() {
            let made_by = one.as_external().and_then(|external| external.made_by.clone());
            if let Some(value) = made_by.and_then(|call| self.dependency(frame, &call)) {
                return Some(value);
            }
            if one.origins.iter().any(|origin| matches!(origin.source, Source::Caller(_))) {
                return Some(one);
            }
        }
        None
    }

    /// What frameworks hand to a parameter that has no type, by its name: the request, or all there is of one.
    pub(super) fn named_by_python(&mut self, handler: &Closure, name: &str, path: &str) -> Option<Value> {
        let ir = &self.program.modules[handler.module.index()];
        if ir.language != Language::Python || is_in(path, name) {
            return None;
        }
        let asks_for = |library: &str| {
            let mut asked = ir.requests.iter().map(|request| request.specifier.as_str());
            asked.any(|name| name.split('.').next() == Some(library))
        };
        let parameters = &ir.functions[handler.function.index()].parameters;
        match name {
            "request" if asks_for("django") || asks_for("rest_framework") => {
                Some(self.external("@python/django:Request", None))
            }
            "request" if asks_for("fastapi") || asks_for("starlette") => {
                Some(self.external("@python/fastapi:Request()", None))
            }
            // An ASGI application: `(scope, receive, send)`.
            "scope" if parameters.len() == 3 => {
                let from = |part: Part| Value::from_origin(Origin::new(Source::Caller(part)));
                let fields = [("path", from(Part::Url)), ("headers", from(Part::Headers))];
                let fields = fields.into_iter().map(|(name, value)| (Name::from(name), value));
                Some(objects::of_fields(fields).with_origins(from(Part::Query).origins))
            }
            _ => None,
        }
    }
}
