//! The whole run: modules, then entries, then what no entry reaches.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use assay_app::App;
use assay_source::Span;

use crate::analysis::{Analysis, BudgetHit, Calls};
use crate::entry::{self, Entry, Invocation, Loaded};
use crate::event::{Action, Call, Event, Reach};
use crate::graph::{Program, SkippedFile, Target, WhySkipped};
use crate::guard::Guards;
use crate::ir::{Language, ModuleId};
use crate::model::{Effect, Models, Yields};
use crate::site::Site;
use crate::value::{ClassValue, Shape, Value};

use super::Interpreter;
use super::flatten::{Walk, Way, events_of_each};
use super::flow::SummaryId;

/// The path of the mark that the next handler runs from here.
pub(super) const NEXT: &str = "handler:next";
/// The site of what is read without a call that would have one.
pub(super) const NOWHERE: Site = Site { module: ModuleId(0), span: Span { start: 0, end: 0 } };
/// The stack of the thread that interprets: calls in calls, each with expressions in expressions. Reserved, not used.
pub(super) const STACK: usize = 1 << 30;

/// See [`super::flatten::mark`].
pub(super) fn next_call(site: Site) -> Arc<Call> {
    super::flatten::mark(site)
}

/// Follows an app's program from every entry.
pub(crate) fn run(program: &Program, app: &App, models: &'static Models) -> Analysis {
    std::thread::scope(|scope| {
        let work = || Interpreter::new(program, models).analyse(app);
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(analysis)) => analysis,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // No thread, no stack: nothing was looked at, and that is what the analysis says.
            Err(_) => Analysis { complete: false, ..Analysis::default() },
        }
    })
}

