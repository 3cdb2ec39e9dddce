//! Routes of servers, each with the middleware that runs before it.

use assay_app::App;

use super::{
    Audience, Found, Invocation, Loaded, Resolution, Side,
    loaded::{externals, is_object, may_be_called},
};
use crate::{
    event::Call,
    ir::Name,
    model::{Effect, Role},
    value::{ObjectId, Value},
};

/// How deep routers may be mounted in one another.
const DEEPEST: usize = 8;

/// What runs before a router's own routes, and the path it lies at.
#[derive(Clone, Default)]
struct Mount {
    path: String,
    before: Vec<Value>,
}

/// Every route that is registered with a server or router, once for each place the router is mounted at.
pub(super) fn routes(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (position, call) in loaded.calls_with(Effect::RouteRegister) {
        // Decorators of controllers have no receiver that is a server.
        if call.path.starts_with("@nestjs/") {
            continue;
        }
        let handlers: Vec<Value> = call.role_all(Role::Handler).into_iter().filter(may_be_called).collect();
        for mount in mounts(loaded, owner(loaded, call), position) {
            let path = joined(&mount.path, &path(loaded, call));
            let all: Vec<Value> = mount.before.iter().chain(&handlers).cloned().collect();
            found.push(route(
                app,
                loaded,
                call,
                &format!("{} {path}", method(call)),
                all,
                handlers.is_empty(),
            ));
        }
    }
    for (position, call) in loaded.calls_with(Effect::MiddlewareRegister) {
        let handlers = own_handlers(call);
        let is_function =
            handlers.last().is_some_and(|last| last.alternatives().iter().any(Value::is_function));
        let path = path(loaded, call);
        if is_function && !path.is_empty() && path != "/" {
            for mount in mounts(loaded, owner(loaded, call), position) {
                let path = joined(&mount.path, &path);
                let all = mount.before.iter().chain(&handlers).cloned().collect();
                found.push(route(app, loaded, call, &format!("ALL {path}"), all, false));
            }
        }
    }
    for (_, call) in loaded.calls_with(Effect::ServerCreate) {
        let handlers: Vec<Value> =
            call.role_all(Role::Handler).into_iter().filter(Value::is_function).collect();
        if !handlers.is_empty() {
            found.push(route(app, loaded, call, "ALL *", handlers, false));
        }
    }
    found
}

fn route(
    app: &App,
    loaded: &Loaded<'_>,
    call: &Call,
    name: &str,
    handlers: Vec<Value>,
    missing: bool,
) -> Found {
    let resolution = match (missing, handlers.last()) {
        (true, _) | (_, None) => Resolution::unresolved("no handler was found"),
        (_, Some(last)) if last.alternatives().iter().any(Value::is_function) => Resolution::Resolved,
        (_, Some(_)) => Resolution::partly("its handler is not the app's own code"),
    };
    Found {
        name: name.into(),
        audiences: surfaces(app, name),
        side: Side::Server,
        invocation: invocation(call),
        declared_at: loaded.place(call.site),
        handlers,
        resolution,
    }
}

/// Anybody who reaches the network reaches a route; what the platform calls there is named beside it.
fn surfaces(app: &App, route: &str) -> Vec<(Audience, Name)> {
    let path = route.split_once(' ').map_or(route, |(_, path)| path);
    let mut names = Vec::new();
    if let Some(manifest) = &app.manifest {
        let endpoints = manifest.endpoints.iter();
        let same = endpoints
            .filter(|endpoint| endpoint.path.as_ref().is_some_and(|at| same_path(path, at.as_str())));
        names.extend(same.filter_map(|endpoint| endpoint.key.as_ref()).map(|key| key.value.clone()));
    }
    if let Some(descriptor) = &app.descriptor {
        let hooks = descriptor.lifecycle.iter().filter(|hook| same_path(path, &hook.url.value));
        names.extend(hooks.map(|hook| hook.event.value.clone()));
        let modules = descriptor.modules.iter();
        let shown = modules.filter(|module| module.urls.iter().any(|url| same_path(path, url.as_str())));
        names.extend(shown.map(|module| module.name().to_owned()));
    }
    if names.is_empty() {
        names.push("the network".to_owned());
    }
    names.into_iter().map(|name| (Audience::Anonymous, Name::from(name))).collect()
}

/// `/notes/:id` is where `/notes/{id}?x=y` leads.
fn same_path(route: &str, address: &str) -> bool {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (route, address) = (parts(route), parts(address));
    route.len() == address.len()
        && !route.is_empty()
        && route
            .iter()
            .zip(&address)
            .all(|(at, wanted)| at == wanted || at.starts_with(':') || at.starts_with('{'))
}

