//! Containers that hand out instances: what is bound to a token is what asking for the token gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::event::Call;
use crate::ir::{ClassId, Language, ModuleId, Name};
use crate::site::Site;
use crate::value::{CellId, ClassValue, Digester, Instance, Shape, Value};

use super::Interpreter;
use super::flow::Frame;
use super::functions::Mode;

/// Libraries whose containers work alike in what matters here.
///
/// Source: inversify.io, "Binding syntax"; github.com/microsoft/tsyringe and github.com/typestack/typedi, read 2026-11.
const LIBRARIES: [&str; 4] = ["inversify:", "tsyringe:", "typedi:", "injection-js:"];

/// PHP's containers, which have one interface for asking.
///
/// Source: php-fig.org/psr/psr-11; php-di.org/doc/php-definitions.html; read 2026-11-23.
const OF_PHP: [&str; 3] = ["@php/Psr/Container:", "@php/DI:", "@php/Slim:App().getContainer()"];

/// How ASP.NET's provider of services is asked for an object of a type.
const OF_DOTNET: &str = "@dotnet/core:GetRequiredService";

impl<'p> Interpreter<'p> {
    /// What a call of a container gives; none where it is none.
    pub(super) fn container(&mut self, frame: &mut Frame<'p>, call: &Call) -> Option<Value> {
        if OF_PHP.iter().any(|library| call.path.starts_with(library)) {
            return self.container_of_php(frame, call);
        }
        if call.path == OF_DOTNET {
            return self.instance_asked_for(&call.argument(0));
        }
        if !LIBRARIES.iter().any(|library| call.path.starts_with(library)) {
            return None;
        }
        let first = call.argument(0);
        match call.path.rsplit(['.', ':']).next()? {
            "get" | "getAsync" | "resolve" | "resolveAsync" => {
                if let Some(instance) = self.handed_out(&first) {
                    return Some(instance);
                }
                let cell = self.bound_to(&first);
                frame.reads.insert(cell, self.memory.digest(cell));
                self.memory.read(cell).cloned()
            }
            "to" | "toSelf" | "toConstantValue" | "toDynamicValue" | "toService" | "toConstructor" => {
                let token = call.receiver.as_external()?.made_by.as_ref()?.argument(0);
                let bound = match &first.shape {
                    Shape::Undefined => self.handed_out(&token)?,
                    Shape::Class(_) => self.handed_out(&first)?,
                    Shape::Function(_) => self.call_back(frame, &first, Vec::new(), call.site, Mode::Maybe),
                    _ => first,
                };
                self.bind_token(&token, &bound);
                None
            }
            "register" | "registerSingleton" | "registerInstance" | "set" => {
                let given = call.argument(1);
                let bound = match &given.shape {
                    Shape::Object(_) => {
                        let class = given.field("useClass");
                        self.handed_out(&class).unwrap_or_else(|| given.field("useValue"))
                    }
                    _ => self.handed_out(&given).unwrap_or(given),
                };
                self.bind_token(&first, &bound);
                None
            }
            _ => None,
        }
    }

    /// `$container->get(PDO::class)`, `$container->set('notes', fn () => new Notes())`, `$builder->addDefinitions([…])`
    fn container_of_php(&mut self, frame: &mut Frame<'p>, call: &Call) -> Option<Value> {
        let first = call.argument(0);
        match call.path.rsplit(['.', ':']).next()? {
            "get" | "make" => self.instance_asked_for(&first).or_else(|| {
                let cell = self.bound_to(&first);
                frame.reads.insert(cell, self.memory.digest(cell));
                self.memory.read(cell).cloned()
            }),
            "set" => {
                self.define(frame, &first, call.argument(1), call.site);
                None
            }
            "addDefinitions" => {
                let Shape::Object(object) = &first.shape else { return None };
                let defined: Vec<(Name, Value)> =
                    object.fields().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
                for (name, given) in defined {
                    self.define(frame, &Value::text(name), given, call.site);
                }
                None
            }
            _ => None,
        }
    }

