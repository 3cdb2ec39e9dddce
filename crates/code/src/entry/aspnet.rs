//! ASP.NET's controllers: methods that attributes make routes, and those that the usual route finds by their names.
//!
//! Source: learn.microsoft.com, "Routing to controller actions in ASP.NET Core", "Simple authorization", "Require authenticated
//! users", read 2026-11.

use std::sync::Arc;

use assay_app::App;
use assay_source::Span;

use super::{
    Found, Invocation, Loaded, Resolution, Side, annotated, aspnet_filters,
    controllers::method_of,
    loaded::{Decorated, externals, may_be_called},
};
use crate::{
    event::Call,
    ir::{Class, FunctionId, Language, MemberKind, Module, Name, PropertyKey},
    model::{Effect, Role},
    site::Site,
    value::{ClassValue, External, Shape, Value},
};

pub(super) const LIBRARY: &str = "@dotnet/core:";
const MARKERS: [&str; 2] = ["ApiController", "Controller"];
/// What the usual route leads to where an address names nothing: `{controller=Home}/{action=Index}`.
const USUAL: (&str, &str) = ("Home", "Index");

/// Every method of a controller that answers.
pub(super) fn controllers(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let everywhere = everywhere(loaded);
    for id in loaded.program.ids() {
        let module = loaded.program.module(id);
        if module.language != Language::CSharp {
            continue;
        }
        for written in &module.classes {
            let Some(name) = &written.name else { continue };
            let value = (loaded.export)(id, name);
            let Shape::Class(class) = value.shape() else { continue };
            let noted = loaded.decorated.iter().find(|it| it.class.digest == class.digest).copied();
            let controller = Controller { module, written, class, noted };
            if controller.is_one() {
                found.extend(controller.answers(app, loaded, &everywhere));
            }
        }
    }
    found
}

/// What runs before every controller: the program's middleware, and what it asks of all routes at once.
fn everywhere(loaded: &Loaded<'_>) -> Vec<Everywhere> {
    let registered = loaded.calls.iter().filter(|call| {
        call.path.starts_with(LIBRARY) && call.effect() == Some(Effect::MiddlewareRegister) && !is_local(call)
    });
    let before = |call: &Call| {
        let below = call.role(Role::Path).as_constant().map(ToOwned::to_owned).or_else(|| branch_of(call));
        let asks = call.model.is_some_and(|model| model.check.is_some());
        let named = call.role_all(Role::Handler).into_iter();
        let mut values: Vec<Value> =
            named.map(|value| aspnet_filters::invoked(loaded, value)).filter(may_be_called).collect();
        values.extend(asks.then(|| annotated::check(&call.path)));
        values.into_iter().map(move |value| Everywhere { below: below.clone(), value })
    };
    let policy = asks_by_default(loaded).then(|| annotated::check(&format!("{LIBRARY}Authorize")));
    let policy = policy.map(|value| Everywhere { below: None, value });
    registered.flat_map(before).chain(policy).collect()
}

/// What runs before controllers, all or those below an address.
struct Everywhere {
    below: Option<String>,
    value: Value,
}

