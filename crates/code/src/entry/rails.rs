//! Rails: a table of routes, controllers it names, and the filters of these.

use std::sync::Arc;

use assay_app::App;

use super::{
    Found, Invocation, Loaded, Resolution, Side, named,
    routes::{paths::rooted, surfaces},
};
use crate::{
    event::Call,
    ir::{Language, Name},
    value::{ClassValue, Closure, Shape, Value},
};

const ROUTES: &str = "@ruby/routes:";
const CONTROLLER: &str = "@ruby/core:ActionController.Base().";
/// Devise's question who is signed in, which a table of routes can ask as well.
const SIGNED_IN: &str = "@ruby/core:ActionController.Base().authenticate_user!";
/// Asks for a password before every action.
const PASSWORD: &str = "http_basic_authenticate_with";
/// What `resources` stands for: action, method, and what follows the path.
const ACTIONS: [(&str, &str, &str); 7] = [
    ("index", "GET", ""),
    ("create", "POST", ""),
    ("new", "GET", "/new"),
    ("show", "GET", "/:id"),
    ("edit", "GET", "/:id/edit"),
    ("update", "PATCH", "/:id"),
    ("destroy", "DELETE", "/:id"),
];

/// One line of the table: method, path, controller and action.
struct Line<'a> {
    method: String,
    path: String,
    controller: String,
    action: String,
    call: &'a Call,
    /// What the table itself asks: `authenticate :user do … end`.
    asked: Vec<Value>,
}

/// Every action that a route leads to.
pub(super) fn rails(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let calls: Vec<&Call> = loaded.calls.iter().filter(|call| call.path.starts_with(ROUTES)).collect();
    let mut found = Vec::new();
    let mut seen = Vec::new();
    for call in &calls {
        let around: Vec<&Call> =
            calls.iter().copied().filter(|outer| named::lies_in(call.site, outer.site)).collect();
        let asks = around.iter().any(|call| call.path.ends_with(":authenticate"));
        let asked = asks.then(|| named::outside(SIGNED_IN, call.site));
        for mut line in lines(call, &around) {
            line.asked.extend(asked.clone());
            let name = format!("{} {}", line.method, line.path);
            if seen.contains(&(name.clone(), call.site)) {
                continue;
            }
            seen.push((name.clone(), call.site));
            found.push(entry(app, loaded, &line, &name));
        }
    }
    found
}

