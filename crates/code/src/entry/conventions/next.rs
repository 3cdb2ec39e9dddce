//! Next: `pages/api/**` answer by their default export, `app/**/route` by exports named after methods; `middleware` (since version
//! 16 `proxy`) sees first what its `matcher` lets it see.
//!
//! Source: nextjs.org/docs, "API Routes", "Route Handlers" and "Proxy"; read 2026-11.

pub(crate) mod matcher;

use std::sync::Arc;

use assay_app::App;
use assay_source::RelPath;

use super::{METHODS, found, segment};
use crate::{
    entry::{Found, Invocation, Loaded, loaded::may_be_called, named},
    ir::{Module, ModuleId},
    model::Verdict,
    site::Site,
    value::{Closure, Shape, Value},
};

const CLERK: &str = ":clerkMiddleware";
/// What Clerk hands to the function that its middleware is made with.
const SESSION_OF_CLERK: &str = "@clerk/nextjs:auth";
const ASKS_OF_NEXT_AUTH: &str = "next-auth/middleware:default";

/// The folders of Next's projects, each with what runs in front of its routes.
pub(super) struct Projects(Vec<(RelPath, Option<InFront>)>);

struct InFront {
    handler: Value,
    /// None where it is for every route.
    at: Option<Vec<String>>,
}

impl Projects {
    pub(super) fn of(app: &App, loaded: &Loaded<'_>) -> Self {
        let projects = app.project.packages.iter().filter(|package| package.wants("next").is_some());
        let folders = projects.map(|package| package.path().parent());
        Self(
            folders
                .map(|folder| {
                    let mut all = loaded.program.ids();
                    let in_front = all.find_map(|id| {
                        let stem = stem(loaded.program.module(id), &folder)?;
                        InFront::of(loaded, id, in_front(&stem)?)
                    });
                    (folder, in_front)
                })
                .collect(),
        )
    }
}

impl InFront {
    fn of(loaded: &Loaded<'_>, id: ModuleId, stem: &str) -> Option<Self> {
        let handler = exported(loaded, id, stem)?;
        let said = (loaded.export)(id, "config").field("matcher");
        let each = match said.shape() {
            Shape::Array(_) => said.elements(),
            _ => vec![said.clone()],
        };
        let text = |one: &Value| {
            let said = match one.shape() {
                Shape::Object(_) => one.field("source"),
                _ => one.clone(),
            };
            said.as_constant().map(str::to_owned)
        };
        let at = (!said.is_undefined()).then(|| each.iter().filter_map(text).collect());
        // What others made runs too, and may ask who calls.
        let handler = match handler.alternatives().iter().any(Value::is_function) {
            true => handler,
            false => of_others(loaded, id, &handler)?,
        };
        Some(Self { handler, at })
    }

    fn runs_before(&self, route: &str) -> bool {
        self.at.as_ref().is_none_or(|at| at.iter().any(|pattern| matcher::matches(pattern, route)))
    }
}

/// Of middleware that others made: what proves something, or the program's function that it was made with; none of what only
/// looks.
///
/// Source: clerk.com/docs/reference/nextjs/clerk-middleware; authjs.dev, "Protecting resources"; read 2026-11-24.
fn of_others(loaded: &Loaded<'_>, id: ModuleId, handler: &Value) -> Option<Value> {
    let proves = |value: &Value| {
        let made_by = value.as_external().and_then(|external| external.made_by.as_ref());
        let check = made_by.and_then(|call| call.model).and_then(|model| model.check.as_ref());
        check.is_some_and(|check| check.when == Verdict::Next)
    };
    let site = Site::new(id, loaded.program.module(id).functions[0].head);
    let external = handler.as_external()?;
    let made_by = external.made_by.as_ref().filter(|_| external.path.ends_with(')'));
    if let Some(call) = made_by {
        let Shape::Function(closure) = call.argument(0).shape().clone() else {
            return proves(handler).then(|| handler.clone());
        };
        if call.path.ends_with(CLERK) {
            let asks = named::thing(SESSION_OF_CLERK);
            let Closure { module, function, ref this, ref captured, .. } = *closure;
            let bound = Closure::new(module, function, this.clone(), vec![asks], Arc::clone(captured));
            return Some(Value::of(Shape::Function(Arc::new(bound))));
        }
        return Some(if proves(handler) { handler.clone() } else { call.argument(0) });
    }
    // `export { auth as middleware }`: settings say who goes on.
    let settings = external.made_with.first().map(|settings| settings.field("callbacks").field("authorized"));
    let path = match settings.is_some_and(|authorized| authorized.is_function()) {
        true => ASKS_OF_NEXT_AUTH,
        false => external.path.as_str(),
    };
    Some(named::outside(path, site)).filter(proves)
}

