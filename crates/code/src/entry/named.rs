//! Controllers that routes name by text: their classes, methods, and the filters before them.

use std::sync::Arc;

use super::Loaded;
use crate::{
    event::{Call, Called},
    ir::{FunctionId, Language, MemberKind, Name, PropertyKey},
    model::Models,
    site::Site,
    value::{ClassValue, Closure, External, Instance, Shape, Value},
};

/// The class that a file provides under a name.
pub(super) fn class_of(loaded: &Loaded<'_>, language: Language, name: &str) -> Option<Arc<ClassValue>> {
    let providing = |fits: &dyn Fn(&str) -> bool| {
        let mut all = loaded.program.ids().filter(|id| {
            let module = loaded.program.module(*id);
            module.language == language && module.provides.iter().any(|provided| fits(provided))
        });
        all.next().filter(|_| all.next().is_none())
    };
    // An engine's routes leave out the module that all of it lies in.
    let id = providing(&|provided| provided == name).or_else(|| {
        providing(&|provided| provided.strip_suffix(name).is_some_and(|outer| outer.ends_with("::")))
    })?;
    let last = name.rsplit([':', '\\']).next().unwrap_or(name);
    as_class(&(loaded.export)(id, last))
}

/// The one class of a name, without the names around it, that the program has.
pub(super) fn only_class(loaded: &Loaded<'_>, language: Language, name: &str) -> Option<Arc<ClassValue>> {
    let mut holding = loaded.program.ids().filter(|id| {
        let module = loaded.program.module(*id);
        module.language == language && module.classes.iter().any(|class| class.name.as_deref() == Some(name))
    });
    let module = holding.next().filter(|_| holding.next().is_none())?;
    as_class(&(loaded.export)(module, name))
}

/// A value as a class.
pub(super) fn as_class(value: &Value) -> Option<Arc<ClassValue>> {
    value.alternatives().iter().find_map(|value| match value.shape() {
        Shape::Class(class) => Some(Arc::clone(class)),
        Shape::Instance(instance) => Some(Arc::clone(&instance.class)),
        _ => None,
    })
}

/// A class and those it extends, as far as they are the program's.
pub(super) fn with_parents(class: &Arc<ClassValue>) -> Vec<Arc<ClassValue>> {
    let mut all = vec![Arc::clone(class)];
    while let Some(Shape::Class(parent)) =
        all.last().and_then(|class| class.parent.as_ref()).map(Value::shape).filter(|_| all.len() < 16)
    {
        all.push(Arc::clone(parent));
    }
    all
}

/// A method of a class or of what it extends, for an instance that the framework makes.
pub(super) fn method_named(loaded: &Loaded<'_>, class: &Arc<ClassValue>, name: &str) -> Option<Value> {
    with_parents(class).iter().find_map(|owner| method_of_part(loaded, owner, class, name))
}

/// A method of what is a part of a class (itself, its parent, a module that it includes), for an instance of the class.
pub(super) fn method_of_part(
    loaded: &Loaded<'_>,
    part: &Arc<ClassValue>,
    class: &Arc<ClassValue>,
    name: &str,
) -> Option<Value> {
    let written = &loaded.program.module(part.module).classes[part.class.index()];
    written.members.iter().find_map(|member| match (&member.key, member.kind) {
        (PropertyKey::Name(known), MemberKind::Method(function)) if known == name => {
            Some(method_of_child(part, class, function))
        }
        _ => None,
    })
}

/// A function of a class, with an instance of one that extends it.
pub(super) fn method_of_child(
    owner: &Arc<ClassValue>,
    class: &Arc<ClassValue>,
    function: FunctionId,
) -> Value {
    let (this, captured) = (Some(instance_of(class)), Arc::clone(&owner.captured));
    Value::of(Shape::Function(Arc::new(Closure::new(owner.module, function, this, Vec::new(), captured))))
}

/// The instance that a framework makes of a class.
pub(super) fn instance_of(class: &Arc<ClassValue>) -> Value {
    Value::of(Shape::Instance(Arc::new(Instance { class: Arc::clone(class), object: None })))
}

/// The thing at a path.
pub(super) fn thing(path: &str) -> Value {
    Value::of(Shape::External(Arc::new(External::new(Name::from(path), None, None, Arc::from([]), None))))
}

/// What others wrote and runs before a route, by its path; what no model speaks of is something of which nobody knows
/// what it asks.
pub(super) fn outside(path: &str, site: Site) -> Value {
    let call = Call::new(Called {
        path: Name::from(path),
        construct: false,
        model: Models::bundled().look(path),
        receiver: Value::undefined(),
        arguments: Vec::new(),
        used: true,
        site,
    });
    let made =
        External::new(Name::from(format!("{path}()")), None, None, Arc::from([]), Some(Arc::new(call)));
    Value::of(Shape::External(Arc::new(made)))
}

/// Whether a place lies inside a call, and not in its head only.
pub(super) fn lies_in(inner: Site, outer: Site) -> bool {
    inner.module == outer.module
        && outer.span.start <= inner.span.start
        && inner.span.end <= outer.span.end
        && inner.span != outer.span
}