impl<'p> Interpreter<'p> {
    fn analyse(mut self, app: &App) -> Analysis {
        let order = self.load_all();
        self.make_controllers();
        let loading = self.loading_events(&order);
        let assembled = self.assembled(&order);
        let calls: Vec<Call> = loading
            .iter()
            .chain(assembled.iter().flatten())
            .filter_map(call_of)
            .filter(|call| registers(call))
            .cloned()
            .collect();
        let registered = handlers_of(&calls);
        self.frameworks = super::frameworks::Told::of(&calls);
        let mut said = self.decorated.values().flat_map(|it| &it.decorators);
        self.frameworks.validates |= said.any(super::pipes::provides_validation);
        let decorated: Vec<_> = self.decorated.values().cloned().collect();
        let program = self.program;
        let shared = RefCell::new(self);
        let entries = {
            let export = |module: ModuleId, name: &str| shared.borrow_mut().exported(module, name);
            let field = |class: &ClassValue, name: &str| shared.borrow().static_field(class, name);
            let decorated = decorated.iter().collect();
            let loaded = Loaded { program, calls: &calls, decorated, export: &export, field: &field };
            entry::entries(app, &loaded)
        };
        let mut this = shared.into_inner();
        // What is only asked for comes after what is sent: a variable that outlives requests then holds what was sent.
        let (asked_for, sent): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| entry.name.starts_with("GET "));
        let mut ways: Vec<Way> = Vec::new();
        for entry in sent.into_iter().chain(asked_for) {
            this.budget.begin();
            ways.push(this.enter(entry, &registered));
        }
        ways.sort_by_key(|way| way.entry);
        ways.push(Way::unentered(Reach::Loading, this.injected.iter().copied()));
        ways.extend(this.orphans());
        let mut of_entries = events_of_each(this.program, &this.summaries, &ways);
        let of_others = of_entries.split_off(entries.len());
        let mut events: Vec<Event> = of_entries.into_iter().flatten().collect();
        let covered: HashSet<Site> = events.iter().map(|event| event.site).collect();
        events.extend(loading);
        // What a handler does was told from its entry.
        for body in assembled.into_iter().filter(|body| body.iter().any(puts_together)) {
            events.extend(body.into_iter().filter(|event| !covered.contains(&event.site)));
        }
        events.extend(of_others.into_iter().flatten());
        // Nobody needs to wait until they are gone.
        let done = (std::mem::take(&mut this.summaries), std::mem::take(&mut this.memory));
        crate::lower::workers().spawn(move || drop(done));
        this.conclude(entries, events)
    }

    /// Runs every module: first those that nobody asks for, since that is where programs begin, and with them what
    /// they ask for; then what is left in cycles.
    fn load_all(&mut self) -> Vec<ModuleId> {
        let mut asked_for = vec![false; self.program.modules.len()];
        for module in self.program.ids() {
            for request in 0..self.program.module(module).requests.len() {
                if let Target::Module(target) =
                    self.program.target(module, crate::ir::RequestId(request as u32))
                {
                    asked_for[target.index()] |= *target != module;
                }
            }
        }
        let roots = self.program.ids().filter(|module| !asked_for[module.index()]);
        let others = self.program.ids().filter(|module| asked_for[module.index()]);
        for module in roots.chain(others) {
            self.budget.begin();
            self.load(module);
        }
        let mut order: Vec<ModuleId> = self.program.ids().collect();
        order.sort_by_key(|module| self.modules[module.index()].body);
        order
    }

    fn loading_events(&mut self, order: &[ModuleId]) -> Vec<Event> {
        let bodies = order.iter().filter_map(|module| self.modules[module.index()].body);
        let way = Way::unentered(Reach::Loading, bodies);
        way.events(self.program, &self.summaries, &mut self.held)
    }

    /// Runs an entry: its handlers in order, each under what those before it let through.
    fn enter(&mut self, entry: &Entry, registered: &HashMap<u64, &'static [Yields]>) -> Way {
        let mut runs: Vec<(SummaryId, Guards)> = Vec::new();
        let mut held = Guards::none();
        let last = entry.handlers.len().saturating_sub(1);
        for (position, handler) in entry.handlers.iter().enumerate() {
            let mut let_through: Option<Guards> = None;
            for one in handler.alternatives() {
                let through = match &one.shape {
                    Shape::Function(closure) => {
                        let yields = registered.get(&handler.digest()).copied();
                        let mut arguments = self.arguments_of(entry, closure, yields);
                        if let (Some(request), Some(schema)) =
                            (arguments.first_mut(), self.frameworks.schema_of(handler))
                            && request.external_path() == Some("fastify:Request")
                        {
                            *request = super::schemas::request_of(schema);
                        }
                        let is_filter = position < last;
                        let by_answering = entry.invocation == Invocation::View || is_hook(&arguments);
                        self.in_filter = by_answering && is_filter;
                        if let Some(Shape::Instance(instance)) = closure.this.as_ref().map(Value::shape)
                            && (is_filter && self.language(closure.module) == Language::Python
                                || self.language(closure.module) == Language::Php)
                        {
                            // Its fields are what its constructor was given.
                            self.handed_out(&Value::of(Shape::Class(Arc::clone(&instance.class))));
                        }
                        self.place = is_filter.then(|| self.place_of(entry)).flatten();
                        let summary = self.summarise(closure, Value::undefined(), arguments);
                        let summary = summary.map(|id| self.unwrapped(entry, id, registered).unwrap_or(id));
                        self.in_filter = false;
                        self.place = None;
                        let Some(id) = summary else { continue };
                        runs.push((id, held.clone()));
                        self.let_through(entry, id, handler)
                    }
                    Shape::Namespace(module) => {
                        if let Some(body) = self.modules[module.index()].body {
                            runs.push((body, Guards::none()));
                        }
                        Guards::none()
                    }
                    Shape::External(_) | Shape::Element(_) => {
                        let shown = match &one.shape {
                            Shape::External(external) => external.made_with.to_vec(),
                            _ => vec![one.clone()],
                        };
                        for (component, attributes) in drawn(&shown) {
                            let Shape::Function(closure) = &component.shape else { continue };
                            let arguments = vec![attributes, Value::unknown()];
                            let id = self.summarise(closure, Value::undefined(), arguments);
                            runs.extend(id.map(|id| (id, held.clone())));
                        }
                        let by_others = |external| self.let_through_by_others(entry, external);
                        one.as_external().map(by_others).unwrap_or_default()
                    }
                    _ => continue,
                };
                let_through = Some(match let_through {
                    Some(met) => met.both(&through),
                    None => through,
                });
            }
            if position < last {
                held = held.and(&let_through.unwrap_or_default());
            }
        }
        Way { entry: Some(entry.id), reach: Reach::Entry, runs, answers: answers(entry.invocation) }
    }

    /// What holds where a handler lets the next one run.
    fn let_through(&mut self, entry: &Entry, id: SummaryId, handler: &Value) -> Guards {
        let summary = &self.summaries[id.index()];
        let is_middleware =
            || matches!(handler.shape(), Shape::Function(closure) if self.is_middleware(closure));
        if entry.invocation == Invocation::Controller && !is_middleware() || self.decides(id) {
            // It refuses by what it returns.
            let told =
                summary.value.as_ref().map(|value| super::checks::told(value, summary.returns[0].site).0);
            return summary.ensures.and(&told.flatten().unwrap_or_default());
        }
        let known = self.let_through.get(&id).cloned();
        let at_next = known.unwrap_or_else(|| {
            let (program, summaries) = (self.program, &self.summaries);
            Walk::new(program, summaries, &mut self.held, None, Reach::Entry).held_at_next(id)
        });
        self.let_through.insert(id, at_next.clone());
        let summary = &self.summaries[id.index()];
        match at_next {
            Some(held) => held,
            // Without `next` it goes on where it comes back.
            None => {
                let parameters = &self.program.modules[summary.module.index()].functions
                    [summary.function.index()]
                .parameters;
                let passes = entry.invocation == Invocation::View || parameters.len() < 3;
                match self.frameworks.refuses_by(self.program, summary, handler) {
                    _ if !passes => Guards::none(),
                    Some(refusal) => refusal.let_through(summary, &self.summaries),
                    None => summary.ensures.clone(),
                }
            }
        }
    }

    /// The files of languages in which no entry's code is written: what leads to them is not known, so that what they do
    /// was seen in vain.
    fn without_a_way_in(&self, entries: &[Entry]) -> Vec<SkippedFile> {
        let entered: BTreeSet<&str> = entries
            .iter()
            .flat_map(|entry| &entry.handlers)
            .flat_map(Value::alternatives)
            .filter_map(|handler| match &handler.shape {
                Shape::Function(closure) => Some(self.program.module(closure.module).language.registry()),
                _ => None,
            })
            .collect();
        let modules = self.program.modules.iter().filter(|module| {
            module.language != Language::JavaScript && !entered.contains(module.language.registry())
        });
        modules
            .map(|module| SkippedFile { file: module.file.clone(), because: WhySkipped::NoWayIn })
            .collect()
    }

    fn conclude(self, entries: Vec<Entry>, events: Vec<Event>) -> Analysis {
        let budgets = self.budget.hits.iter().map(|(module, function, limit)| {
            let function = &self.program.modules[module.index()].functions[function.index()];
            BudgetHit {
                function: function.name.clone().unwrap_or_default(),
                site: Site::new(*module, function.head),
                limit: *limit,
            }
        });
        let in_part = self.program.modules.iter().filter(|module| !module.complete);
        let in_part =
            in_part.map(|module| SkippedFile { file: module.file.clone(), because: WhySkipped::InPart });
        let whole = self.program.skipped.iter().filter(|skipped| skipped.because.hides()).cloned();
        let mut unread: Vec<SkippedFile> =
            whole.chain(in_part).chain(self.without_a_way_in(&entries)).collect();
        unread.sort();
        Analysis {
            entries,
            calls: Calls::of(&events),
            events,
            unread,
            steps: self.budget.steps(),
            budgets: budgets.collect(),
            unawaited: crate::unawaited::calls(self.program),
            functions: self.program.modules.iter().map(|module| module.functions.len()).sum(),
            complete: true,
            functions_of: self
                .program
                .modules
                .iter()
                .map(|module| {
                    module.functions.iter().skip(1).map(|function| (function.span, function.head)).collect()
                })
                .collect(),
            modules: self
                .program
                .modules
                .iter()
                .map(|module| (module.file.clone(), Arc::clone(&module.text)))
                .collect(),
            languages: self.program.modules.iter().map(|module| module.language).collect(),
        }
    }
}