/// The server or router a call registers with. A route made apart (`app.route('/x').get(…)`) is its maker's.
fn owner(loaded: &Loaded<'_>, call: &Call) -> Option<ObjectId> {
    let external = externals(&call.receiver).next()?;
    let maker = external.made_at.and_then(|site| {
        loaded
            .calls
            .iter()
            .find(|maker| maker.site == site && maker.path.ends_with(".route") && maker.site != call.site)
    });
    maker.and_then(|maker| externals(&maker.receiver).next()?.object).or(external.object)
}

/// Every way that leads to a router before its call at a position: middleware in the order it was registered.
fn mounts(loaded: &Loaded<'_>, router: Option<ObjectId>, position: usize) -> Vec<Mount> {
    let Some(router) = router else { return vec![Mount::default()] };
    mounts_of(loaded, router, position, 0)
}

fn mounts_of(loaded: &Loaded<'_>, router: ObjectId, position: usize, depth: usize) -> Vec<Mount> {
    let mut own = Vec::new();
    let mut outer = Vec::new();
    for (at, call) in loaded.calls_with(Effect::MiddlewareRegister) {
        if owner(loaded, call) == Some(router) && at < position {
            // What is registered for a path of its own says nothing of the others.
            let path = path(loaded, call);
            if path.is_empty() || path == "/" || path == "*" {
                own.extend(own_handlers(call));
            }
        }
        let mounted = call.role_all(Role::Handler).iter().any(|handler| is_object(handler, router));
        if mounted && depth < DEEPEST && owner(loaded, call).is_some_and(|outer| outer != router) {
            outer.push((at, call));
        }
    }
    let mut all = Vec::new();
    for (at, call) in outer {
        let Some(parent) = owner(loaded, call) else { continue };
        for mount in mounts_of(loaded, parent, at, depth + 1) {
            let mut before = mount.before;
            before.extend(own_handlers(call));
            before.extend(own.iter().cloned());
            all.push(Mount { path: joined(&mount.path, &path(loaded, call)), before });
        }
    }
    if all.is_empty() {
        all.push(Mount { path: String::new(), before: own });
    }
    all
}

/// The handlers of a call that are no routers and no paths.
fn own_handlers(call: &Call) -> Vec<Value> {
    let handlers = call.role_all(Role::Handler).into_iter();
    handlers
        .filter(|value| may_be_called(value) && value.texts().next().is_none())
        .filter(|value| !is_router(value))
        .collect()
}

fn is_router(value: &Value) -> bool {
    externals(value).any(|external| {
        let member = external.path.split_once(':').map_or("", |(_, member)| member);
        matches!(member, "App" | "Router" | "Router()" | "default()")
            && ["express", "koa", "@koa/", "hono", "fastify", "restify", "polka", "router"]
                .iter()
                .any(|package| external.path.starts_with(package))
    })
}

fn path(loaded: &Loaded<'_>, call: &Call) -> String {
    let said = call.role(Role::Path);
    let told = said.texts().next().map(|text| text.template());
    told.or_else(|| {
        let site = externals(&call.receiver).next()?.made_at?;
        let maker = loaded.calls.iter().find(|maker| maker.site == site && maker.path.ends_with(".route"))?;
        maker.argument(0).texts().next().map(|text| text.template())
    })
    .unwrap_or_default()
}

fn joined(before: &str, path: &str) -> String {
    let joined = format!("{}/{}", before.trim_end_matches('/'), path.trim_start_matches('/'));
    if joined.len() > 1 { joined.trim_end_matches('/').to_owned() } else { joined }
}

fn method(call: &Call) -> String {
    let said = call.role(Role::Method);
    if let Some(method) = said.constants().next() {
        return method.to_ascii_uppercase();
    }
    match call.path.rsplit('.').next().unwrap_or_default() {
        "all" | "route" | "use" => "ALL".to_owned(),
        "del" => "DELETE".to_owned(),
        method => method.to_ascii_uppercase(),
    }
}

fn invocation(call: &Call) -> Invocation {
    match call.path.split(':').next().unwrap_or_default() {
        package if package.contains("koa") => Invocation::KoaRoute,
        package if package.contains("hono") => Invocation::HonoRoute,
        package if package.starts_with("itty") => Invocation::FetchHandler,
        _ => Invocation::Route,
    }
}