/// `middleware.ts` beside the pages, or in `src`.
fn in_front(stem: &str) -> Option<&str> {
    matches!(stem, "middleware" | "proxy").then_some(stem)
}

fn exported(loaded: &Loaded<'_>, id: ModuleId, stem: &str) -> Option<Value> {
    [stem, "default"].map(|name| (loaded.export)(id, name)).into_iter().find(may_be_called)
}

/// The path of a file in a project, without `src` and its ending.
fn stem(module: &Module, project: &RelPath) -> Option<String> {
    let path = module.file.relative_to(project)?;
    let stem = path.as_str().rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
    Some(stem.strip_prefix("src/").unwrap_or(stem).to_owned())
}

pub(super) fn routes(
    projects: &Projects,
    loaded: &Loaded<'_>,
    id: ModuleId,
    module: &Module,
    all: &mut Vec<Found>,
) {
    let Some((stem, before)) =
        projects.0.iter().find_map(|(folder, before)| Some((stem(module, folder)?, before)))
    else {
        return;
    };
    let is_route = stem.starts_with("pages/api/") || stem.starts_with("app/") && stem.ends_with("route");
    if !is_route && in_front(&stem).is_none() && says_use_server(module.text.as_str()) {
        actions(before.as_ref(), loaded, id, module, all);
        return;
    }
    let mut add = |name: String, path: &str, invocation: Invocation, handler: Value| {
        let mut route = found(loaded, id, name, invocation, handler);
        let before = before.iter().filter(|before| before.runs_before(path));
        route.handlers.splice(0..0, before.map(|before| before.handler.clone()));
        all.push(route);
    };
    if let Some(stem) = in_front(&stem) {
        if let Some(handler) = exported(loaded, id, stem) {
            all.push(found(loaded, id, format!("ALL * ({stem})"), Invocation::FetchHandler, handler));
        }
    } else if let Some(route) = stem.strip_prefix("pages/api/") {
        let handler = (loaded.export)(id, "default");
        if may_be_called(&handler) {
            let path = format!("/api/{}", segment(route));
            add(format!("ALL {path}"), &path, Invocation::Route, handler);
        }
    } else if let Some(route) = stem.strip_prefix("app/").and_then(|route| route.strip_suffix("route")) {
        for method in METHODS {
            let handler = (loaded.export)(id, method);
            if may_be_called(&handler) {
                let path = format!("/{}", segment(route.trim_end_matches('/')));
                add(format!("{method} {path}"), &path, Invocation::FetchHandler, handler);
            }
        }
    }
}

/// A file of server actions begins with a line that says so.
///
/// Source: nextjs.org/docs/app/api-reference/directives/use-server, read 2026-11-24.
fn says_use_server(text: &str) -> bool {
    let mut text = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        text = if let Some(rest) = text.strip_prefix("//") {
            rest.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(rest) = text.strip_prefix("/*") {
            rest.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            break;
        }
        .trim_start();
    }
    ["'use server'", "\"use server\""].iter().any(|directive| text.starts_with(directive))
}

/// Whatever such a file exports anybody may call who has seen a page that uses it: by a form, or by a request like it. What runs
/// in front of all pages runs in front of that.
fn actions(
    before: Option<&InFront>,
    loaded: &Loaded<'_>,
    id: ModuleId,
    module: &Module,
    all: &mut Vec<Found>,
) {
    let before = before.filter(|before| before.runs_before("/"));
    let mut names: Vec<_> = module.exports.iter().map(|export| export.name.clone()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let handler = (loaded.export)(id, &name);
        if !handler.alternatives().iter().any(Value::is_function) {
            continue;
        }
        let mut action = found(loaded, id, format!("ACTION {name}"), Invocation::ServerAction, handler);
        action.handlers.splice(0..0, before.map(|before| before.handler.clone()));
        all.push(action);
    }
}
