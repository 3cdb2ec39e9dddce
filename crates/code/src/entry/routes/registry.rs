//! What is registered with servers and routers, and what runs before each part of it.

use std::collections::HashMap;

use super::{
    filters, hooks, passing,
    paths::{covers, joined},
    slim, wrapped,
};
use crate::{
    entry::{
        annotated, aspnet, aspnet_filters,
        loaded::{Loaded, externals, may_be_called},
    },
    event::Call,
    ir::Language,
    model::{Effect, Role},
    site::Site,
    value::{External, ObjectId, Shape, Value},
};

/// How FastAPI is given a class that looks at every request; those that are known to refuse nobody have models.
const ADDED_TO_FASTAPI: &str = ":FastAPI().add_middleware";
/// Most ways through mounted routers that are followed for one route.
const MOST_WAYS: usize = 64;

/// A call that registers something with a server or router.
#[derive(Clone)]
pub(super) struct Registration<'a> {
    pub(super) call: &'a Call,
    /// With which.
    pub(super) owner: Option<ObjectId>,
    /// `{}` where a part is computed; empty where it has none.
    pub(super) path: String,
    /// Functions, routers, what others made.
    pub(super) handlers: Vec<Value>,
    /// When, among all calls.
    pub(super) at: usize,
}

/// Everything that is registered, in order.
pub(super) struct Registry<'a> {
    pub(super) routes: Vec<Registration<'a>>,
    pub(super) middleware: Vec<Registration<'a>>,
}

/// What runs before a router's own routes, and the path it lies at.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Mount {
    pub(super) path: String,
    pub(super) before: Vec<Value>,
}

