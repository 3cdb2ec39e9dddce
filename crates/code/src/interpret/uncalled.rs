//! What nothing of the program calls: the frameworks do, or nobody.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::event::{Event, Reach};
use crate::graph::Target;
use crate::ir::{
    ExpressionKind, FunctionId, FunctionKind, ImportedName, Language, MemberKind, ModuleId, Name,
    VariableKind,
};
use crate::model::Effect;
use crate::value::{Closure, Shape, Value};

use super::Interpreter;
use super::flatten::{Way, events_of_each};
use super::flow::SummaryId;

/// What marks a class that Nest makes.
const OF_NEST: [&str; 2] = ["@nestjs/common:Controller()", "@nestjs/common:Injectable()"];
/// What marks a class as one of Nest's modules.
const MODULE: &str = "@nestjs/common:Module()";

impl<'p> Interpreter<'p> {
    /// Frameworks make what answers their routes. Kotlin's fields need no type, so what they hold is known only once they
    /// are made.
    pub(super) fn make_controllers(&mut self) {
        // Fields of Nest's have what their initialisers say.
        let is_nests = |decorator: &Value| decorator.external_path().is_some_and(|it| OF_NEST.contains(&it));
        let made = self.decorated.values().filter(|it| {
            self.language(it.class.module) == Language::Kotlin || it.decorators.iter().any(is_nests)
        });
        let classes: Vec<_> = made.map(|it| Arc::clone(&it.class)).collect();
        for class in classes {
            self.budget.begin();
            self.handed_out(&Value::of(Shape::Class(class)));
        }
    }

    /// What functions that put a server together do, where nobody calls them while modules are loaded: of each its events.
    pub(super) fn assembled(&mut self, order: &[ModuleId]) -> Vec<Vec<Event>> {
        let mut bodies = Vec::new();
        let named = self.named_elsewhere();
        for &module in order {
            // The files of a package ask for each other: a program of Go begins when all of them are there.
            if self.language(module) == Language::Go
                && let Shape::Function(main) = self.exported(module, "main").shape
            {
                self.budget.begin();
                bodies.extend(self.summarise(&main, Value::undefined(), Vec::new()));
            }
            if !self.makes_servers(module) {
                continue;
            }
            for closure in self.uncalled(module) {
                if !named.contains(&(module, closure.function)) {
                    self.budget.begin();
                    bodies.extend(self.run_orphan(&closure));
                }
            }
        }
        for method in self.configuring() {
            self.budget.begin();
            bodies.extend(self.run_orphan(&method));
        }
        for (module, function) in named {
            if self.makes_servers(module) {
                self.budget.begin();
                bodies.extend(self.run_orphan(&Closure::new(
                    module,
                    function,
                    None,
                    Vec::new(),
                    Arc::default(),
                )));
            }
        }
        let ways: Vec<Way> = bodies.into_iter().map(|body| Way::unentered(Reach::Loading, [body])).collect();
        events_of_each(self.program, &self.summaries, &ways)
    }

    /// The methods of Nest's modules that say which middleware runs before which routes.
    fn configuring(&self) -> Vec<Closure> {
        let is_module = |decorator: &Value| decorator.external_path() == Some(MODULE);
        let modules = self.decorated.values().filter(|it| it.decorators.iter().any(is_module));
        modules
            .filter_map(|it| match self.find_method(&it.class, "configure")? {
                (owner, MemberKind::Method(function)) => {
                    Some(Closure::new(owner.module, function, None, Vec::new(), Arc::clone(&owner.captured)))
                }
                _ => None,
            })
            .collect()
    }

    /// Kotlin's functions that another one names: whoever calls them knows the router that they extend, so that they are
    /// run by themselves only where nobody was seen to.
    fn named_elsewhere(&self) -> BTreeSet<(ModuleId, FunctionId)> {
        let function_of = |module: ModuleId, name: &Name| {
            let functions = &self.program.module(module).functions;
            let mut at_top = functions.iter().enumerate().filter(|(_, it)| it.parent == Some(FunctionId(0)));
            let found = at_top.find(|(_, it)| it.name.as_ref() == Some(name));
            found.map(|(index, _)| (module, FunctionId(index as u32)))
        };
        let mut named = BTreeSet::new();
        for id in self.program.ids().filter(|id| self.language(*id) == Language::Kotlin) {
            let module = self.program.module(id);
            for import in &module.imports {
                if let (Target::Module(target), ImportedName::Named(name)) =
                    (self.program.target(id, import.request), &import.name)
                {
                    named.extend(function_of(*target, name));
                }
            }
            // A method that extends another class is nobody's to call but the program's.
            let methods =
                module.functions.iter().enumerate().skip(1).map(|(index, _)| FunctionId(index as u32));
            let of_classes = methods.filter(|function| {
                let is_method = module.functions[function.index()].kind == FunctionKind::Method;
                is_method && self.takes_receiver(id, *function)
            });
            named.extend(of_classes.map(|function| (id, function)));
            for expression in &module.expressions {
                let ExpressionKind::Variable(variable) = expression.kind else { continue };
                let variable = &module.variables[variable.index()];
                if variable.kind == VariableKind::Function && variable.function.index() == 0 {
                    named.extend(function_of(id, &variable.name));
                }
            }
        }
        named
    }

