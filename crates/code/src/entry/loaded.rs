//! What loading a program showed.

use std::sync::Arc;

use assay_source::Place;

use crate::{
    event::Call,
    graph::Program,
    ir::{FunctionId, ModuleId},
    model::Effect,
    site::Site,
    value::{ClassValue, External, ObjectId, Shape, Value},
};

/// A program whose modules have run: what they export, and what they registered with others.
pub(crate) struct Loaded<'a> {
    /// The program.
    pub(crate) program: &'a Program,
    /// Every call of what others wrote while modules were loaded, in the order they ran; then those of functions that
    /// nobody called while loading, where a server is put together in one.
    pub(crate) calls: &'a [Call],
    /// Every class with decorators.
    pub(crate) decorated: Vec<&'a Decorated>,
    /// What a module exports under a name, `undefined` where it exports nothing of that name.
    pub(crate) export: &'a dyn Fn(ModuleId, &str) -> Value,
    /// What a class itself holds under a name, and not its instances.
    pub(crate) field: &'a dyn Fn(&ClassValue, &str) -> Value,
}

/// A class with its decorators and those of its members.
#[derive(Debug, Clone)]
pub(crate) struct Decorated {
    /// The class.
    pub(crate) class: Arc<ClassValue>,
    /// Its own decorators: what calling them gave, `@nestjs/common:Controller()` made with its arguments.
    pub(crate) decorators: Vec<Value>,
    /// The members that have some, in order.
    pub(crate) members: Vec<DecoratedMember>,
}

/// A decorated method.
#[derive(Debug, Clone)]
pub(crate) struct DecoratedMember {
    /// What it runs.
    pub(crate) function: FunctionId,
    /// Its decorators.
    pub(crate) decorators: Vec<Value>,
    /// Those of its parameters, by position.
    pub(crate) parameters: Vec<Vec<Value>>,
}

impl<'a> Loaded<'a> {
    /// A place for people.
    pub(super) fn place(&self, site: Site) -> Place {
        self.program.module(site.module).text.place(site.span)
    }

    /// Calls with an effect, each with its position among all.
    pub(super) fn calls_with(&self, effect: Effect) -> impl Iterator<Item = (usize, &'a Call)> {
        self.calls.iter().enumerate().filter(move |(_, call)| call.effect() == Some(effect))
    }
}

/// The objects of others that a value may be.
pub(super) fn externals(value: &Value) -> impl Iterator<Item = &External> {
    value.alternatives().iter().filter_map(Value::as_external)
}

/// True where a value may be a certain object.
pub(super) fn is_object(value: &Value, object: ObjectId) -> bool {
    externals(value).any(|external| external.object == Some(object))
}

/// True where it is, or may be, something to call.
pub(super) fn may_be_called(value: &Value) -> bool {
    value.alternatives().iter().any(|value| {
        matches!(value.shape(), Shape::Function(_) | Shape::Native(_) | Shape::External(_) | Shape::Class(_))
    })
}
