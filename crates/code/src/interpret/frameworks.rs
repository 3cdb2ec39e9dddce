//! What frameworks make of filters: which refuse by what they give back, and what else routes are called.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{
    Interpreter, checks,
    flow::{Frame, Return, Summary},
    place::Place,
};
use crate::{
    entry::Entry,
    event::Call,
    graph::Program,
    guard::{Guard, GuardKind, Guards},
    ir::{Language, Module, Name},
    model::{Effect, Role},
    origin::{Origin, Source},
    value::{External, Shape, Value},
};

/// What was told a framework when the program's routes and filters were registered.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Filters of Flask, by the digests of their functions.
    of_flask: HashSet<u64>,
    /// What Flask calls a route where the program says so, by the digest of its handler.
    endpoints: HashMap<u64, Name>,
    /// The schemas of Fastify's routes, by the digests of their handlers; nothing where they have several.
    schemas: HashMap<u64, Value>,
    /// Whether Nest holds what is sent against the classes that parameters are declared with.
    pub(super) validates: bool,
}

/// How a filter says that a request goes no further.
pub(super) enum Refusal {
    /// It gives back an answer. Nothing given back lets through.
    ///
    /// Source: flask.palletsprojects.com, `Flask.before_request`; docs.djangoproject.com, "Middleware", `process_view`; read
    /// 2026-11.
    ByAnswering,
    /// It gives back what is false.
    ///
    /// Source: django-rest-framework.org, "Custom permissions"; docs.djangoproject.com, `UserPassesTestMixin`; read 2026-11.
    ByFalsehood,
    /// It gives back an answer other than the one that lets through, `NextResponse.next()`, or nothing.
    ///
    /// Source: nextjs.org/docs/app/api-reference/file-conventions/proxy, read 2026-11-24.
    UnlessPassed,
}

/// What Next's middleware gives back to let a request through.
const PASSED: &str = "next:Passed";
/// The name of an entry's handler that runs in front of Next's routes, as its file says.
const IN_FRONT: [&str; 2] = ["middleware.", "proxy."];

impl Told {
    pub(super) fn of(calls: &[Call]) -> Self {
        let mut told = Self { validates: super::pipes::validates(calls), ..Self::default() };
        let routes = calls
            .iter()
            .filter(|call| call.path.starts_with("fastify:") && call.effect() == Some(Effect::RouteRegister));
        for call in routes {
            let schema = call.role(Role::Settings).field("schema");
            for handler in call.role_all(Role::Handler) {
                let known = told.schemas.entry(handler.digest()).or_insert_with(|| schema.clone());
                if *known != schema {
                    *known = Value::undefined();
                }
            }
        }
        let is_flask = |call: &&Call| call.path.starts_with("@python/flask:");
        for call in calls.iter().filter(is_flask) {
            let handlers = || call.role_all(Role::Handler).into_iter().map(|handler| handler.digest());
            match call.effect() {
                Some(Effect::MiddlewareRegister) => told.of_flask.extend(handlers()),
                Some(Effect::RouteRegister) => {
                    let said = [1, 2].map(|position| call.argument(position).field("endpoint"));
                    if let Some(name) = said.iter().find_map(Value::as_constant) {
                        told.endpoints.extend(handlers().map(|handler| (handler, Name::from(name))));
                    }
                }
                _ => {}
            }
        }
        told
    }

    /// What the settings of a handler's route say of what is sent there.
    pub(super) fn schema_of(&self, handler: &Value) -> Option<&Value> {
        self.schemas.get(&handler.digest()).filter(|schema| !schema.is_undefined())
    }

    /// How a filter refuses, where that is by what it gives back.
    pub(super) fn refuses_by(
        &self,
        program: &Program,
        summary: &Summary,
        handler: &Value,
    ) -> Option<Refusal> {
        let module = program.module(summary.module);
        if is_in_front(module) {
            return Some(Refusal::UnlessPassed);
        }
        if module.language != Language::Python {
            return None;
        }
        if self.of_flask.contains(&handler.digest()) {
            return Some(Refusal::ByAnswering);
        }
        match module.functions[summary.function.index()].name.as_deref()? {
            "process_request" | "process_view" => Some(Refusal::ByAnswering),
            "has_permission" | "test_func" => Some(Refusal::ByFalsehood),
            _ => None,
        }
    }
}