impl<'a> Registry<'a> {
    pub(super) fn of(loaded: &Loaded<'a>) -> Self {
        // `app.route('/x').get(…)`: the route is an object of its own, which its maker stands for.
        let makers: HashMap<Site, &Call> = loaded
            .calls
            .iter()
            .filter(|call| call.path.ends_with(".route") && call.effect().is_none())
            .map(|call| (call.site, call))
            .collect();
        let registration = |(at, call): (usize, &'a Call)| {
            let mut required = required(&call.arguments);
            if call.effect() != Some(Effect::RouteRegister) {
                required.clear();
            }
            let receiver = externals(&call.receiver).next();
            let maker = receiver.and_then(|receiver| makers.get(&receiver.made_at?));
            let owner = match maker {
                Some(maker) => externals(&maker.receiver).next(),
                None => receiver,
            };
            let said = call.role(Role::Path).texts().next().map(|text| text.template());
            let said =
                said.or_else(|| maker.and_then(|maker| Some(maker.argument(0).texts().next()?.template())));
            let answers = call.effect() == Some(Effect::RouteRegister);
            let branch = || aspnet::branch_of(call).filter(|_| answers && !is_below(call));
            let said = said.or_else(|| branch().map(|path| path.trim_end_matches("{}").to_owned()));
            if slim::is_its(call) {
                let owner = owner.and_then(|owner| owner.object);
                let (mut path, mut handlers) = (said.unwrap_or_default(), slim::handlers(loaded, call));
                if call.effect() == Some(Effect::RouteRegister) {
                    let (around, before) = slim::groups_around(loaded, call);
                    path = joined(&around, &path);
                    handlers.splice(0..0, before);
                }
                return Registration { call, owner, path, handlers, at };
            }
            Registration {
                call,
                owner: owner.and_then(|owner| owner.object).or_else(|| owner_of(call)),
                path: said.unwrap_or_default(),
                handlers: required
                    .into_iter()
                    .chain(call.role_all(Role::Before).into_iter().filter(may_be_called))
                    .chain(hooks::of_route(call))
                    .chain(handlers_of(call))
                    .chain(wrapped::serving(loaded, call))
                    .chain(added(call))
                    .flat_map(|handler| match call.path.starts_with("@dotnet/") {
                        true => vec![aspnet_filters::invoked(loaded, handler)],
                        false if call.path.starts_with("@go/") => wrapped::taken_apart(handler),
                        false if call.effect() == Some(Effect::RouteRegister) => vec![handler],
                        false => filters::of(loaded, handler),
                    })
                    .collect(),
                at,
            }
        };
        // Decorators of controllers have no receiver that is a server.
        let routes = loaded.calls_with(Effect::RouteRegister).filter(|(_, call)| {
            !call.path.starts_with("@nestjs/") && !is_of_a_table(call) && !annotates(loaded, call)
        });
        let mut routes: Vec<Registration<'a>> = routes.map(registration).flat_map(each_path).collect();
        let is_middleware = |call: &Call| {
            call.effect() == Some(Effect::MiddlewareRegister) || call.path.ends_with(ADDED_TO_FASTAPI)
        };
        let calls = loaded.calls.iter().enumerate();
        let mut middleware: Vec<Registration<'a>> =
            calls.filter(|(_, call)| is_middleware(call)).map(registration).flat_map(each_path).collect();
        middleware.extend(routes.iter().filter(|it| passing::goes_on(loaded, it)).cloned());
        middleware.sort_by_key(|it| it.at);
        let mut opened: Vec<Site> = Vec::new();
        middleware.retain(|asked| {
            // `app.MapGet(…).RequireAuthorization()` is asked of that route alone.
            let of = externals(&asked.call.receiver).find_map(|it| it.made_by.as_ref());
            let route = of.and_then(|made_by| routes.iter_mut().find(|it| it.call.site == made_by.site));
            let Some(route) = route else { return true };
            route.handlers.splice(0..0, asked.passing().chain(asked.check()).collect::<Vec<_>>());
            if is_opened(asked.call) {
                opened.push(route.call.site);
            }
            false
        });
        if aspnet::asks_by_default(loaded) {
            let groups: Vec<Option<ObjectId>> =
                middleware.iter().filter(|it| is_opened(it.call)).map(|it| it.owner).collect();
            let is_closed = |route: &&mut Registration<'_>| {
                let group = groups.contains(&route.owner) && route.owner.is_some();
                route.call.path.starts_with(aspnet::LIBRARY) && !group && !opened.contains(&route.call.site)
            };
            for route in routes.iter_mut().filter(is_closed) {
                route.handlers.insert(0, annotated::check(&format!("{}Authorize", aspnet::LIBRARY)));
            }
        }
        // In Go a router is a handler: it is registered with another one, or served by itself, with what is around it.
        let is_mount = |it: &Registration<'_>| {
            it.call.path.starts_with("@go/") && it.handlers.last().is_some_and(is_router)
        };
        for at in (0..routes.len()).rev().collect::<Vec<_>>() {
            if is_mount(&routes[at]) {
                // The routes of a router that stands in another one are written out whole.
                middleware.push(Registration { path: String::new(), ..routes.remove(at) });
            }
        }
        for (at, call) in
            loaded.calls_with(Effect::Listen).filter(|(_, call)| call.path.starts_with("@go/net/http:"))
        {
            let served = externals(&call.receiver)
                .filter_map(|server| Some(server.made_with.first()?.field("Handler")));
            let handler = served.chain([call.role(Role::Handler)]).find(may_be_called);
            let handlers = handler.map(wrapped::taken_apart).unwrap_or_default();
            if handlers.len() > 1 {
                middleware.push(Registration { call, owner: None, path: String::new(), handlers, at });
            }
        }
        let mut told: Vec<ObjectId> = Vec::new();
        let mut given = Vec::new();
        for it in routes.iter().chain(&middleware) {
            for server in externals(&it.call.receiver) {
                let Some(object) = server.object.filter(|object| !told.contains(object)) else { continue };
                told.push(object);
                let handlers = filters::made_with(loaded, &server.made_with);
                let (call, path) = (it.call, String::new());
                given.push(Registration { call, owner: Some(object), path, handlers, at: 0 });
            }
        }
        middleware.extend(given.into_iter().filter(|it| !it.handlers.is_empty()));
        Self { routes, middleware }
    }

    /// Every way that leads to a route: middleware in the order it was registered.
    pub(super) fn mounts(&self, route: &Registration<'_>) -> Vec<Mount> {
        let Some(router) = route.owner else {
            let is_its = |it: &&Registration<'_>| {
                route.call.path.starts_with(aspnet::LIBRARY)
                    && is_of_server(it)
                    && covers(&it.path, &route.path)
            };
            let before = self.middleware.iter().filter(is_its).flat_map(|it| it.passing().chain(it.check()));
            return vec![Mount { path: String::new(), before: before.collect() }];
        };
        let mut ways = MOST_WAYS;
        let mut mounts = self.mounts_of(router, route.at, &route.path, &mut vec![router], &mut ways);
        let mut seen: Vec<Mount> = Vec::new();
        mounts.retain(|mount| {
            let is_new = !seen.contains(mount);
            seen.extend(is_new.then(|| mount.clone()));
            is_new
        });
        mounts
    }

    fn mounts_of(
        &self,
        router: ObjectId,
        before: usize,
        route: &str,
        inside: &mut Vec<ObjectId>,
        ways: &mut usize,
    ) -> Vec<Mount> {
        let (mut own, mut all) = (Vec::new(), Vec::new());
        let mut prefix = String::new();
        if let Some(made) = self.made(router) {
            own.extend(required(&made.made_with));
            if let Some((call, parent)) = group(made).filter(|(_, parent)| !inside.contains(parent)) {
                own.extend(handlers_of(call).into_iter().chain(asks(call)));
                let said = call.role(Role::Path).texts().next().map(|text| text.template());
                let place = said.unwrap_or_default();
                inside.push(parent);
                for mount in self.mounts_of(parent, before, &joined(&place, route), inside, ways) {
                    all.push(Mount { path: joined(&mount.path, &place), before: mount.before });
                }
                inside.pop();
            } else if let Some((call, place)) = group_of_framework(made) {
                own.extend(handlers_of(call).into_iter().chain(asks(call)));
                all.push(Mount { path: place, before: Vec::new() });
            }
        }
        let is_root = self.made(router).and_then(group).is_none();
        // What Go puts around a router runs before that router's routes alone.
        let is_around =
            |it: &Registration<'_>| it.call.path.starts_with("@go/") && it.handlers.iter().any(is_router);
        let runs = |it: &&Registration<'_>| {
            let is_own = it.owner == Some(router) && (it.at < before || is_hook(it.call)) && !is_around(it);
            is_own || is_root && is_of_server(it)
        };
        for middleware in self.middleware.iter().filter(runs) {
            if passing::runs_before(middleware, route) {
                own.extend(middleware.passing().chain(middleware.check()));
            }
        }
        for mount in &mut all {
            mount.before.extend(own.iter().cloned());
        }
        for middleware in &self.middleware {
            let objects = middleware.handlers.iter().flat_map(externals);
            let Some(mounted) = objects.filter(|it| it.object == Some(router)).last() else { continue };
            prefix = own_prefix(mounted);
            own.extend(required(&middleware.call.arguments));
            let Some(parent) = middleware.owner.filter(|parent| !inside.contains(parent)) else {
                if middleware.owner.is_none() {
                    own.splice(0..0, middleware.passing().collect::<Vec<_>>());
                }
                continue;
            };
            if *ways == 0 {
                break;
            }
            *ways -= 1;
            let place = joined(&middleware.path, &prefix);
            inside.push(parent);
            for mount in self.mounts_of(parent, middleware.at, &joined(&place, route), inside, ways) {
                let before = mount.before.into_iter().chain(middleware.passing()).chain(own.iter().cloned());
                all.push(Mount { path: joined(&mount.path, &place), before: before.collect() });
            }
            inside.pop();
        }
        if all.is_empty() {
            if prefix.is_empty() {
                prefix = self.made(router).map(own_prefix).unwrap_or_default();
            }
            all.push(Mount { path: prefix, before: own });
        }
        all
    }

    /// A router as something was registered with it, or with a group of its routes.
    fn made(&self, router: ObjectId) -> Option<&External> {
        let registrations = || self.routes.iter().chain(&self.middleware).map(|it| &it.call.receiver);
        let holds = |value: &'a Value| externals(value).find(|it| it.object == Some(router));
        registrations().find_map(holds).or_else(|| {
            registrations().flat_map(externals).find_map(|external| {
                let outer = std::iter::successors(Some(external), |inner| outer(inner));
                outer.skip(1).find(|it| it.object == Some(router))
            })
        })
    }
}

