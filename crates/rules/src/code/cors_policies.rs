//! Which origins the libraries of each language let read replies: where nothing is said, each has a default of its own.
//!
//! Source: the references named in the models of these libraries (read 2026-11-23).

use assay_code::{
    Action, Analysis, Call, Event, Source, Value,
    ir::Language,
    model::{Effect, Role},
};

use super::cors_functions;
use crate::Case;

/// Whom the replies are open to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    /// Any origin, cookies included.
    WithCredentials,
    /// Any origin, without cookies.
    ToAll,
    /// Any origin, unless a variable of the environment names some.
    UnlessSet,
}

/// What a call opens the replies to; none where that is a list, or not known.
pub(super) fn of_call(case: &Case<'_>, event: &Event, call: &Call) -> Option<Open> {
    match call.model.and_then(|model| model.product.as_deref()) {
        Some("flask-cors") => flask(call).filter(|_| !says_origins_apart(case)),
        Some("all-origins") => Some(Open::ToAll),
        Some("origin-list") => names_all(&call.role(Role::Origin)).then_some(Open::ToAll),
        Some("origin-settings") => settings(call),
        Some("aspnet-test") => by_test(case.code, event),
        _ => middleware(case.code, call),
    }
}

/// `config.AllowAllOrigins = true`, with the place of the assignment.
pub(super) fn is_switch(event: &Event) -> bool {
    let Action::Assign(assign) = &event.action else { return false };
    let is_cors = assign.model.is_some_and(|model| model.effect == Some(Effect::Cors));
    is_cors && (assign.value.as_boolean() == Some(true) || names_all(&assign.value))
}

fn names_all(value: &Value) -> bool {
    let any = |value: &Value| value.as_constant() == Some("*");
    any(value) || value.elements().iter().any(any)
}

/// `CORS(app, origins=…, resources={path: {"origins": …}})`: everybody where nothing is said.
fn flask(call: &Call) -> Option<Open> {
    // `cors = CORS(origins=…)` and `cors.init_app(app)` are one.
    let made_with = call.receiver.as_external().map(|made| made.made_with.to_vec()).unwrap_or_default();
    let all: Vec<&Value> = call.arguments.iter().chain(&made_with).collect();
    let given = all.iter().find(|value| !value.fields().is_empty());
    let Some(given) = given else {
        if all.is_empty() {
            return None;
        }
        // Settings that are made elsewhere are not known; an application on its own says nothing.
        let is_app =
            |value: &Value| value.is_undefined() || value.is_function() || value.as_external().is_some();
        return all.iter().all(|value| is_app(value)).then_some(Open::ToAll);
    };
    let resources = given.field("resources");
    let mut policies: Vec<Value> = resources.fields().values().cloned().collect();
    if policies.is_empty() {
        // A path alone says no origin.
        if !resources.is_undefined() && !resources.is_constant() {
            return None;
        }
        policies.push((*given).clone());
    }
    let is_open = policies.iter().any(|policy| {
        let own = policy.field("origins");
        let origins = if own.is_undefined() { given.field("origins") } else { own };
        origins.is_undefined() || names_all(&origins)
    });
    let with_cookies = |policy: &Value| policy.field("supports_credentials").as_boolean() == Some(true);
    let credentials = with_cookies(given) || policies.iter().any(with_cookies);
    is_open.then_some(if credentials { Open::WithCredentials } else { Open::ToAll })
}

/// `app.config["CORS_ORIGINS"]`, or a class of settings that says it.
fn says_origins_apart(case: &Case<'_>) -> bool {
    let scripts = case.code.files().filter(|(_, language)| *language == Language::Python);
    let mut texts = scripts.filter_map(|(path, _)| case.app.tree.read(path).ok());
    texts.any(|text| text.as_str().contains("CORS_ORIGINS"))
}

/// A literal of Go: everybody where it names no origin and no function decides. `*` is never sent with cookies there.
fn settings(call: &Call) -> Option<Open> {
    let given = call.argument(0);
    if given.is_undefined() {
        return Some(Open::ToAll);
    }
    let literal = given.as_external().and_then(|made| made.made_with.first().cloned()).unwrap_or(given);
    let fields = literal.fields();
    if fields.is_empty() {
        return None;
    }
    let decides = fields.keys().any(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("func") || name.contains("vary")
    });
    let origins = ["AllowedOrigins", "AllowOrigins"].iter().find_map(|name| fields.get(name));
    let all = fields.get("AllowAllOrigins").and_then(Value::as_boolean) == Some(true);
    let is_open = match origins {
        Some(origins) => names_all(origins),
        // gin's refuses to start without.
        None => !decides && !call.path.contains("gin-contrib"),
    };
    (all || is_open).then_some(Open::ToAll)
}

/// `SetIsOriginAllowed(_ => true)`: whoever asks is named in the answer, so cookies may come along.
fn by_test(code: &Analysis, event: &Event) -> Option<Open> {
    let span = event.site.span;
    let text = code.text(event.site).as_str().get(span.start..span.end).unwrap_or_default();
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let always = text.contains("SetIsOriginAllowed(") && text.contains("=>true)");
    let with_cookies = code.text(event.site).as_str().contains("AllowCredentials(");
    always.then_some(if with_cookies { Open::WithCredentials } else { Open::ToAll })
}

/// Middleware of Node, FastAPI, Spring and Ktor.
fn middleware(code: &Analysis, call: &Call) -> Option<Open> {
    // Of servers to which any middleware is added by one call, the argument says which.
    let named = call.role(Role::Name);
    if named.external_path().is_some_and(|path| !path.to_ascii_lowercase().contains("cors"))
        || named.as_external().is_none() && !named.is_undefined()
    {
        return None;
    }
    let settings = call.role(Role::Settings);
    let fields = settings.fields();
    let origin = call.role(Role::Origin);
    let any = |value: &Value| {
        let is_all = value.as_constant() == Some("*") || value.as_boolean() == Some(true);
        is_all || cors_functions::lets_all_in(code, value)
    };
    // Without settings, or with settings that name no origin, the middleware lets all in.
    let unset = settings.is_undefined() || (!fields.is_empty() && !fields.contains_key("origin"));
    // Starlette's lets nobody in where no origin is named.
    let unset = unset && named.is_undefined();
    let open = any(&origin) || origin.elements().iter().any(any) || unset && origin.is_undefined();
    let allowed = ["credentials", "allow_credentials", "supports_credentials", "allowCredentials"];
    let mut allowed = allowed.iter().filter_map(|name| fields.get(name));
    let credentials =
        allowed.any(|value| value.as_boolean() == Some(true) || value.as_constant() == Some("true"));
    match (open, credentials) {
        (true, true) => Some(Open::WithCredentials),
        (true, false) => Some(Open::ToAll),
        (false, _) => is_open_unless_set(&origin).then_some(Open::UnlessSet),
    }
}

/// `process.env.ORIGIN || '*'`
fn is_open_unless_set(origin: &Value) -> bool {
    let is_set =
        |one: &Value| one.origins().iter().any(|origin| matches!(origin.source, Source::Environment(_)));
    let each = origin.alternatives();
    each.iter().any(|one| one.as_constant() == Some("*")) && each.iter().any(is_set)
}
