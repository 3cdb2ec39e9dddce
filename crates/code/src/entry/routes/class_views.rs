//! Classes that answer a route by a method for each kind of request: Flask's and Django's views, and the sets of views that a router of
//! Django REST framework spreads out.

use std::sync::Arc;

use super::{filters, permissions};
use crate::{
    entry::{
        loaded::Loaded,
        named::{method_named, with_parents},
    },
    ir::{ClassId, Language, MemberKind, ModuleId, PropertyKey},
    value::{ClassValue, Shape, Value},
};

/// Methods of views, Flask's and Django's, and of Django REST framework's sets of views, with the requests they answer and what follows the path
/// where a router made the route.
///
/// Source: docs.djangoproject.com, "Built-in class-based views API"; django-rest-framework.org, "ViewSets", read 2026-11.
const METHODS: [(&str, &str, &str); 12] = [
    ("dispatch_request", "ALL", ""),
    ("get", "GET", ""),
    ("post", "POST", ""),
    ("put", "PUT", ""),
    ("patch", "PATCH", ""),
    ("delete", "DELETE", ""),
    ("list", "GET", ""),
    ("retrieve", "GET", "{pk}"),
    ("create", "POST", ""),
    ("update", "PUT", "{pk}"),
    ("partial_update", "PATCH", "{pk}"),
    ("destroy", "DELETE", "{pk}"),
];

/// One kind of request that a class answers.
pub(super) struct View {
    /// In capitals.
    pub(super) method: String,
    /// What follows the path of the route.
    pub(super) below: String,
    /// What runs for it: what is asked first, then what the route names, then the method.
    pub(super) handlers: Vec<Value>,
}

/// What answers where the last handler is a class: each kind of request.
pub(super) fn of(loaded: &Loaded<'_>, handlers: &[Value], by_router: bool) -> Vec<View> {
    let Some(Shape::Class(class)) = handlers.last().map(Value::shape) else { return Vec::new() };
    if loaded.program.module(class.module).language != Language::Python {
        return Vec::new();
    }
    let asked = permissions::of_class(loaded, class);
    let decides = method_named(loaded, class, "dispatch");
    let before = |asked: &permissions::Asked, name: &str, method: &str| {
        let mut before = asked.before(method);
        before.extend(filters::of_view(loaded, class, name));
        before.extend(decides.clone());
        before.extend(handlers[..handlers.len() - 1].iter().cloned());
        before
    };
    let mut views: Vec<View> = METHODS
        .iter()
        .filter_map(|(name, method, below)| {
            let answer = method_named(loaded, class, name)?;
            let below = if by_router { (*below).to_owned() } else { String::new() };
            let handlers = before(&asked, name, method).into_iter().chain([answer]).collect();
            Some(View { method: (*method).to_owned(), below, handlers })
        })
        .collect();
    if by_router {
        for action in actions(loaded, class) {
            let Some(answer) = method_named(loaded, class, &action.name) else { continue };
            let own = permissions::said_in(loaded, &action.settings);
            for method in &action.methods {
                let before = before(own.as_ref().unwrap_or(&asked), &action.name, method);
                let handlers = before.into_iter().chain([answer.clone()]).collect();
                views.push(View { method: method.clone(), below: action.below.clone(), handlers });
            }
        }
    }
    views
}

/// A method with `@action(detail=True, methods=["post"])`: a route below that of its set.
struct Action {
    name: String,
    methods: Vec<String>,
    below: String,
    settings: String,
}

fn actions(loaded: &Loaded<'_>, class: &Arc<ClassValue>) -> Vec<Action> {
    let mut found = Vec::new();
    for owner in with_parents(class) {
        for (name, head) in method_heads(loaded, owner.module, owner.class) {
            let Some(at) = head.rfind("@action(") else { continue };
            let settings = head[at..].to_owned();
            let said = |name: &str| {
                let (_, value) = settings.split_once(&format!("{name}="))?;
                Some(value.trim_start().to_owned())
            };
            let words = |text: &str| -> Vec<String> {
                let list = text.split([']', ')']).next().unwrap_or_default();
                list.split(['"', '\'']).skip(1).step_by(2).map(str::to_ascii_uppercase).collect()
            };
            let methods = said("methods").map(|text| words(&text)).filter(|methods| !methods.is_empty());
            let path = said("url_path").and_then(|text| Some(text.split(['"', '\'']).nth(1)?.to_owned()));
            let path = path.unwrap_or_else(|| name.clone());
            let detail = said("detail").is_some_and(|text| text.starts_with("True"));
            let below = if detail { format!("{{pk}}/{path}") } else { path };
            found.push(Action {
                name,
                methods: methods.unwrap_or_else(|| vec!["GET".to_owned()]),
                below,
                settings,
            });
        }
    }
    found
}

/// The methods of a class, each with the text between the one before it and itself: its decorators stand there.
fn method_heads(loaded: &Loaded<'_>, module: ModuleId, class: ClassId) -> Vec<(String, String)> {
    let module = loaded.program.module(module);
    let written = &module.classes[class.index()];
    let mut from = written.span.start;
    let mut heads = Vec::new();
    for member in &written.members {
        let (PropertyKey::Name(name), MemberKind::Method(function)) = (&member.key, member.kind) else {
            continue;
        };
        let span = module.functions[function.index()].span;
        let head = module.text.as_str().get(from..span.start.max(from)).unwrap_or_default();
        heads.push((name.to_string(), head.to_owned()));
        from = span.end.max(from);
    }
    heads
}