/// `app.use(['/installed', '/uninstalled'], verify)`: one for each path.
fn each_path(registration: Registration<'_>) -> Vec<Registration<'_>> {
    let said = registration.call.role(Role::Path);
    if !matches!(said.shape(), Shape::Array(_)) {
        return vec![registration];
    }
    let paths: Vec<String> =
        said.elements().iter().filter_map(|path| Some(path.texts().next()?.template())).collect();
    if paths.is_empty() {
        return vec![registration];
    }
    paths.into_iter().map(|path| Registration { path, ..registration.clone() }).collect()
}

impl Registration<'_> {
    /// Its handlers that are no routers.
    fn passing(&self) -> impl Iterator<Item = Value> + '_ {
        self.handlers.iter().filter(|handler| !is_router(handler)).cloned()
    }

    /// What the registration asks by itself: `group.RequireAuthorization()`.
    fn check(&self) -> Option<Value> {
        asks(self.call).filter(|_| self.handlers.is_empty())
    }
}

/// Ktor makes the server and hands it to the program, and so does ASP.NET where a class starts it: what is installed there is for all
/// of its routes. What is told a library of ASP.NET is for controllers.
fn is_of_server(registration: &Registration<'_>) -> bool {
    const HANDED_OUT: [&str; 2] = ["@jvm/io.ktor.", "@dotnet/core:IApplicationBuilder()"];
    registration.owner.is_none() && HANDED_OUT.iter().any(|server| registration.call.path.starts_with(server))
}

