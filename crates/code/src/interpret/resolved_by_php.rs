//! What frameworks of PHP hand to a controller's parameter whose type is a class of the program: the record that a part of
//! the address names, or a service.
//!
//! Source: laravel.com/docs/12.x/routing, "Route Model Binding"; laravel.com/docs/12.x/controllers, "Method Injection"
//! (read 2026-11-24).

use std::sync::Arc;

use crate::event::{Call, Called};
use crate::ir::{Language, Name, Parameter};
use crate::origin::{Origin, Source};
use crate::site::Site;
use crate::value::{ClassValue, Closure, Value};

use super::Interpreter;

/// What models extend, in the end.
const MODELS: [&str; 2] = ["@php/Illuminate/Database/Eloquent", "@php/Illuminate/Foundation/Auth:User"];
/// How a record is found.
const FOUND: &str = "@php/Illuminate/Database/Eloquent:Model.find";

impl<'p> Interpreter<'p> {
    /// None where the class is of what a caller sends: it extends another library's, or an attribute says so.
    pub(super) fn resolved_by_php(
        &mut self,
        handler: &Closure,
        class: &Arc<ClassValue>,
        parameter: &Parameter,
    ) -> Option<Value> {
        if self.language(handler.module) != Language::Php || !parameter.decorators.is_empty() {
            return None;
        }
        let Some(parent) = self.outermost_parent(class) else {
            // The container makes it.
            return class.parent.is_none().then(Value::undefined);
        };
        let path = parent.external_path()?;
        if !MODELS.iter().any(|model| path.starts_with(model)) {
            return None;
        }
        let function = &self.program.modules[handler.module.index()].functions[handler.function.index()];
        let call = Call::new(Called {
            path: Name::from(FOUND),
            construct: false,
            model: self.model(FOUND),
            receiver: Value::undefined(),
            arguments: Vec::new(),
            used: true,
            site: Site::new(handler.module, function.head),
        });
        Some(Value::from_origin(Origin::new(Source::Stored(Self::fetched(&Arc::new(call))))))
    }
}
