//! Whom Django REST framework asks before a view runs: by the view's own list, by its decorator, else by the project's.

use std::sync::Arc;

use crate::{
    entry::{loaded::Loaded, named::with_parents},
    ir::{Language, PropertyKey},
    value::{ClassValue, Closure, Value},
};

/// A class that has one of these among its parents asks who is signed in.
const ASKING: [&str; 4] =
    ["LoginRequiredMixin", "PermissionRequiredMixin", "UserPassesTestMixin", "AccessMixin"];

/// Whether a class of views asks who is there.
pub(super) fn of_class(loaded: &Loaded<'_>, class: &Arc<ClassValue>) -> bool {
    let mut is_rest = false;
    for owner in with_parents(class) {
        let module = loaded.program.module(owner.module);
        let written = &module.classes[owner.class.index()];
        let head = module.text.slice(written.span).split(':').next().unwrap_or_default();
        if ASKING.iter().any(|name| head.contains(name)) {
            return true;
        }
        let list = written
            .members
            .iter()
            .find(|member| matches!(&member.key, PropertyKey::Name(name) if name == "permission_classes"));
        if let Some(member) = list {
            let said = module.text.slice(member.span).split_once('=').map_or("", |(_, said)| said);
            return asks(said);
        }
        is_rest |=
            ["APIView", "ViewSet", "ListCreate", "RetrieveUpdate"].iter().any(|name| head.contains(name));
    }
    is_rest && by_default(loaded)
}

/// Whether a function that answers asks who is there, by the decorators in the lines above it.
pub(super) fn of_function(loaded: &Loaded<'_>, function: &Closure) -> bool {
    let module = loaded.program.module(function.module);
    if module.language != Language::Python {
        return false;
    }
    let start = module.functions[function.function.index()].span.start;
    let before = module.text.as_str().get(..start).unwrap_or_default();
    // What stands between the function before it and itself.
    let above = before.rsplit("\ndef ").next().unwrap_or_default();
    let Some(at) = above.rfind("@api_view") else { return false };
    let decorators = &above[at..];
    match decorators.split_once("@permission_classes") {
        Some((_, said)) => asks(said),
        None => by_default(loaded),
    }
}

/// What `permission_classes=…` among the settings of a decorator says; none where it is not there.
pub(super) fn said_in(settings: &str) -> Option<bool> {
    settings
        .split_once("permission_classes=")
        .map(|(_, said)| asks(said.split(']').next().unwrap_or_default()))
}

/// A list of permissions asks for something unless it is empty or lets everybody in.
fn asks(list: &str) -> bool {
    !list.contains("AllowAny") && list.contains(char::is_alphabetic)
}

/// `REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": […]}` of the project's settings.
///
/// Source: django-rest-framework.org, "Permissions", read 2026-11.
fn by_default(loaded: &Loaded<'_>) -> bool {
    let of_settings = loaded.program.ids().filter(|id| {
        let module = loaded.program.module(*id);
        module.language == Language::Python && module.file.as_str().contains("settings")
    });
    let mut lists = of_settings.map(|id| {
        let settings = (loaded.export)(id, "REST_FRAMEWORK");
        settings.field("DEFAULT_PERMISSION_CLASSES").elements()
    });
    let is_asking = |class: &Value| class.as_constant().is_some_and(|name| !name.ends_with("AllowAny"));
    lists.any(|classes| !classes.is_empty() && classes.iter().all(is_asking))
}