/// What stands in a branch that addresses go on below: the branch is the beginning of its path.
fn is_below(call: &Call) -> bool {
    let made_by = externals(&call.receiver).find_map(|it| it.made_by.as_ref());
    made_by.is_some_and(|made_by| made_by.path.ends_with(".MapBelow"))
}

/// `app.MapGet(…).AllowAnonymous()`: what is asked of all routes is not asked of this one.
fn is_opened(call: &Call) -> bool {
    call.model.and_then(|model| model.product.as_deref()) == Some("aspnet-open")
}

/// What a call asks by itself of all that goes on behind it.
fn asks(call: &Call) -> Option<Value> {
    let asks = call.model.is_some_and(|model| model.check.is_some()) && !call.is_switched_off();
    asks.then(|| annotated::check(&call.path))
}

/// The router that another one was made by.
fn outer(router: &External) -> Option<&External> {
    let call = router.made_by.as_ref().filter(|call| call.effect() == Some(Effect::ServerCreate))?;
    externals(&call.receiver).next()
}

/// The same where the other is the framework's, as a parameter names it: `fun Route.notes() { route("/notes") { … } }`.
fn group_of_framework(router: &External) -> Option<(&Call, String)> {
    let call = router.made_by.as_ref().filter(|call| call.effect() == Some(Effect::ServerCreate))?;
    let outer = externals(&call.receiver).next()?;
    let is_handed_out = outer.object.is_none()
        && ["@jvm/io.ktor.", aspnet::LIBRARY].iter().any(|library| outer.path.starts_with(library));
    let said = call.role(Role::Path).texts().next().map(|text| text.template());
    is_handed_out.then(|| (&**call, said.unwrap_or_default()))
}

/// A router that another one made for a part of its routes: `app.Group("/api", check)`. With it the call and the other.
fn group(router: &External) -> Option<(&Call, ObjectId)> {
    let call = router.made_by.as_ref().filter(|call| call.effect() == Some(Effect::ServerCreate))?;
    let parent = externals(&call.receiver).find_map(|parent| parent.object)?;
    Some((call, parent))
}