impl Everywhere {
    /// Whether it runs before what answers at an address.
    fn is_before(&self, path: &str) -> bool {
        let Some(below) = &self.below else { return true };
        let (path, below) = (path.to_ascii_lowercase(), below.trim_end_matches('/').to_ascii_lowercase());
        path.strip_prefix(&below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The address that a branch of the pipeline is for: what the branch is told holds for all there, since no request comes back from it.
pub(super) fn branch_of(call: &Call) -> Option<String> {
    let made_by = externals(&call.receiver).find_map(|it| it.made_by.as_ref())?;
    let is_branch = made_by.path.ends_with(".MapWhen") || made_by.path.ends_with(".MapBelow");
    is_branch.then(|| made_by.argument(0).as_constant().unwrap_or("{}").to_owned())
}

/// A policy for all that has none of its own: `options.FallbackPolicy = …RequireAuthenticatedUser()…`, or the one that counts
/// where a name is missing, which asks the same.
pub(super) fn asks_by_default(loaded: &Loaded<'_>) -> bool {
    let modules = loaded.program.ids().map(|id| loaded.program.module(id));
    modules.filter(|module| module.language == Language::CSharp).any(|module| {
        let lines = module.text.as_str().lines().filter(|line| !line.trim_start().starts_with("//"));
        let text: String = lines.flat_map(str::split_whitespace).collect();
        text.contains("FallbackPolicy")
            && (text.contains("RequireAuthenticatedUser")
                || text.contains("FallbackPolicy=options.DefaultPolicy"))
    })
}

/// True where what is asked holds for some routes only: a group, or one handler.
fn is_local(call: &Call) -> bool {
    let of = call.receiver.as_external().and_then(|external| external.made_by.as_ref());
    of.is_some_and(|made_by| {
        let last = made_by.path.rsplit(['.', ':']).next().unwrap_or_default();
        matches!(
            last,
            "MapGroup" | "MapGet" | "MapPost" | "MapPut" | "MapPatch" | "MapDelete" | "Map" | "MapMethods"
        )
    })
}

struct Controller<'a> {
    module: &'a Module,
    written: &'a Class,
    class: &'a Arc<ClassValue>,
    noted: Option<&'a Decorated>,
}

impl Controller<'_> {
    fn is_one(&self) -> bool {
        let name = self.written.name.as_deref().unwrap_or_default();
        let parent = self.class.parent.as_ref();
        let of_framework = parent.and_then(Value::as_external).is_some_and(|parent| {
            matches!(last_of(parent), "ControllerBase" | "Controller" | "ApiController")
        });
        let head = self.module.text.slice(self.written.span).split('{').next().unwrap_or_default();
        let marked = self.own().iter().any(|external| MARKERS.contains(&last_of(external)));
        !head.split_whitespace().any(|word| word == "abstract")
            && (of_framework || marked || name.ends_with("Controller"))
    }

    /// What the class is marked with.
    fn own(&self) -> Vec<&External> {
        self.noted.map(|noted| marks(&noted.decorators)).unwrap_or_default()
    }

    fn answers(&self, app: &App, loaded: &Loaded<'_>, everywhere: &[Everywhere]) -> Vec<Found> {
        let mut found = Vec::new();
        let own = self.own();
        let prefix = own.iter().find_map(|external| template(external, "Route"));
        for member in &self.written.members {
            let (MemberKind::Method(function), PropertyKey::Name(name)) = (member.kind, &member.key) else {
                continue;
            };
            let noted = self.noted.and_then(|noted| noted.members.iter().find(|it| it.function == function));
            let marks = noted.map(|noted| marks(&noted.decorators)).unwrap_or_default();
            let name_at = self.module.functions[function.index()].head.start;
            let before = self.module.text.slice(Span::new(member.span.start, name_at.max(member.span.start)));
            let is_public = before.split_whitespace().any(|word| word == "public");
            if member.is_static || !is_public || marks.iter().any(|mark| last_of(mark) == "NonAction") {
                continue;
            }
            for (method, path) in self.ways(name, prefix.as_deref(), &marks) {
                let open = marks.iter().any(|mark| last_of(mark) == "AllowAnonymous")
                    || own.iter().any(|mark| last_of(mark) == "AllowAnonymous");
                let before = everywhere.iter().filter(|it| it.is_before(&path));
                let mut handlers: Vec<Value> = before.map(|it| it.value.clone()).collect();
                let is_filter = |mark: &External| aspnet_filters::of_attribute(loaded, mark).is_some();
                let asking = own.iter().chain(&marks).filter(|mark| !is_filter(mark));
                handlers.extend(asking.filter_map(|mark| asked_by(mark)));
                if open {
                    handlers.retain(Value::is_function);
                }
                let of_class = self.noted.map_or(&[][..], |noted| &noted.decorators);
                let of_method = noted.map_or(&[][..], |noted| &noted.decorators);
                handlers.extend(aspnet_filters::of_marks(loaded, &[of_class, of_method].concat()));
                handlers.push(method_of(self.class, function));
                found.push(self.entry(app, loaded, function, &format!("{method} {path}"), handlers));
            }
        }
        found
    }

    fn entry(
        &self,
        app: &App,
        loaded: &Loaded<'_>,
        function: FunctionId,
        name: &str,
        handlers: Vec<Value>,
    ) -> Found {
        let head = self.module.functions[function.index()].head;
        Found {
            audiences: super::routes::surfaces(app, name),
            name: Name::from(name),
            side: Side::Server,
            invocation: Invocation::View,
            declared_at: loaded.place(Site::new(self.class.module, head)),
            handlers,
            resolution: Resolution::Resolved,
        }
    }

    /// The methods and paths that lead to one of its methods.
    fn ways(&self, action: &str, prefix: Option<&str>, marks: &[&External]) -> Vec<(&'static str, String)> {
        let controller = self.written.name.as_deref().unwrap_or_default().trim_end_matches("Controller");
        let whole = |path: &str| {
            let joined = match path.strip_prefix("~/").or_else(|| path.strip_prefix('/')) {
                Some(absolute) => absolute.to_owned(),
                None => format!("{}/{path}", prefix.unwrap_or_default()),
            };
            let named = joined.replace("[controller]", controller).replace("[action]", action);
            format!("/{}", named.trim_matches('/'))
        };
        let routes: Vec<String> = marks.iter().filter_map(|mark| template(mark, "Route")).collect();
        let verbs = marks.iter().filter_map(|mark| Some((verb(last_of(mark))?, *mark)));
        let mut ways = Vec::new();
        for (verb, mark) in verbs {
            match path_of(mark) {
                Some(path) => ways.push((verb, whole(&path))),
                None if routes.is_empty() => ways.push((verb, whole(""))),
                None => ways.extend(routes.iter().map(|path| (verb, whole(path)))),
            }
        }
        if !ways.is_empty() {
            // Without a template anywhere the usual route finds it by its names.
            let told =
                prefix.is_some() || !routes.is_empty() || marks.iter().any(|mark| path_of(mark).is_some());
            return if told {
                ways
            } else {
                ways.into_iter().map(|(verb, _)| (verb, usual(controller, action))).collect()
            };
        }
        match (prefix, routes.is_empty()) {
            (None, true) => vec![("ALL", usual(controller, action))],
            (Some(_), true) => vec![("ALL", whole(""))],
            (_, false) => routes.iter().map(|path| ("ALL", whole(path))).collect(),
        }
    }
}

fn usual(controller: &str, action: &str) -> String {
    match (controller, action) {
        USUAL => "/".to_owned(),
        _ if action == USUAL.1 => format!("/{controller}"),
        _ => format!("/{controller}/{action}"),
    }
}

fn marks(decorators: &[Value]) -> Vec<&External> {
    let mut found: Vec<&External> = Vec::new();
    for external in decorators.iter().filter_map(Value::as_external) {
        // A method's attributes stand with it and with its function.
        if !found.iter().any(|known| known.made_at == external.made_at) {
            found.push(external);
        }
    }
    found
}

/// `HttpGet` of `@dotnet/core:HttpGet()`.
pub(super) fn last_of(external: &External) -> &str {
    let last = external.path.rsplit([':', '.']).next().unwrap_or_default().trim_end_matches("()");
    last.strip_suffix("Attribute").unwrap_or(last)
}

fn verb(name: &str) -> Option<&'static str> {
    Some(match name {
        "HttpGet" => "GET",
        "HttpPost" => "POST",
        "HttpPut" => "PUT",
        "HttpPatch" => "PATCH",
        "HttpDelete" => "DELETE",
        "HttpHead" => "HEAD",
        "HttpOptions" => "OPTIONS",
        "AcceptVerbs" => "ALL",
        _ => return None,
    })
}

fn template(mark: &External, name: &str) -> Option<String> {
    (last_of(mark) == name).then(|| path_of(mark)).flatten()
}

/// The text that an attribute of a route begins with.
fn path_of(mark: &External) -> Option<String> {
    mark.made_with.first()?.texts().next().map(|text| text.template().trim_end_matches('/').to_owned())
}

/// What an attribute asks before the method runs. One that nothing is known of may ask anything.
fn asked_by(mark: &External) -> Option<Value> {
    let name = last_of(mark);
    // The last one names a pipeline of middleware, of whatever kind.
    const ASKING: [&str; 8] = [
        "Authorize",
        "Authorization",
        "Authenticate",
        "Permission",
        "Require",
        "Verify",
        "Validate",
        "MiddlewareFilter",
    ];
    let may_ask = ASKING.iter().any(|word| name.contains(word));
    let is_forgery = name.contains("AntiForgery") || name.contains("Antiforgery");
    (may_ask && !is_forgery).then(|| Value::of(Shape::External(Arc::new(mark.clone()))))
}
