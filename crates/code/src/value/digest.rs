//! Digests of values: what makes comparing two trees cheap.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Shape, Value};

/// Makes a digest that is the same on every run.
#[derive(Debug, Default)]
pub(crate) struct Digester(DefaultHasher);

impl Digester {
    /// Begins with a tag that keeps kinds apart.
    pub(crate) fn tagged(tag: u8) -> Self {
        let mut digester = Self(DefaultHasher::new());
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
            )
        });
        Digester::tagged(0).add(shape).add(self.origins.digest()).add(truth).end()
    }
}

impl Shape {
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
            Self::Union(values) => Digester::tagged(11).add_all(values.iter().map(Value::digest)).end(),
        }
    }
}