/// `new Router({prefix: '/v1'})`, `Blueprint("notes", __name__, url_prefix="/v1")`
fn own_prefix(router: &External) -> String {
    let said = router
        .made_with
        .iter()
        .flat_map(|settings| ["prefix", "url_prefix"].map(|name| settings.field(name)))
        .find_map(|prefix| prefix.texts().next().map(|text| text.template()));
    said.unwrap_or_default()
}

/// The program's own class that FastAPI is given as middleware.
fn added(call: &Call) -> Option<Value> {
    let class = call.argument(0);
    (call.path.ends_with(ADDED_TO_FASTAPI) && matches!(class.shape(), Shape::Class(_))).then_some(class)
}

/// What runs before a router's routes because of what it was made with: `APIRouter(dependencies=[Depends(check)])`.
fn required(settings: &[Value]) -> Vec<Value> {
    let named = settings.iter().map(|settings| settings.field("dependencies"));
    let dependencies: Vec<Value> = named.flat_map(|value| value.elements()).collect();
    dependencies
        .iter()
        .flat_map(externals)
        .filter_map(|external| external.made_with.first().cloned())
        .filter(may_be_called)
        .collect()
}

/// True for an annotation of a class's method, which stands for no registration by itself.
fn annotates(loaded: &Loaded<'_>, call: &Call) -> bool {
    let language = loaded.program.module(call.site.module).language;
    matches!(language, Language::Java | Language::Kotlin | Language::CSharp)
        && call.receiver.is_undefined()
        && handlers_of(call).is_empty()
}

/// Tables of routes that name controllers, and annotations: see [`crate::entry::rails`] and its neighbours.
fn is_of_a_table(call: &Call) -> bool {
    ["@ruby/routes:", "@php/Illuminate/", "@php/Symfony/"]
        .iter()
        .any(|library| call.path.starts_with(library))
        || call.path.starts_with("@dotnet/") && handlers_of(call).is_empty()
}

/// Runs before every route of its server, whichever was registered first.
fn is_hook(call: &Call) -> bool {
    const IN_ORDER: [&str; 2] = ["@go/github.com/gin-gonic/gin:", "@go/github.com/gofiber/fiber:"];
    !IN_ORDER.iter().any(|library| call.path.starts_with(library))
        && super::is_foreign(call.path.split(':').next().unwrap_or_default())
}

/// Sinatra's applications are classes, or the file itself.
fn owner_of(call: &Call) -> Option<ObjectId> {
    match call.receiver.shape() {
        Shape::Class(class) => Some(ObjectId(class.digest)),
        _ if call.path.starts_with("@ruby/sinatra:") => Some(ObjectId(u64::MAX)),
        _ => None,
    }
}

/// What a call registers: lists of handlers are taken apart, paths are none.
pub(in crate::entry) fn handlers_of(call: &Call) -> Vec<Value> {
    let mut handlers = Vec::new();
    for value in call.role_all(Role::Handler) {
        match value.shape() {
            Shape::Array(_) => handlers.extend(value.elements().into_iter().filter(may_be_called)),
            _ if may_be_called(&value) => handlers.push(value),
            _ => {}
        }
    }
    handlers
}

pub(super) fn is_router(value: &Value) -> bool {
    externals(value).any(|external| {
        if super::is_foreign(external.path.split(':').next().unwrap_or_default()) {
            let made_by = external.made_by.as_ref();
            return made_by.is_some_and(|call| call.effect() == Some(Effect::ServerCreate));
        }
        let member = external.path.split_once(':').map_or("", |(_, member)| member);
        matches!(member, "App" | "Router" | "Router()" | "default()" | "()")
            && ["express", "koa", "@koa/", "hono", "fastify", "restify", "polka", "router"]
                .iter()
                .any(|package| external.path.starts_with(package))
    })
}
