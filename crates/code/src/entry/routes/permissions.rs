//! Whom Django REST framework asks before a view runs: by the view's own list, by its decorator, else by the project's.

use std::sync::Arc;

use crate::{
    entry::{
        annotated,
        loaded::Loaded,
        named::{method_named, only_class, outside, with_parents},
    },
    ir::{Language, PropertyKey},
    site::Site,
    value::{ClassValue, Closure, Value},
};

/// A class that has one of these among its parents asks who is signed in.
const ASKING: [&str; 3] = ["LoginRequiredMixin", "PermissionRequiredMixin", "AccessMixin"];
const SESSION: &str = "@python/rest_framework:permissions.IsAuthenticated";

/// What is asked before a view.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    filters: Vec<Value>,
    /// Only of requests that change something.
    of_writes: bool,
}

impl Asked {
    fn session() -> Self {
        Self { filters: vec![annotated::check(SESSION)], of_writes: false }
    }

    /// What runs before a request of this kind.
    pub(super) fn before(&self, method: &str) -> Vec<Value> {
        let is_let_through = self.of_writes && matches!(method, "GET" | "HEAD" | "OPTIONS" | "ALL");
        if is_let_through { Vec::new() } else { self.filters.clone() }
    }
}

/// What is asked before the methods of a class of views.
pub(super) fn of_class(loaded: &Loaded<'_>, class: &Arc<ClassValue>) -> Asked {
    let mut is_rest = false;
    for owner in with_parents(class) {
        let module = loaded.program.module(owner.module);
        let written = &module.classes[owner.class.index()];
        let head = module.text.slice(written.span).split(':').next().unwrap_or_default();
        if ASKING.iter().any(|name| head.contains(name)) {
            return Asked::session();
        }
        if head.contains("UserPassesTestMixin") {
            let test = method_named(loaded, class, "test_func");
            return test.map_or_else(Asked::session, |test| Asked { filters: vec![test], of_writes: false });
        }
        let member = |wanted: &str| {
            let named = |key: &PropertyKey| matches!(key, PropertyKey::Name(name) if name == wanted);
            written.members.iter().find(|member| named(&member.key))
        };
        if let Some(member) = member("get_permissions") {
            // What it gives may differ from request to request.
            let site = Site::new(owner.module, member.span);
            return Asked { filters: vec![outside("get_permissions", site)], of_writes: false };
        }
        if let Some(member) = member("permission_classes") {
            let said = module.text.slice(member.span).split_once('=').map_or("", |(_, said)| said);
            return asks(loaded, said);
        }
        is_rest |=
            ["APIView", "ViewSet", "ListCreate", "RetrieveUpdate"].iter().any(|name| head.contains(name));
    }
    if is_rest { by_default(loaded) } else { Asked::default() }
}

/// What is asked before a function that answers, by the decorators in the lines above it.
pub(super) fn of_function(loaded: &Loaded<'_>, function: &Closure) -> Asked {
    let module = loaded.program.module(function.module);
    if module.language != Language::Python {
        return Asked::default();
    }
    let start = module.functions[function.function.index()].span.start;
    let before = module.text.as_str().get(..start).unwrap_or_default();
    // What stands between the function before it and itself.
    let above = before.rsplit("\ndef ").next().unwrap_or_default();
    let Some(at) = above.rfind("@api_view") else { return Asked::default() };
    let decorators = &above[at..];
    match decorators.split_once("@permission_classes") {
        Some((_, said)) => asks(loaded, said.split(')').next().unwrap_or_default()),
        None => by_default(loaded),
    }
}

/// What `permission_classes=…` among the settings of a decorator says; none where it is not there.
pub(super) fn said_in(loaded: &Loaded<'_>, settings: &str) -> Option<Asked> {
    let (_, said) = settings.split_once("permission_classes=")?;
    Some(asks(loaded, said.split(']').next().unwrap_or_default()))
}

/// What a list of permissions asks: of the program's own classes what they decide by, of the framework's who is signed in.
fn asks(loaded: &Loaded<'_>, list: &str) -> Asked {
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let names: Vec<&str> =
        list.split(|letter| !is_name(letter)).filter(|name| name.contains(char::is_alphabetic)).collect();
    if names.is_empty() || names.iter().any(|name| name.ends_with("AllowAny")) {
        return Asked::default();
    }
    // One of several: which of them let a request through is not followed.
    if list.contains('|') {
        return Asked::session();
    }
    let of_writes = names.iter().all(|name| name.ends_with("ReadOnly"));
    let own = |name: &&str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        method_named(loaded, &only_class(loaded, Language::Python, last)?, "has_permission")
    };
    let filters = names.iter().map(|name| own(name).unwrap_or_else(|| annotated::check(SESSION)));
    Asked { filters: filters.collect(), of_writes }
}

/// `REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": […]}` of the project's settings.
///
/// Source: django-rest-framework.org, "Permissions", read 2026-11.
fn by_default(loaded: &Loaded<'_>) -> Asked {
    let of_settings = loaded.program.ids().filter(|id| {
        let module = loaded.program.module(*id);
        module.language == Language::Python && module.file.as_str().contains("settings")
    });
    let mut lists = of_settings.filter_map(|id| {
        let settings = (loaded.export)(id, "REST_FRAMEWORK");
        let classes = settings.field("DEFAULT_PERMISSION_CLASSES").elements();
        let names: Vec<String> =
            classes.iter().filter_map(|class| class.as_constant().map(str::to_owned)).collect();
        (!names.is_empty() && names.len() == classes.len()).then(|| names.join(", "))
    });
    lists.next().map(|names| asks(loaded, &names)).unwrap_or_default()
}