/// Whether what runs before a route is a hook of Fastify, which is over once it has answered.
///
/// Source: fastify.dev, "Hooks", "Respond to a request from a hook"; read 2026-11-23.
fn is_hook(arguments: &[Value]) -> bool {
    let is_reply = |given: &Value| given.as_external().is_some_and(|it| it.path.as_str() == "fastify:Reply");
    arguments.get(1).is_some_and(is_reply)
}

/// The program's own components among elements that are drawn, each with its attributes: `render(<App/>)`.
fn drawn(values: &[Value]) -> Vec<(Value, Value)> {
    let mut found = Vec::new();
    let mut see = |value: &Value| {
        if let Shape::Element(element) = &value.shape
            && let Some(component) = &element.component
        {
            found
                .extend(component.alternatives().iter().map(|one| (one.clone(), element.attributes.clone())));
        }
    };
    for value in values {
        see(value);
        value.visit(&mut see, 6);
    }
    found
}

/// Whether something is part of putting a server together: what else the function around it does then counts as done.
fn puts_together(event: &Event) -> bool {
    use Effect::{HeaderSet, Listen, MiddlewareRegister, RouteRegister, ServerCreate};
    let effect = match &event.action {
        Action::Call(call) => call.effect(),
        Action::Assign(assign) => assign.model.and_then(|model| model.effect),
        _ => None,
    };
    matches!(effect, Some(HeaderSet | Listen | MiddlewareRegister | RouteRegister | ServerCreate))
}

