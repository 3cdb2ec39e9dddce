//! What programs in Python put before their routes: middleware, decorators of classes, classes that decide by themselves.

use std::sync::Arc;

use crate::{
    entry::{
        annotated,
        loaded::{Loaded, externals},
        named::{as_class, method_named, with_parents},
    },
    ir::{Language, ModuleId},
    model::Verdict,
    value::{ClassValue, Closure, Native, Shape, Value},
};

/// The methods by which middleware that is a class looks at a request: Starlette's, those of ASGI, and Django's.
///
/// Source: starlette.io/middleware; docs.djangoproject.com/en/5.2/topics/http/middleware, read 2026-11.
const METHODS: [&str; 4] = ["process_request", "dispatch", "__call__", "process_view"];
/// Asks who is signed in before every view that is not marked as open.
const LOGIN_REQUIRED: &str = "django.contrib.auth.middleware.LoginRequiredMiddleware";
/// The same of one view, which is what it stands for.
const SIGNED_IN: &str = "@python/django:contrib.auth.decorators.login_required";

/// What runs for something that was registered as middleware.
pub(super) fn of(loaded: &Loaded<'_>, value: Value) -> Vec<Value> {
    let Shape::Class(class) = value.shape() else { return vec![value] };
    if loaded.program.module(class.module).language != Language::Python {
        return vec![value];
    }
    METHODS.iter().filter_map(|name| method_named(loaded, class, name)).collect()
}

/// `FastAPI(middleware=[Middleware(Asks)])`
pub(super) fn made_with(loaded: &Loaded<'_>, settings: &[Value]) -> Vec<Value> {
    let listed = settings.iter().flat_map(|settings| settings.field("middleware").elements());
    let listed: Vec<Value> = listed.collect();
    let classes =
        listed.iter().flat_map(externals).filter_map(|external| external.made_with.first().cloned());
    classes.filter(|class| as_class(class).is_some()).flat_map(|class| of(loaded, class)).collect()
}

/// A decorator as what runs before that which it stands on: a function of the program that wraps the next handler, or a
/// check of a library.
pub(super) fn decorator(value: &Value) -> Option<Value> {
    match value.shape() {
        Shape::Function(closure) => {
            let next = Value::of(Shape::Native(Arc::new(Native::Next)));
            let bound = closure.bound.iter().cloned().chain([next]).collect();
            let captured = Arc::clone(&closure.captured);
            let this = closure.this.clone();
            let wraps = Closure::new(closure.module, closure.function, this, bound, captured);
            Some(Value::of(Shape::Function(Arc::new(wraps))))
        }
        Shape::External(external) => {
            let path = external.path.trim_end_matches("()");
            let check = annotated::check(path);
            let model = check.as_external()?.made_by.as_ref()?.model?;
            model.check.as_ref().is_some_and(|check| check.when == Verdict::Next).then_some(check)
        }
        _ => None,
    }
}

/// What decorators ask before a method of a class of views: those of the method, and those of the class that name it.
pub(super) fn of_view(loaded: &Loaded<'_>, class: &Arc<ClassValue>, method: &str) -> Vec<Value> {
    let mut asked = Vec::new();
    let same = |other: &Arc<ClassValue>| other.module == class.module && other.class == class.class;
    for decorated in loaded.decorated.iter().filter(|decorated| same(&decorated.class)) {
        let of_class = decorated.decorators.iter().filter_map(Value::as_external);
        for external in of_class.filter(|external| external.path.ends_with("decorators.method_decorator()")) {
            let named = external
                .made_with
                .iter()
                .find_map(|value| Some(value.field("name").as_constant()?.to_owned()));
            if named.is_some_and(|named| named == "dispatch" || named == method) {
                let Some(first) = external.made_with.first() else { continue };
                let listed = first.elements();
                asked.extend(if listed.is_empty() { vec![first.clone()] } else { listed });
            }
        }
        let functions = &loaded.program.module(class.module).functions;
        for member in &decorated.members {
            let name = functions[member.function.index()].name.as_deref().unwrap_or_default();
            if name == method || name == "dispatch" {
                asked.extend(member.decorators.iter().cloned());
            }
        }
    }
    // Flask's classes list their decorators, the first of which is the innermost.
    for (owner, name) in
        with_parents(class).iter().flat_map(|it| [(it, "decorators"), (it, "method_decorators")])
    {
        let listed = (loaded.field)(owner, name).elements();
        asked.extend(listed.into_iter().rev());
    }
    asked.iter().filter_map(decorator).collect()
}

/// What Django's settings put before every view, in order: in every list of theirs that is not empty.
pub(super) struct OfDjango {
    filters: Vec<Value>,
    asks_who_is_signed_in: bool,
}

impl OfDjango {
    pub(super) fn of(loaded: &Loaded<'_>) -> Self {
        let of_settings = loaded.program.ids().filter(|id| {
            let module = loaded.program.module(*id);
            module.language == Language::Python && module.file.as_str().contains("settings")
        });
        let texts = |id: ModuleId| -> Vec<String> {
            let listed = (loaded.export)(id, "MIDDLEWARE").elements();
            listed.iter().filter_map(|name| name.as_constant().map(str::to_owned)).collect()
        };
        let lists: Vec<Vec<String>> = of_settings.map(texts).filter(|list| !list.is_empty()).collect();
        let everywhere = |name: &&String| lists.iter().all(|list| list.contains(name));
        let names: Vec<&String> = lists.first().into_iter().flatten().filter(everywhere).collect();
        Self {
            filters: names.iter().flat_map(|name| named(loaded, name)).collect(),
            asks_who_is_signed_in: names.iter().any(|name| *name == LOGIN_REQUIRED),
        }
    }

    /// What runs before one view.
    pub(super) fn before(&self, loaded: &Loaded<'_>, view: Option<&Value>) -> Vec<Value> {
        let is_open = || view.is_some_and(|view| stands_above(loaded, view, "login_not_required"));
        let signed_in = (self.asks_who_is_signed_in && !is_open()).then(|| annotated::check(SIGNED_IN));
        self.filters.iter().cloned().chain(signed_in).collect()
    }
}

/// The class or function of a dotted name, as far as it is the program's.
fn named(loaded: &Loaded<'_>, name: &str) -> Vec<Value> {
    let Some((module, name)) = name.rsplit_once('.') else { return Vec::new() };
    let Some(module) = super::included::module_named(loaded, module) else { return Vec::new() };
    let value = (loaded.export)(module, name);
    match value.shape() {
        Shape::Function(_) => decorator(&value).into_iter().collect(),
        _ => of(loaded, value).into_iter().filter(Value::is_function).collect(),
    }
}

/// Whether a decorator stands above a function or class.
fn stands_above(loaded: &Loaded<'_>, view: &Value, decorator: &str) -> bool {
    let (module, start) = match view.shape() {
        Shape::Function(closure) => {
            let module = loaded.program.module(closure.module);
            (module, module.functions[closure.function.index()].span.start)
        }
        Shape::Class(class) => {
            let module = loaded.program.module(class.module);
            (module, module.classes[class.class.index()].span.start)
        }
        _ => return false,
    };
    let before = module.text.as_str().get(..start).unwrap_or_default();
    let above = before.trim_end().lines().rev().take_while(|line| line.trim_start().starts_with('@'));
    above.into_iter().any(|line| line.contains(decorator))
}