fn entry(app: &App, loaded: &Loaded<'_>, line: &Line<'_>, name: &str) -> Found {
    let class = class_name(&line.controller);
    let class = named::class_of(loaded, Language::Ruby, &class);
    let action = class.as_ref().and_then(|class| named::method_named(loaded, class, &line.action));
    let mut handlers: Vec<Value> = line.asked.clone();
    handlers.extend(class.iter().flat_map(|class| filters(loaded, class, &line.action)));
    let resolution = match (&class, &action) {
        (_, Some(_)) => Resolution::Resolved,
        (Some(_), None) => {
            Resolution::partly(format!("`{}` has no method `{}`", line.controller, line.action))
        }
        (None, None) => Resolution::unresolved(format!("no controller `{}` was found", line.controller)),
    };
    handlers.extend(action);
    Found {
        name: name.into(),
        audiences: surfaces(app, name),
        side: Side::Server,
        invocation: Invocation::View,
        declared_at: loaded.place(line.call.site),
        handlers,
        resolution,
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_constant().map(str::to_owned)
}

/// What one call of the table says.
fn lines<'a>(call: &'a Call, around: &[&Call]) -> Vec<Line<'a>> {
    let word = call.path.strip_prefix(ROUTES).unwrap_or_default();
    let options = call.arguments.iter().find(|value| matches!(value.shape(), Shape::Object(_)));
    let option = |name: &str| options.and_then(|options| text(&options.field(name)));
    let (prefix, modules) = prefix(around, option("on").as_deref() == Some("collection"));
    let in_modules = |controller: &str| match modules.is_empty() {
        true => controller.to_owned(),
        false => format!("{modules}/{controller}"),
    };
    if matches!(word, "resources" | "resource") {
        let names = call.arguments.iter().filter_map(text);
        let allowed = |action: &str| {
            let named = |list: &str| {
                let list = options.map_or_else(Value::undefined, |options| options.field(list));
                let all: Vec<String> = list.elements().iter().chain([&list]).filter_map(text).collect();
                (!list.is_undefined()).then_some(all)
            };
            named("only").is_none_or(|only| only.iter().any(|one| one == action))
                && named("except").is_none_or(|except| except.iter().all(|one| one != action))
        };
        return names
            .flat_map(|name| {
                let controller = in_modules(&option("controller").unwrap_or_else(|| name.clone()));
                let at = option("path").unwrap_or_else(|| name.clone());
                ACTIONS
                    .iter()
                    .filter(|(action, ..)| allowed(action))
                    .map(move |(action, method, rest)| {
                        let rest = if word == "resource" { rest.trim_start_matches("/:id") } else { rest };
                        (
                            controller.clone(),
                            (*action).to_owned(),
                            (*method).to_owned(),
                            format!("{at}{rest}"),
                        )
                    })
                    .collect::<Vec<_>>()
            })
            .map(|(controller, action, method, path)| Line {
                method,
                path: rooted(&prefix, &path),
                controller,
                action,
                call,
                asked: Vec::new(),
            })
            .collect();
    }
    let methods: &[&str] = match word {
        "get" | "root" => &["GET"],
        "post" => &["POST"],
        "put" => &["PUT"],
        "patch" => &["PATCH"],
        "delete" => &["DELETE"],
        "match" => &["ALL"],
        _ => return Vec::new(),
    };
    // `to: redirect('/y')` runs nothing of the app.
    let elsewhere = options.map(|options| options.field("to")).unwrap_or_default();
    if elsewhere.external_path().is_some_and(|path| path.ends_with("redirect()")) {
        return Vec::new();
    }
    // `get '/x', to: 'a#b'`, `get '/x' => 'a#b'`, `get 'a/b'`, `root 'a#b'`
    let first = call.arguments.first().and_then(text);
    let pair = options.and_then(|options| {
        let fields = options.fields();
        fields.iter().find_map(|(path, target)| {
            text(target)
                .filter(|target| target.contains('#') && path.as_str() != "to")
                .map(|target| (path.to_string(), target))
        })
    });
    let (path, target) = match (word, first, option("to"), pair) {
        ("root", first, to, _) => (String::new(), to.or(first)),
        (_, Some(path), Some(to), _) => (path, Some(to)),
        (_, None, _, Some((path, target))) => (path, Some(target)),
        (_, Some(path), None, _) => {
            let controller = option("controller").or_else(|| resource(around));
            let action = option("action").unwrap_or_else(|| path.trim_matches('/').to_owned());
            let target = match (controller, path.trim_matches('/').rsplit_once('/')) {
                (Some(controller), _) => Some(format!("{controller}#{action}")),
                (None, Some((controller, action))) => Some(format!("{controller}#{action}")),
                (None, None) => None,
            };
            (path, target)
        }
        _ => return Vec::new(),
    };
    let Some(target) = target else { return Vec::new() };
    let (controller, action) = target.split_once('#').unwrap_or((target.as_str(), "index"));
    methods
        .iter()
        .map(|method| Line {
            method: (*method).to_owned(),
            path: rooted(&prefix, &path),
            controller: in_modules(controller),
            action: action.to_owned(),
            call,
            asked: Vec::new(),
        })
        .collect()
}

/// The path and the modules that the calls around a line add. A line of a collection is about no one thing of it.
fn prefix(around: &[&Call], on_collection: bool) -> (String, String) {
    let mut around: Vec<&&Call> = around.iter().collect();
    around.sort_by_key(|call| call.site.span.start);
    let (mut path, mut modules) = (Vec::new(), Vec::new());
    for call in around {
        let name = call.arguments.first().and_then(text);
        let option = |name: &str| {
            call.arguments.iter().find_map(|value| match value.shape() {
                Shape::Object(_) => text(&value.field(name)),
                _ => None,
            })
        };
        match call.path.strip_prefix(ROUTES).unwrap_or_default() {
            "namespace" => {
                path.push(option("path").or_else(|| name.clone()).unwrap_or_default());
                modules.push(option("module").or(name).unwrap_or_default());
            }
            "scope" => {
                path.extend(option("path").or(name));
                modules.extend(option("module"));
            }
            "resources" => path.extend(name.map(|name| format!("{name}/:id"))),
            "resource" => path.extend(name),
            "collection" => of_all(&mut path),
            _ => {}
        }
    }
    if on_collection {
        of_all(&mut path);
    }
    let modules: Vec<String> = modules.into_iter().filter(|module| !module.is_empty()).collect();
    (path.join("/"), modules.join("/"))
}

/// `notes/:id` is `notes` for all of them.
fn of_all(path: &mut [String]) {
    if let Some(last) = path.last_mut()
        && let Some(all) = last.strip_suffix("/:id")
    {
        *last = all.to_owned();
    }
}

/// The resource that the innermost call around is about.
fn resource(around: &[&Call]) -> Option<String> {
    let inner =
        around.iter().filter(|call| call.path.ends_with(":resources") || call.path.ends_with(":resource"));
    inner.max_by_key(|call| call.site.span.start).and_then(|call| text(call.arguments.first()?))
}