/// Whether a call may lead to entries.
pub(super) fn registers(call: &Call) -> bool {
    let registers = matches!(
        call.effect(),
        Some(
            Effect::ResolverCreate
                | Effect::ResolverDefine
                | Effect::ResolverDefinitions
                | Effect::ServerCreate
                | Effect::RouteRegister
                | Effect::MiddlewareRegister
                | Effect::ToolRegister
                | Effect::Listen
                | Effect::RenderRoot
        )
    );
    registers || call.path.ends_with(".route") || call.path.ends_with(".add_middleware")
}

/// What each handler that was registered with a server is called with, by the handler.
fn handlers_of(calls: &[Call]) -> HashMap<u64, &'static [Yields]> {
    let mut found = HashMap::new();
    for call in calls {
        let Some(model) = call.model else { continue };
        if !matches!(
            model.effect,
            Some(
                Effect::RouteRegister
                    | Effect::MiddlewareRegister
                    | Effect::ServerCreate
                    | Effect::ToolRegister
            )
        ) {
            continue;
        }
        let hooks = crate::entry::routes::hooks::of_route(call);
        for handler in call.role_all(crate::model::Role::Handler).into_iter().chain(hooks) {
            if let Some(callback) = model.callbacks.first() {
                found.entry(handler.digest()).or_insert(callback.with.as_slice());
            }
        }
    }
    found
}

fn call_of(event: &Event) -> Option<&Call> {
    match &event.action {
        Action::Call(call) => Some(call),
        _ => None,
    }
}

/// Whether what a handler returns goes to whoever invoked it.
fn answers(invocation: Invocation) -> bool {
    !matches!(
        invocation,
        Invocation::Module
            | Invocation::Component
            | Invocation::Page
            | Invocation::Route
            | Invocation::KoaRoute
            // What it gives back mostly is for a page that others render.
            | Invocation::ServerAction
            | Invocation::Event
            | Invocation::Queue
            | Invocation::Schedule
    )
}
