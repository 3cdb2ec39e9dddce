//! What an expression may be, as far as the program tells.
//!
//! A [`Value`] is a tree that never changes: a [`Shape`], the [`Origins`] it came from, and what is known wherever it
//! turns out truthy or falsy. Objects and arrays hold values of their own, so `origins` speaks of the thing itself and
//! `deep_origins` of everything in it. Every tree carries its digest, so comparing two is cheap, and copying one is a
//! count.

mod aggregate;
mod callable;
mod cases;
mod digest;
mod fields;
mod join;
mod text;
mod view;

use std::sync::Arc;

use crate::guard::Guards;
use crate::ir::{ModuleId, Name};
use crate::origin::{Origin, Origins};

pub use aggregate::{Array, Element, Object, Union};
pub(crate) use callable::Captures;
pub use callable::{Captured, CellId, ClassValue, Closure, External, Instance, Native, ObjectId};
pub(crate) use cases::{Case, Cases};
pub(crate) use digest::Digester;
pub use fields::Fields;
pub use text::{Part, Text};
pub use view::Truthiness;

/// What an expression may be.
#[derive(Debug, Clone)]
pub struct Value {
    pub(crate) shape: Shape,
    pub(crate) origins: Origins,
    pub(crate) truth: Option<Arc<Truth>>,
}

/// What is known where a value turns out one way or the other.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    /// What holds where it is truthy; none where it can't be.
    pub(crate) when_true: Option<Guards>,
    /// What holds where it is falsy; none where it can't be.
    pub(crate) when_false: Option<Guards>,
    /// Which values it may be, and what holds where it is one of them; none where that is not told apart.
    pub(crate) cases: Option<Cases>,
}

/// The shape of a value. `None` in a primitive means that the kind is known and the value is not.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Nothing is known but the origins.
    Unknown,
    /// `undefined`.
    Undefined,
    /// `null`.
    Null,
    /// A boolean.
    Boolean(Option<bool>),
    /// A number, by its bits.
    Number(Option<u64>),
    /// A string: literal pieces and holes.
    Text(Arc<Text>),
    /// A regular expression: pattern, flags.
    Regex(Arc<(Name, Name)>),
    /// An object with known fields.
    Object(Arc<Object>),
    /// An array, or a set.
    Array(Arc<Array>),
    /// A function of the program.
    Function(Arc<Closure>),
    /// A function the engine itself provides.
    Native(Arc<Native>),
    /// A class of the program.
    Class(Arc<ClassValue>),
    /// An instance of a class of the program.
    Instance(Arc<Instance>),
    /// The exports of a module of the program.
    Namespace(ModuleId),
    /// Something that others wrote: a package, a global, or what came out of one.
    External(Arc<External>),
    /// JSX.
    Element(Arc<Element>),
    /// One of these.
    Union(Arc<Union>),
}

impl Value {
    /// A value of a shape, from nowhere in particular.
    pub fn of(shape: Shape) -> Self {
        Self { shape, origins: Origins::none(), truth: None }
    }

    /// Nothing is known of it.
    pub fn unknown() -> Self {
        Self::of(Shape::Unknown)
    }

    /// Nothing is known of it but where it came from.
    pub fn from_origin(origin: Origin) -> Self {
        Self { shape: Shape::Unknown, origins: Origins::one(origin), truth: None }
    }

    /// Nothing is known of it but where it came from.
    pub fn from_origins(origins: Origins) -> Self {
        Self { shape: Shape::Unknown, origins, truth: None }
    }

    /// `undefined`.
    pub fn undefined() -> Self {
        Self::of(Shape::Undefined)
    }

    /// `true`, `false`.
    pub fn boolean(value: bool) -> Self {
        Self::of(Shape::Boolean(Some(value)))
    }

    /// A number.
    pub fn number(value: f64) -> Self {
        Self::of(Shape::Number(Some(value.to_bits())))
    }

    /// A constant string.
    pub fn text(text: impl Into<Name>) -> Self {
        Self::of(Shape::Text(Arc::new(Text::constant(text.into()))))
    }

    /// The same with other origins.
    #[must_use]
    pub fn with_origins(mut self, origins: Origins) -> Self {
        self.origins = origins;
        self
    }

    /// The same, known also to come from there.
    #[must_use]
    pub fn and_origins(mut self, origins: &Origins) -> Self {
        self.origins = self.origins.union(origins);
        self
    }

    /// The same without what its truth would tell.
    #[must_use]
    pub(crate) fn without_truth(mut self) -> Self {
        self.truth = None;
        self
    }

    /// The same, with what its truth tells.
    #[must_use]
    pub(crate) fn with_truth(mut self, when_true: Option<Guards>, when_false: Option<Guards>) -> Self {
        self.truth = Some(Arc::new(Truth { when_true, when_false, cases: None }));
        self
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest()
    }
}

impl Eq for Value {}

impl Default for Value {
    fn default() -> Self {
        Self::unknown()
    }
}