/// `admin/user_notes` is `Admin::UserNotesController`.
fn class_name(controller: &str) -> String {
    let part = |part: &str| -> String {
        part.split('_')
            .map(|word| {
                let mut letters = word.chars();
                letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
            })
            .collect()
    };
    let parts: Vec<String> = controller.trim_matches('/').split('/').map(part).collect();
    format!("{}Controller", parts.join("::"))
}

/// The filters in force before an action, those of the outermost class first; of each class those of its modules, too.
fn filters(loaded: &Loaded<'_>, class: &Arc<ClassValue>, action: &str) -> Vec<Value> {
    let mut chain = named::with_parents(class);
    chain.reverse();
    let chain = chain.into_iter().flat_map(|owner| {
        let mut all = mixed_in(loaded, &owner);
        all.push(owner);
        all
    });
    let owners: Vec<Arc<ClassValue>> = chain.collect();
    let mut in_force: Vec<(String, Value)> = Vec::new();
    for owner in &owners {
        for call in loaded.calls.iter().filter(|call| is_of(call, owner)) {
            let word = call.path.rsplit('.').next().unwrap_or_default();
            let options = call.arguments.iter().find(|value| matches!(value.shape(), Shape::Object(_)));
            let is_skip = word.starts_with("skip_");
            // What is skipped sometimes does not protect.
            let applies = applies(options, action) && (is_skip || !is_conditional(options));
            if word == PASSWORD && applies {
                let asked = named::outside(&format!("{CONTROLLER}{PASSWORD}"), call.site);
                in_force.push((PASSWORD.to_owned(), asked));
            }
            if !word.ends_with("before_action") && !word.ends_with("before_filter") {
                continue;
            }
            for argument in call.arguments.iter().filter(|value| !matches!(value.shape(), Shape::Object(_))) {
                match text(argument) {
                    Some(name) if is_skip && applies => in_force.retain(|(known, _)| *known != name),
                    Some(_) if is_skip => {}
                    Some(name) if applies => {
                        let own =
                            || owners.iter().find_map(|it| named::method_of_part(loaded, it, class, &name));
                        let method = named::method_named(loaded, class, &name).or_else(own);
                        let outside = || named::outside(&format!("{CONTROLLER}{name}"), call.site);
                        in_force.push((name.clone(), method.unwrap_or_else(outside)));
                    }
                    None if applies && argument.is_function() => {
                        in_force.push((String::new(), on_instance(class, argument)));
                    }
                    _ => {}
                }
            }
        }
    }
    in_force.into_iter().map(|(_, filter)| filter).collect()
}

/// The modules that a class includes, as far as they are the program's.
fn mixed_in(loaded: &Loaded<'_>, class: &Arc<ClassValue>) -> Vec<Arc<ClassValue>> {
    let written = &loaded.program.module(class.module).classes[class.class.index()];
    written.implements.iter().filter_map(|it| named::class_of(loaded, Language::Ruby, &it.name)).collect()
}

/// A block that stands in a class runs with one of its instances.
fn on_instance(class: &Arc<ClassValue>, block: &Value) -> Value {
    let Shape::Function(closure) = block.shape() else { return block.clone() };
    let this = named::instance_of(class);
    let captured = Arc::clone(&closure.captured);
    // It is handed the instance as well: `before_action { |controller| … }`.
    let bound = closure.bound.iter().cloned().chain([this.clone()]).collect();
    Value::of(Shape::Function(Arc::new(Closure::new(
        closure.module,
        closure.function,
        Some(this),
        bound,
        captured,
    ))))
}

fn is_of(call: &Call, owner: &Arc<ClassValue>) -> bool {
    matches!(call.receiver.shape(), Shape::Class(class) if class.digest == owner.digest)
}

/// A filter with a condition runs sometimes, which is as good as not.
fn is_conditional(options: Option<&Value>) -> bool {
    options.is_some_and(|options| ["if", "unless"].iter().any(|name| !options.field(name).is_undefined()))
}

/// `only:` and `except:`
fn applies(options: Option<&Value>, action: &str) -> bool {
    let Some(options) = options else { return true };
    let names = |name: &str| -> Option<Vec<Name>> {
        let list = options.field(name);
        let elements = list.elements();
        let all = elements.iter().chain([&list]);
        let all: Vec<Name> = all.filter_map(|value| value.as_constant().map(Name::from)).collect();
        (!list.is_undefined()).then_some(all)
    };
    names("only").is_none_or(|only| only.iter().any(|one| one == action))
        && names("except").is_none_or(|except| except.iter().all(|one| one != action))
}
