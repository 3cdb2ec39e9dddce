//! Decorators of others, in languages where they are written before functions, and what frameworks make of parameters.

use std::sync::Arc;

use crate::entry::Entry;
use crate::event::{Action, Call};
use crate::ir::{
    ExpressionKind, FunctionId, Language, Member, MemberKind, ModuleId, Name, Parameter, Pattern, TypeName,
    VariableId,
};
use crate::model::{Cleansing, Part, Verdict};
use crate::origin::{Cleansed, Origin, Source};
use crate::value::{ClassValue, Closure, External, Shape, Value};

use super::flow::Frame;
use super::{Interpreter, dependencies, lists};

/// The field that marks an object as keyword arguments: a name in no language.
pub const KEYWORDS: &str = "**";

impl<'p> Interpreter<'p> {
    /// A call of a decorator, or of what a decorator with settings gave: it does what its model says with the settings
    /// and the function. None where the call is no such thing.
    pub(super) fn decoration(
        &mut self,
        frame: &mut Frame<'p>,
        call: &Arc<Call>,
        external: &External,
        function: &Value,
    ) -> Option<Value> {
        let decorated = call.arguments.last().cloned();
        let is_given = decorated.as_ref().is_some_and(may_be_decorated);
        let whole = if call.model.is_some_and(|model| model.decorates) {
            if !is_given {
                return Some(self.result(frame, call, function));
            }
            Arc::clone(call)
        } else {
            let maker = external.made_by.as_ref().filter(|_| external.path.ends_with("()"))?;
            if !maker.model.is_some_and(|model| model.decorates) || decorated.is_none() {
                return None;
            }
            let arguments = maker.arguments.iter().chain(&call.arguments).cloned().collect();
            Arc::new(maker.with_arguments(arguments))
        };
        self.note(frame, whole.site, Action::Call(Arc::clone(&whole)));
        // A framework that calls the function with something of its own: what it answered, to be changed.
        if let Some(model) = whole.model.filter(|model| !model.callbacks.is_empty()) {
            self.modelled(frame, model, &whole, function);
        }
        let decorated = decorated.unwrap_or_else(Value::undefined);
        let proves = whole.model.and_then(|model| model.check.as_ref()).filter(|_| !whole.is_switched_off());
        if proves.is_none_or(|check| check.when != Verdict::Next) {
            return Some(decorated);
        }
        // What runs before the function stands before it in the list of its handlers.
        let guard = External::new(
            Name::from(format!("{}()", whole.path)),
            Some(whole.site),
            None,
            Value::shared(whole.arguments.clone()),
            Some(Arc::clone(&whole)),
        );
        let guard = Value::of(Shape::External(Arc::new(guard)));
        Some(lists::array(vec![guard, decorated], None))
    }

    /// What a framework fills the parameters of an entry's handler with, by their annotations, defaults, types and names.
    pub(super) fn view_arguments(
        &mut self,
        entry: &Entry,
        handler: &Closure,
        given: Vec<Value>,
    ) -> Vec<Value> {
        let path = entry.name.split_once(' ').map_or(entry.name.as_str(), |(_, path)| path);
        let bound = self.bound_arguments(handler, path);
        let count = given.len();
        given.into_iter().chain(bound.into_iter().skip(count)).collect()
    }

    pub(super) fn bound_arguments(&mut self, handler: &Closure, path: &str) -> Vec<Value> {
        let ir = &self.program.modules[handler.module.index()];
        let parameters = &ir.functions[handler.function.index()].parameters;
        parameters.iter().map(|parameter| self.bound_argument(handler, parameter, path)).collect()
    }