    /// An object of a class that a container is asked for by the class.
    fn instance_asked_for(&mut self, class: &Value) -> Option<Value> {
        match &class.shape {
            Shape::Class(_) => self.handed_out(class),
            Shape::External(class) => Some(self.external(&format!("{}()", class.path), None)),
            _ => None,
        }
    }

    /// What a function makes is what asking for its name gives.
    fn define(&mut self, frame: &mut Frame<'p>, name: &Value, given: Value, site: Site) {
        let made = match &given.shape {
            Shape::Function(_) => {
                let container = self.external("@php/Psr/Container:ContainerInterface()", None);
                self.call_back(frame, &given, vec![container], site, Mode::Maybe)
            }
            _ => given,
        };
        self.bind_token(name, &made);
    }

    /// What is bound to a token anywhere.
    pub(super) fn bound(&mut self, token: &Value) -> Option<Value> {
        let cell = self.bound_to(token);
        self.memory.read(cell).cloned()
    }

    fn bind_token(&mut self, token: &Value, bound: &Value) {
        let cell = self.bound_to(token);
        self.memory.add(cell, bound);
    }

    fn bound_to(&mut self, token: &Value) -> CellId {
        self.memory.at_site(Digester::tagged(190).add(token.digest()).end())
    }

    /// The classes that say they implement an interface.
    fn implementing(&mut self, interface: &ClassValue) -> Vec<Value> {
        if self.language(interface.module) == Language::JavaScript {
            return Vec::new();
        }
        let written = &self.program.modules[interface.module.index()].classes[interface.class.index()];
        let Some(name) = written.name.clone() else { return Vec::new() };
        if self.implementers.is_none() {
            let mut found: BTreeMap<Name, Vec<(ModuleId, ClassId)>> = BTreeMap::new();
            for module in self.program.ids() {
                for (index, class) in self.program.module(module).classes.iter().enumerate() {
                    for named in &class.implements {
                        found.entry(named.name.clone()).or_default().push((module, ClassId(index as u32)));
                    }
                }
            }
            self.implementers = Some(found);
        }
        let candidates = self.implementers.as_ref().and_then(|found| found.get(&name)).cloned();
        let mut classes = Vec::new();
        for (module, class) in candidates.unwrap_or_default() {
            let class = &self.program.module(module).classes[class.index()];
            let named = class.implements.iter().filter(|named| named.name == name);
            let variables: Vec<_> = named.filter_map(|named| named.variable).collect();
            let is_it = variables.into_iter().any(|variable| {
                matches!(self.type_value(module, variable).map(|value| value.shape),
                    Some(Shape::Class(found)) if found.digest == interface.digest)
            });
            if !is_it {
                continue;
            }
            self.modules_are_loaded(module);
            classes.extend(class.variable.and_then(|variable| self.type_value(module, variable)));
        }
        classes
    }

    /// The instance of a class that a framework makes, constructed once with what it is given.
    pub(super) fn handed_out(&mut self, class: &Value) -> Option<Value> {
        let Shape::Class(class) = &class.shape else { return None };
        let made: Vec<Value> =
            self.implementing(class).iter().filter_map(|class| self.handed_out(class)).collect();
        if !made.is_empty() {
            return Some(Value::join_all(made));
        }
        let instance =
            Value::of(Shape::Instance(Arc::new(Instance { class: Arc::clone(class), object: None })));
        if self.constructed.insert(class.digest) {
            let key = Digester::tagged(191).add(class.digest).end();
            let body = crate::ir::FunctionId(0);
            let mut frame = self.frame(class.module, body, Arc::default(), Value::undefined(), key);
            let ir = &self.program.modules[class.module.index()];
            let site = crate::site::Site::new(class.module, ir.classes[class.class.index()].span);
            self.construct(&mut frame, class, None, Vec::new(), site);
            frame.reads.clear();
            frame.read_by.clear();
            let summary = self.finish(frame);
            let id = self.remember(key, summary);
            self.injected.push(id);
        }
        Some(instance)
    }
}