/// Whether a file is that of Next's middleware.
pub(super) fn is_in_front(module: &Module) -> bool {
    let name = module.file.file_name();
    module.language == Language::JavaScript && IN_FRONT.iter().any(|file| name.starts_with(file))
}

impl Refusal {
    /// What holds where a filter did not refuse.
    pub(super) fn let_through(&self, summary: &Summary, all: &[Summary]) -> Guards {
        let met = |guards: Option<Guards>, next: Guards| match guards {
            Some(guards) => Some(guards.both(&next)),
            None => Some(next),
        };
        let told = match self {
            Self::ByAnswering => {
                let is_nothing = |one: &Value| matches!(one.shape, Shape::Undefined | Shape::Null);
                let silent =
                    summary.returns.iter().filter(|one| one.value.alternatives().iter().any(is_nothing));
                silent.map(|one| one.guards.clone()).fold(None, met)
            }
            Self::UnlessPassed => {
                let passes = |one: &Value| {
                    matches!(one.shape, Shape::Undefined | Shape::Null)
                        || one.external_path().is_none_or(|path| path.starts_with(PASSED))
                            && !matches!(one.shape, Shape::Object(_))
                };
                let passing =
                    summary.returns.iter().filter(|one| one.value.alternatives().iter().any(passes));
                let inner = |one: &Return| one.of.map(|id| self.let_through(&all[id.index()], all));
                passing.map(|one| one.guards.and(&inner(one).unwrap_or_default())).fold(None, met)
            }
            Self::ByFalsehood => {
                let told = summary.returns.iter().filter_map(|one| {
                    let (when_true, _) = checks::told(&one.value, one.site);
                    Some(one.guards.and(&when_true?))
                });
                told.fold(None, met).map(|told| told.and(&unfollowed(summary)))
            }
        };
        told.unwrap_or_else(|| summary.ensures.clone())
    }
}

impl Interpreter<'_> {
    /// The route that the filters of an entry run before.
    pub(super) fn place_of(&self, entry: &Entry) -> Option<Place> {
        let last = entry.handlers.last()?;
        let own_name = || match last.shape() {
            Shape::Function(closure) if closure.this.is_none() => {
                let module = self.program.module(closure.module);
                module.functions[closure.function.index()].name.clone()
            }
            _ => None,
        };
        let endpoint = self.frameworks.endpoints.get(&last.digest()).cloned().or_else(own_name);
        Place::of(entry, endpoint, self.marks_of(last))
    }
}

impl<'p> Interpreter<'p> {
    /// `auth((request) => …)` of Auth.js in Next's middleware: what comes out is a handler, where a session is elsewhere.
    pub(super) fn handler_with_session(
        &self,
        frame: &Frame<'p>,
        call: &Arc<Call>,
        external: &External,
    ) -> Option<Value> {
        let is_it = call.path.starts_with("next-auth:") && call.path.ends_with(".auth");
        let is_handler = is_it && call.argument(0).is_function() && is_in_front(frame.ir);
        is_handler.then(|| self.made_by_call(frame.key, call, external))
    }
}

/// What decides may be something that was not followed, unless it says `True` whoever calls.
fn unfollowed(summary: &Summary) -> Guards {
    let is_constant = |value: &Value| matches!(value.shape(), Shape::Boolean(Some(_)));
    if summary.returns.iter().all(|one| is_constant(&one.value)) {
        return Guards::none();
    }
    let Some(first) = summary.returns.first() else { return Guards::none() };
    let kind = GuardKind::UnknownTested(Name::from("what it gives back"));
    Guards::one(Guard::new(kind, Vec::new(), None, first.site, false))
}

/// What Express answers of its settings: `app.get('env')`, where `app.get('/notes', handler)` registers a route.
///
/// Source: expressjs.com/en/5x/api.html, `app.get(name)` and `env`, which is `NODE_ENV`; read 2026-11-23.
pub(super) fn setting_of_express(path: &str, arguments: &[Value]) -> Option<Value> {
    let [name] = arguments else { return None };
    let name = name.as_constant().filter(|name| !name.starts_with('/'))?;
    if path != "express:().get" && path != "express:express().get" {
        return None;
    }
    Some(match name {
        "env" => Value::from_origin(Origin::new(Source::Environment(Name::from("NODE_ENV")))),
        _ => Value::unknown(),
    })
}