    fn bound_argument(&mut self, handler: &Closure, parameter: &'p Parameter, path: &str) -> Value {
        let ir = &self.program.modules[handler.module.index()];
        let key = handler.digest;
        let mut frame = self.frame(handler.module, FunctionId(0), Arc::default(), Value::undefined(), key);
        let name = variable_of(&parameter.pattern).map_or("", |it| ir.variables[it.index()].name.as_str());
        let name = name.trim_start_matches('$');
        // `*args, **kwargs` of what is put around a handler: the parts of the address, by their own names.
        if parameter.rest && ir.language == Language::Python {
            return Value::from_origin(Origin::new(Source::Caller(Part::Params)));
        }
        let declared = parameter.declared_type.as_ref();
        let mut value = None;
        for decorator in &parameter.decorators {
            let said = self.expression(&mut frame, *decorator);
            // What an annotation stands for is what its model yields.
            if said.as_external().is_none() && !said.is_undefined() {
                value = Some(named(&said, name));
                break;
            }
        }
        if value.is_none()
            && let Pattern::Default { value, .. } = &parameter.pattern
            && matches!(ir.expressions[value.index()].kind, ExpressionKind::Call { .. })
        {
            return Value::undefined();
        }
        let value = match value {
            Some(value) => value,
            None => {
                let resolved =
                    declared.and_then(|declared| self.type_value(handler.module, declared.variable?));
                let from = |part: Part| Value::from_origin(Origin::at(Source::Caller(part), name));
                if resolved.as_ref().is_some_and(dependencies::is_annotation) {
                    return Value::undefined();
                }
                if !is_in(path, name) && self.is_sent_whole(handler.module, declared) {
                    return Value::from_origin(Origin::new(Source::Caller(Part::Body)));
                }
                if resolved.is_none()
                    && let Some(value) = self.named_by_python(handler, name, path)
                {
                    return value;
                }
                match resolved.as_ref().map(|value| &value.shape) {
                    Some(Shape::External(external))
                        if self.is_modelled_type(&external.path) || !self.sends_typed(handler.module) =>
                    {
                        return self.external(&format!("{}()", external.path), None);
                    }
                    Some(Shape::Class(class)) => {
                        if let Some(value) = self.resolved_by_php(handler, class, parameter) {
                            return value;
                        }
                        let service = (handler.this.is_none() && self.is_service(class))
                            .then(|| resolved.as_ref().and_then(|class| self.handed_out(class)));
                        let body = || Value::from_origin(Origin::new(Source::Caller(Part::Body)));
                        return service.flatten().unwrap_or_else(body);
                    }
                    _ if is_in(path, name) || !self.sends_typed(handler.module) => from(Part::Params),
                    _ => from(Part::Query),
                }
            }
        };
        // Python's routers match a part of an address after it was decoded, and no slash unless one asks for a path:
        // werkzeug's `UnicodeConverter`, Starlette's `StringConvertor`, Django's `StringConverter`.
        let one_part =
            is_in(path, name) && self.language(handler.module) == Language::Python && !path.contains("path");
        let value = match one_part {
            true => super::cleansed::cleansed(&value, Cleansed::by(&[Cleansing::BaseName])),
            false => value,
        };
        let cleanse = match declared.map_or("", |declared| declared.name.as_str()) {
            "int" | "float" | "Integer" | "Long" | "long" | "Double" | "double" | "Int" | "int64"
            | "short" | "Short" | "byte" | "decimal" | "uint" | "ulong" => Cleansing::Number,
            "bool" | "boolean" | "Boolean" => Cleansing::Boolean,
            "UUID" | "Guid" => Cleansing::Token,
            _ => return value,
        };
        super::cleansed::cleansed(&value, Cleansed::by(&[cleanse]))
    }

    /// Frameworks of these languages turn what is sent into any type; elsewhere a type of others is the framework's.
    fn sends_typed(&self, module: ModuleId) -> bool {
        matches!(
            self.language(module),
            Language::Python | Language::Java | Language::Kotlin | Language::CSharp
        )
    }

    /// A class of .NET that does something, or that extends another library's: a handler that is a plain function is given
    /// one by the container, where a class of data is what was sent.
    ///
    /// Source: learn.microsoft.com, "Parameter binding in minimal API applications", read 2026-11-23.
    fn is_service(&self, class: &ClassValue) -> bool {
        let ir = self.program.module(class.module);
        let written = &ir.classes[class.class.index()];
        let does = |member: &Member| !member.is_static && matches!(member.kind, MemberKind::Method(_));
        let extends = written.parent.is_some_and(|parent| {
            let ExpressionKind::Variable(variable) = ir.expressions[parent.index()].kind else {
                return false;
            };
            let name = ir.variables[variable.index()].name.as_str();
            !self.declares_class(name)
        });
        ir.language == Language::CSharp && (extends || written.members.iter().any(does))
    }

    fn declares_class(&self, name: &str) -> bool {
        let mut classes = self.program.ids().flat_map(|id| &self.program.module(id).classes);
        classes.any(|class| class.name.as_deref() == Some(name))
    }

