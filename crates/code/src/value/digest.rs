//! Digests of values: what makes comparing two trees cheap.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use foldhash::quality::{FixedState, FoldHasher};

use super::{Cases, Shape, Value};

/// Makes a digest that is the same on every run.
#[derive(Clone)]
pub(crate) struct Digester(FoldHasher<'static>);

impl Digester {
    /// Begins with a tag that keeps kinds apart.
    pub(crate) fn tagged(tag: u8) -> Self {
        let mut digester = Self(FixedState::with_seed(0).build_hasher());
        digester.0.write_u8(tag);
        digester
    }

    pub(crate) fn add(mut self, part: impl Hash) -> Self {
        part.hash(&mut self.0);
        self
    }

    pub(crate) fn add_all<T: Hash>(mut self, parts: impl IntoIterator<Item = T>) -> Self {
        let mut count = 0u32;
        for part in parts {
            part.hash(&mut self.0);
            count += 1;
        }
        self.0.write_u32(count);
        self
    }

    pub(crate) fn end(self) -> u64 {
        self.0.finish()
    }
}

impl Value {
    /// Equal values have equal digests, in every run.
    pub(crate) fn digest(&self) -> u64 {
        let shape = self.shape.digest();
        if self.origins.is_empty() && self.truth.is_none() {
            return shape;
        }
        let truth = self.truth.as_ref().map(|truth| {
            (
                truth.when_true.as_ref().map(|guards| guards.digest()),
                truth.when_false.as_ref().map(|guards| guards.digest()),
                truth.cases.as_ref().map(Cases::digest),
            )
        });
        Digester::tagged(0).add(shape).add(self.origins.digest()).add(truth).end()
    }
}

impl Value {
    /// Whether it is the very same thing in memory: equal without a look at what it holds.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let truths = match (&self.truth, &other.truth) {
            (None, None) => true,
            (Some(left), Some(right)) => Arc::ptr_eq(left, right),
            _ => false,
        };
        truths && self.origins.is_same(&other.origins) && self.shape.is_same(&other.shape)
    }
}

impl Shape {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, Self::Unknown)
            | (Self::Undefined, Self::Undefined)
            | (Self::Null, Self::Null) => true,
            (Self::Boolean(left), Self::Boolean(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => left == right,
            (Self::Text(left), Self::Text(right)) => Arc::ptr_eq(left, right),
            (Self::Object(left), Self::Object(right)) => Arc::ptr_eq(left, right),
            (Self::Array(left), Self::Array(right)) => Arc::ptr_eq(left, right),
            (Self::Function(left), Self::Function(right)) => Arc::ptr_eq(left, right),
            (Self::Class(left), Self::Class(right)) => Arc::ptr_eq(left, right),
            (Self::Instance(left), Self::Instance(right)) => Arc::ptr_eq(left, right),
            (Self::Namespace(left), Self::Namespace(right)) => left == right,
            (Self::External(left), Self::External(right)) => Arc::ptr_eq(left, right),
            (Self::Union(left), Self::Union(right)) => Arc::ptr_eq(left, right),
            _ => false,
        }
    }

    fn digest(&self) -> u64 {
        match self {
            Self::Unknown => 1,
            Self::Undefined => 2,
            Self::Null => 3,
            Self::Boolean(value) => 4 + value.map_or(0, |value| 1 + u64::from(value)),
            Self::Number(bits) => Digester::tagged(8).add(bits).end(),
            Self::Text(text) => text.digest(),
            Self::Regex(regex) => Digester::tagged(9).add(&regex.0).add(&regex.1).end(),
            Self::Object(object) => object.digest(),
            Self::Array(array) => array.digest(),
            Self::Function(closure) => closure.digest,
            Self::Native(native) => native.digest(),
            Self::Class(class) => class.digest,
            Self::Instance(instance) => instance.digest(),
            Self::Namespace(module) => Digester::tagged(10).add(module).end(),
            Self::External(external) => external.digest,
            Self::Element(element) => element.digest,
            Self::Union(union) => union.digest(),
        }
    }
}
