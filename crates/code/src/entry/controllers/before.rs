//! What runs before the methods of Nest's controllers and stands elsewhere: guards for every route, and middleware.
//!
//! Source: docs.nestjs.com, "Guards", "Binding guards", and "Middleware", "Applying middleware"; read 2026-11-24.

use std::sync::Arc;

use assay_source::RelPath;

use super::guard;
use crate::{
    entry::{
        Loaded,
        loaded::{externals, may_be_called},
        named::{as_class, method_named},
        routes::paths::covers,
    },
    event::Call,
    ir::ModuleId,
    model::Effect,
    value::{ClassValue, Shape, Value},
};

const FOR_ALL: &str = "@nestjs/core:APP_GUARD";
const CREATE: &str = "@nestjs/core:NestFactory.create";
const USE_GUARDS: &str = ".useGlobalGuards";
const FOR_ROUTES: &str = ".forRoutes";
const EXCLUDE: &str = ".exclude";
const METHOD: &str = "@nestjs/common:RequestMethod.";

/// What was said once for many routes.
pub(super) struct Before<'a> {
    guards: Vec<(Value, ModuleId)>,
    middleware: Vec<Middleware>,
    /// Folders in which an application is made; none where there is but one.
    applications: Vec<RelPath>,
    loaded: &'a Loaded<'a>,
}

/// `consumer.apply(…).exclude(…).forRoutes(…)`
struct Middleware {
    functions: Vec<Value>,
    without: Vec<Value>,
    at: Vec<Value>,
}

impl<'a> Before<'a> {
    pub(super) fn of(loaded: &'a Loaded<'a>) -> Self {
        let made = loaded.calls_with(Effect::ServerCreate).filter(|(_, call)| call.path == CREATE);
        let mut applications: Vec<RelPath> =
            made.map(|(_, call)| loaded.program.module(call.site.module).file.parent()).collect();
        applications.sort();
        applications.dedup();
        if applications.len() < 2 {
            applications.clear();
        }
        let registered = || loaded.calls_with(Effect::MiddlewareRegister).map(|(_, call)| call);
        let used = registered().filter(|call| call.path.ends_with(USE_GUARDS));
        let used = used.flat_map(|call| call.arguments.iter().map(|guard| (guard.clone(), call.site.module)));
        let provided = loaded.decorated.iter().flat_map(|it| {
            let modules =
                it.decorators.iter().filter_map(|decorator| super::decorator_named(decorator, "Module"));
            let providers = modules.filter_map(|module| Some(module.made_with.first()?.field("providers")));
            let all = providers.flat_map(|providers| providers.elements());
            all.filter_map(provided).map(|guard| (guard, it.class.module)).collect::<Vec<_>>()
        });
        let guards = used.chain(provided).map(|(it, module)| (guard(loaded, &it), module)).collect();
        let middleware = registered().filter(|call| call.path.ends_with(FOR_ROUTES));
        let middleware = middleware.map(|call| Middleware::of(loaded, call)).collect();
        Self { guards, middleware, applications, loaded }
    }

    /// What runs before one route of a controller, in order.
    pub(super) fn of_route(&self, class: &Arc<ClassValue>, method: &str, path: &str) -> Vec<Value> {
        let middleware = self.middleware.iter().filter(|it| it.runs_before(class, method, path));
        let middleware = middleware.flat_map(|it| it.functions.iter().cloned());
        let guards = self.guards.iter().filter(|(_, from)| self.same_application(*from, class.module));
        middleware.chain(guards.map(|(guard, _)| guard.clone())).collect()
    }

    /// What lies in no folder of an application is for all of them.
    fn same_application(&self, one: ModuleId, other: ModuleId) -> bool {
        let of = |module: ModuleId| {
            let file = &self.loaded.program.module(module).file;
            self.applications.iter().rev().find(|folder| file.is_below(folder))
        };
        match (of(one), of(other)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }
}

/// The guard that a provider is for every route.
fn provided(provider: Value) -> Option<Value> {
    if provider.field("provide").external_path() != Some(FOR_ALL) {
        return None;
    }
    let told = ["useClass", "useExisting", "useValue"].map(|name| provider.field(name));
    let guard = told.into_iter().find(|it| as_class(it).is_some() || it.as_external().is_some());
    // What a factory makes is not known.
    guard.or_else(|| Some(provider.field("provide")))
}

impl Middleware {
    fn of(loaded: &Loaded<'_>, call: &Call) -> Self {
        let receiver = externals(&call.receiver).next();
        let given = receiver.map(|it| it.made_with.to_vec()).unwrap_or_default();
        let functions = given.iter().filter_map(|it| match as_class(it) {
            Some(class) => method_named(loaded, &class, "use"),
            None => may_be_called(it).then(|| it.clone()),
        });
        let before = receiver.and_then(|it| it.made_by.as_ref()).filter(|it| it.path.ends_with(EXCLUDE));
        Self {
            functions: functions.collect(),
            without: before.map(|call| call.arguments.clone()).unwrap_or_default(),
            at: call.arguments.clone(),
        }
    }

    fn runs_before(&self, class: &Arc<ClassValue>, method: &str, path: &str) -> bool {
        let is_at = |at: &Value| match at.shape() {
            Shape::Class(it) => it.digest == class.digest,
            _ => names(at, method, path, false),
        };
        self.at.iter().any(is_at) && !self.without.iter().any(|at| names(at, method, path, true))
    }
}

/// Whether `'notes'`, `{ path: 'notes/*rest', method: RequestMethod.GET }` speaks of a route.
fn names(said: &Value, method: &str, path: &str, whole: bool) -> bool {
    let (pattern, wanted) = match said.shape() {
        Shape::Object(_) => (said.field("path"), said.field("method")),
        _ => (said.clone(), Value::undefined()),
    };
    let wanted = wanted.external_path().and_then(|path| path.strip_prefix(METHOD)).unwrap_or("ALL");
    let Some(pattern) = pattern.texts().next().map(|text| text.template()) else {
        // Where it is not known where it runs, it is said to run wherever that is the stricter reading.
        return !whole;
    };
    let open = pattern.split(['*', '(', '{']).next().unwrap_or_default();
    let is_open = open.len() < pattern.len();
    let parts = |text: &str| {
        let parts = text.split('/').filter(|part| !part.is_empty());
        parts.map(|part| if part.starts_with(':') { ":" } else { part }).collect::<Vec<_>>().join("/")
    };
    let (pattern, path) = (format!("/{}", parts(open)), format!("/{}", parts(path)));
    let covered = if whole && !is_open { pattern == path } else { covers(&pattern, &path) };
    covered && (wanted == "ALL" || wanted == method)
}