    /// A type for any object that is sent: no part of an address fits into it, so it is the body.
    ///
    /// Source: <https://fastapi.tiangolo.com/tutorial/body/>,
    /// <https://learn.microsoft.com/en-us/aspnet/core/fundamentals/minimal-apis/parameter-binding>, read 2026-11.
    fn is_sent_whole(&self, module: ModuleId, declared: Option<&TypeName>) -> bool {
        let name = declared.map_or("", |declared| declared.name.rsplit('.').next().unwrap_or_default());
        match self.language(module) {
            Language::Python => matches!(name, "dict" | "Dict" | "Mapping" | "MutableMapping"),
            Language::CSharp => matches!(
                name,
                "JsonElement"
                    | "JsonDocument"
                    | "JsonNode"
                    | "JsonObject"
                    | "JsonArray"
                    | "JObject"
                    | "JToken"
            ),
            _ => false,
        }
    }

    fn is_modelled_type(&self, path: &str) -> bool {
        let Some((library, name)) = path.split_once(':') else { return false };
        let last = name.rsplit('.').next().unwrap_or(name);
        self.models.speaks_of(library, name.split('.').next().unwrap_or(name)) && !SCALARS.contains(&last)
    }

    /// Keyword arguments go to the parameters of their names; the rest parameter takes what is left.
    pub(super) fn keywords_placed(&self, closure: &Closure, mut arguments: Vec<Value>) -> Vec<Value> {
        let ir = &self.program.modules[closure.module.index()];
        let is_keywords = |value: &Value| match &value.shape {
            Shape::Object(object) => object.fields().contains_key(KEYWORDS),
            _ => false,
        };
        if ir.language == Language::JavaScript || !arguments.last().is_some_and(is_keywords) {
            return arguments;
        }
        let Some(keywords) = arguments.pop() else { return arguments };
        let parameters = &ir.functions[closure.function.index()].parameters;
        // Kotlin's function behind the parentheses is the last argument, wherever the named ones go.
        if ir.language == Language::Kotlin
            && arguments.len() < parameters.len()
            && arguments.last().is_some_and(Value::is_function)
            && let Some(last) = arguments.pop()
        {
            arguments.resize(parameters.len() - 1, Value::undefined());
            arguments.push(last);
        }
        for (position, parameter) in parameters.iter().enumerate() {
            let name = variable_of(&parameter.pattern).map(|it| ir.variables[it.index()].name.as_str());
            let value = match (parameter.rest, name) {
                (true, _) if position + 1 == parameters.len() => keywords.clone(),
                (true, _) | (_, None) => continue,
                (_, Some(name)) => keywords.field(name),
            };
            if value.is_undefined() {
                continue;
            }
            if arguments.len() <= position {
                arguments.resize(position + 1, Value::undefined());
            }
            arguments[position] = value;
        }
        arguments
    }
}

/// Types that hold what a caller sends.
/// Types of values that a request carries, in the languages whose frameworks turn what is sent into them.
const SCALARS: [&str; 17] = [
    "String", "Integer", "Long", "Boolean", "Object", "Map", "List", "Optional", "str", "int", "float",
    "bool", "bytes", "dict", "list", "tuple", "set",
];

pub(super) fn variable_of(pattern: &Pattern) -> Option<VariableId> {
    match pattern {
        Pattern::Variable(variable) => Some(*variable),
        Pattern::Default { pattern, .. } => variable_of(pattern),
        _ => None,
    }
}

/// A part of a request by the parameter's name, where the annotation says none.
pub(super) fn named(value: &Value, name: &str) -> Value {
    match &value.shape {
        Shape::Unknown if value.origins.iter().all(|origin| origin.field.is_empty()) => {
            let is_whole = |origin: &Origin| matches!(origin.source, Source::Caller(Part::Body));
            if value.origins.iter().any(is_whole) { value.clone() } else { value.field(name) }
        }
        _ => value.clone(),
    }
}

/// `{id}`, `{id:path}`, `<id>`, `<int:id>`, `:id`
pub(super) fn is_in(path: &str, name: &str) -> bool {
    !name.is_empty()
        && path.split('/').any(|part| {
            let inner = part.trim_start_matches([':', '{', '<']).trim_end_matches(['}', '>', '?']);
            inner == name || inner.split(':').any(|half| half == name)
        })
}

pub(super) fn may_be_decorated(value: &Value) -> bool {
    match &value.shape {
        Shape::Function(_) | Shape::Class(_) | Shape::External(_) => true,
        Shape::Union(values) => values.iter().any(may_be_decorated),
        Shape::Array(_) => {
            value.elements().last().is_some_and(|last| matches!(last.shape, Shape::Function(_)))
        }
        _ => false,
    }
}