    pub(super) fn makes_servers(&self, module: ModuleId) -> bool {
        let ir = self.program.module(module);
        if ir.language == Language::CSharp {
            // `Startup.Configure` is the framework's to call.
            return ir.requests.iter().any(|request| request.specifier == "IApplicationBuilder");
        }
        (0..ir.requests.len()).any(|request| {
            match self.program.target(module, crate::ir::RequestId(request as u32)) {
                Target::Package { name, .. } => [
                    "",
                    "Router",
                    "Hono",
                    "Fastify",
                    "McpServer().tool",
                    "Server().setRequestHandler",
                    "()",
                    "App.get",
                    "Route.get",
                    "FastAPI",
                    "Flask",
                    "Blueprint",
                    "HttpSecurity",
                    "WebSecurity",
                    "WebSecurityCustomizer",
                    "embeddedServer",
                    "Application",
                    "Route",
                    "InterceptorRegistry",
                    "FilterRegistrationBean",
                    "SpringApplication.run",
                    "runApplication",
                ]
                .iter()
                .any(|member| {
                    let model = self.model(&format!("{name}:{member}"));
                    matches!(
                        model.and_then(|model| model.effect),
                        Some(
                            Effect::ServerCreate
                                | Effect::RouteRegister
                                | Effect::MiddlewareRegister
                                | Effect::ToolRegister
                        )
                    )
                }),
                _ => false,
            }
        })
    }

    /// Functions that nothing has called: exported ones, methods, and whatever else has no caller.
    pub(super) fn orphans(&mut self) -> Vec<Way> {
        let mut ways = Vec::new();
        for module in self.program.ids() {
            for closure in self.uncalled(module) {
                self.budget.begin();
                let run = self.run_orphan(&closure);
                ways.extend(run.map(|id| Way::unentered(Reach::Orphan, [id])));
            }
        }
        // What was made inside a function and handed to nobody who calls it: methods of an object that is returned.
        // Running one may make others.
        while let Some((function, closure)) = self.made.pop_first() {
            if self.seen.contains(&function) {
                continue;
            }
            self.budget.begin();
            let run = self.run_orphan(&closure);
            ways.extend(run.map(|id| Way::unentered(Reach::Orphan, [id])));
        }
        ways
    }

    pub(super) fn run_orphan(&mut self, closure: &Closure) -> Option<SummaryId> {
        if self.seen.contains(&(closure.module, closure.function)) {
            return None;
        }
        let ir = &self.program.modules[closure.module.index()].functions[closure.function.index()];
        let arguments = ir.parameters.iter().map(|_| super::functions::parameter()).collect();
        let this = match self.scopes[closure.module.index()].class_of(closure.function) {
            Some(class) => self.instance_for(closure.module, class).unwrap_or_default(),
            None => Value::undefined(),
        };
        self.summarise(closure, this, arguments)
    }

    /// Functions of a module's top level and methods of its classes that have not been interpreted yet.
    pub(super) fn uncalled(&mut self, module: ModuleId) -> Vec<Closure> {
        let ir = self.program.module(module);
        let mut found = Vec::new();
        for (index, function) in ir.functions.iter().enumerate().skip(1) {
            let id = FunctionId(index as u32);
            let at_top = function.parent == Some(FunctionId(0));
            let runs_by_itself =
                matches!(function.kind, FunctionKind::ModuleBody | FunctionKind::Initializer);
            // What has captured something needs the function around it, which is in the list itself.
            if at_top && !runs_by_itself && function.captures.is_empty() && !self.seen.contains(&(module, id))
            {
                found.push(Closure::new(module, id, None, Vec::new(), Arc::default()));
            }
        }
        found
    }

    /// Some instance of a class at a module's top level.
    pub(super) fn instance_for(&mut self, module: ModuleId, class: crate::ir::ClassId) -> Option<Value> {
        let ir = self.program.module(module);
        let variable = ir.classes[class.index()].variable?;
        let declared = &ir.variables[variable.index()];
        if declared.kind != VariableKind::Class || declared.function.index() != 0 {
            return None;
        }
        self.instance_of_type(module, variable)
    }
}
