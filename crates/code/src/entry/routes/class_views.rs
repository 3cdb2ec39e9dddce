//! Classes that answer a route by a method for each kind of request: Django's views.

use crate::{
    entry::{annotated, controllers::method_of, loaded::Loaded},
    ir::{Language, MemberKind, PropertyKey},
    value::{Shape, Value},
};

/// Methods of views, and of Django REST framework's sets of views, with the requests they answer.
///
/// Source: docs.djangoproject.com, "Built-in class-based views API"; django-rest-framework.org, "ViewSets", read 2026-11.
const METHODS: [(&str, &str); 11] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("list", "GET"),
    ("retrieve", "GET"),
    ("create", "POST"),
    ("update", "PUT"),
    ("partial_update", "PATCH"),
    ("destroy", "DELETE"),
];
/// A class that has one of these among its parents asks who is signed in.
const ASKING: [&str; 4] =
    ["LoginRequiredMixin", "PermissionRequiredMixin", "UserPassesTestMixin", "AccessMixin"];
const SESSION: &str = "@python/rest_framework:permissions.IsAuthenticated";

/// What answers where the last handler is a class: each kind of request, with what runs for it.
pub(super) fn of(loaded: &Loaded<'_>, handlers: &[Value]) -> Vec<(&'static str, Vec<Value>)> {
    let Some(Shape::Class(class)) = handlers.last().map(Value::shape) else { return Vec::new() };
    let module = loaded.program.module(class.module);
    if module.language != Language::Python {
        return Vec::new();
    }
    let written = &module.classes[class.class.index()];
    let text = module.text.slice(written.span);
    let head = text.split(':').next().unwrap_or_default();
    let permissions = written
        .members
        .iter()
        .find(|member| matches!(&member.key, PropertyKey::Name(name) if name == "permission_classes"));
    // A list of permissions asks for something unless it is empty or lets everybody in.
    let asks = permissions.is_some_and(|member| {
        let said = module.text.slice(member.span).split_once('=').map_or("", |(_, said)| said);
        !said.contains("AllowAny") && said.contains(char::is_alphabetic)
    });
    let guard = (asks || ASKING.iter().any(|name| head.contains(name))).then(|| annotated::check(SESSION));
    let before: Vec<Value> =
        guard.into_iter().chain(handlers[..handlers.len() - 1].iter().cloned()).collect();
    let answered = METHODS.iter().filter_map(|(name, method)| {
        let member = written
            .members
            .iter()
            .find(|member| matches!(&member.key, PropertyKey::Name(known) if known == name))?;
        let MemberKind::Method(function) = member.kind else { return None };
        Some((*method, before.iter().cloned().chain([method_of(class, function)]).collect()))
    });
    answered.collect()
}
