//! Objects that a framework makes once and hands to all who ask: what a request writes to their fields, all others find.
//!
//! Source: Spring Framework's reference, bean scopes and stereotypes; Jakarta Dependency Injection 2.0 (read 2026-11-22).

use std::sync::Arc;

use crate::event::{Action, Assign, Target};
use crate::ir::{ExpressionKind, Name};
use crate::site::Site;
use crate::value::{ClassValue, Shape, Value};

use super::Interpreter;
use super::flow::Frame;

/// Annotations of classes of which there is one object, where none of [`NARROWER`] says otherwise.
const STEREOTYPES: [&str; 8] = [
    "@jvm/org.springframework.stereotype:Component",
    "@jvm/org.springframework.stereotype:Service",
    "@jvm/org.springframework.stereotype:Repository",
    "@jvm/org.springframework.stereotype:Controller",
    "@jvm/org.springframework.web.bind.annotation:RestController",
    "@jvm/jakarta.inject:Singleton",
    "@jvm/javax.inject:Singleton",
    "@jvm/jakarta.enterprise.context:ApplicationScoped",
];

const NARROWER: [&str; 4] = [":Scope", ":RequestScope", ":SessionScope", ":RefreshScope"];

impl<'p> Interpreter<'p> {
    /// Notes that `this.name = value` is written, or that something is filed in it under a key, where `this` is such an object,
    /// or one that a module made when it was loaded.
    pub(super) fn note_singleton(
        &mut self,
        frame: &mut Frame<'p>,
        name: &Name,
        filed: Option<Value>,
        value: &Value,
        site: Site,
    ) {
        let this = frame.flow.this.clone();
        let Shape::Instance(instance) = &this.shape else { return };
        let is_one = match &instance.object {
            Some(object) => frame.function.index() != 0 && self.made_at_loading.contains(object),
            None => filed.is_none() && self.is_singleton(&instance.class),
        };
        if !is_one {
            return;
        }
        let ir = &self.program.modules[instance.class.module.index()].classes[instance.class.class.index()];
        // It runs before anybody else has the object.
        if ir.constructor.is_some_and(|it| it == frame.function && instance.class.module == frame.module) {
            return;
        }
        let field = name.trim_start_matches('#');
        let target = Target::SingletonField {
            class: ir.name.clone().unwrap_or_default(),
            field: if filed.is_some() { Name::from(format!("{field}.*")) } else { Name::from(field) },
            declared: Site::new(instance.class.module, ir.span),
            looked_at: instance.object.is_some() || compares(frame, name),
        };
        let key = filed.filter(|key| !key.is_undefined());
        let assign = Assign { target, model: None, key, value: value.clone() };
        self.note(frame, site, Action::Assign(Arc::new(assign)));
    }

    fn is_singleton(&self, class: &ClassValue) -> bool {
        let ir = &self.program.modules[class.module.index()].classes[class.class.index()];
        let Some(decorated) = self.decorated.get(&Site::new(class.module, ir.span)) else { return false };
        let paths = || decorated.decorators.iter().filter_map(Value::external_path);
        let has = |known: &[&str]| {
            paths().any(|path| known.iter().any(|it| path.trim_end_matches("()").ends_with(it)))
        };
        has(&STEREOTYPES) && !has(&NARROWER)
    }
}

/// Whether the function at work compares a field of its object with something.
fn compares(frame: &Frame<'_>, name: &str) -> bool {
    let ir = frame.ir;
    let within = ir.functions[frame.function.index()].span;
    let is_field = |id: crate::ir::ExpressionId| match &ir.expressions[id.index()].kind {
        ExpressionKind::Member { object, property, .. } => {
            property == name && matches!(ir.expressions[object.index()].kind, ExpressionKind::This)
        }
        _ => false,
    };
    ir.expressions.iter().any(|expression| {
        let inside = within.start <= expression.span.start && expression.span.end <= within.end;
        inside
            && matches!(&expression.kind, ExpressionKind::Binary { left, right, .. } if is_field(*left) || is_field(*right))
    })
}
