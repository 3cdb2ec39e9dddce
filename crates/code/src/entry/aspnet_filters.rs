//! Filters that an app of ASP.NET writes: what runs before its controllers and its routes.
//!
//! Source: learn.microsoft.com, "Filters in ASP.NET Core", "Filters in Minimal API apps", read 2026-11-22.

use std::sync::Arc;

use super::{
    Loaded,
    named::{as_class, method_of_part, with_parents},
};
use crate::{
    ir::Language,
    value::{ClassValue, External, Shape, Value},
};

/// The methods by which the framework runs middleware and filters that are named as classes.
const RUNS: [&str; 8] = [
    "InvokeAsync",
    "Invoke",
    "OnAuthorizationAsync",
    "OnAuthorization",
    "OnResourceExecutionAsync",
    "OnResourceExecuting",
    "OnActionExecutionAsync",
    "OnActionExecuting",
];
/// Attributes that name the class of a filter.
const NAMING: [&str; 2] = ["TypeFilter", "ServiceFilter"];

/// The method that runs where middleware or a filter is named as a class; others as they are.
pub(super) fn invoked(loaded: &Loaded<'_>, value: Value) -> Value {
    as_class(&value).and_then(|class| running(loaded, &class)).unwrap_or(value)
}

/// What an attribute runs: of the app's own the method of its class, and so where it names a class of the app.
pub(super) fn of_attribute(loaded: &Loaded<'_>, attribute: &External) -> Option<Value> {
    let name = super::aspnet::last_of(attribute);
    if NAMING.contains(&name) {
        return attribute.made_with.first().and_then(as_class).and_then(|class| running(loaded, &class));
    }
    // An attribute is named without the word that ends the name of its class.
    let whole = format!("{name}Attribute");
    loaded.program.ids().find_map(|id| {
        let module = loaded.program.module(id);
        let is_it = |class: &crate::ir::Class| class.name.as_deref() == Some(whole.as_str());
        let holds = module.language == Language::CSharp && module.classes.iter().any(is_it);
        holds.then(|| as_class(&(loaded.export)(id, &whole)))?.and_then(|class| running(loaded, &class))
    })
}

/// The method of a class, or of one that it extends, by which the framework runs it.
fn running(loaded: &Loaded<'_>, class: &Arc<ClassValue>) -> Option<Value> {
    let of =
        |owner: &Arc<ClassValue>| RUNS.iter().find_map(|name| method_of_part(loaded, owner, class, name));
    with_parents(class).iter().find_map(of)
}

/// The filters among what a class or a method is marked with.
pub(super) fn of_marks(loaded: &Loaded<'_>, decorators: &[Value]) -> Vec<Value> {
    let of = |mark: &Value| match mark.shape() {
        Shape::External(external) => of_attribute(loaded, external),
        _ => as_class(mark).and_then(|class| running(loaded, &class)),
    };
    let mut found: Vec<Value> = Vec::new();
    for filter in decorators.iter().filter_map(of) {
        // A method's attributes stand with it and with its function.
        if !found.contains(&filter) {
            found.push(filter);
        }
    }
    found
}
