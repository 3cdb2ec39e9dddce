//! What rules ask of a value.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ir::Name;
use crate::origin::{Origin, Origins};

use super::{External, Fields, Shape, Text, Value};

/// What a test of a value gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truthiness {
    /// It is truthy.
    Always,
    /// It is falsy.
    Never,
    /// It can be either.
    Unknown,
}

impl Value {
    /// Its shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The alternatives of a union; the value itself where there is only one.
    pub fn alternatives(&self) -> &[Self] {
        match &self.shape {
            Shape::Union(union) => union,
            _ => std::slice::from_ref(self),
        }
    }

    /// The string it is, where that is known whole.
    pub fn as_constant(&self) -> Option<&str> {
        self.as_text().and_then(Text::as_constant)
    }

    /// The string it is, as far as known. None where it isn't known to be one string; see [`Self::texts`].
    pub fn as_text(&self) -> Option<&Text> {
        match &self.shape {
            Shape::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Every string it may be, as far as known; alternatives that are none are left out.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.alternatives().iter().filter_map(Self::as_text)
    }

    /// Every string it may be whole.
    pub fn constants(&self) -> impl Iterator<Item = &str> {
        self.texts().filter_map(Text::as_constant)
    }

    /// The number it is.
    pub fn as_number(&self) -> Option<f64> {
        match self.shape {
            Shape::Number(Some(bits)) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The boolean it is.
    pub fn as_boolean(&self) -> Option<bool> {
        match self.shape {
            Shape::Boolean(known) => known,
            _ => None,
        }
    }

    /// What others wrote, where it is that.
    pub fn as_external(&self) -> Option<&External> {
        match &self.shape {
            Shape::External(external) => Some(external),
            _ => None,
        }
    }

    /// The path of what others wrote, `express:default()`, where it is that.
    pub fn external_path(&self) -> Option<&str> {
        self.as_external().map(|external| external.path.as_str())
    }

    /// True where it can be called and is a function of the program.
    pub fn is_function(&self) -> bool {
        matches!(self.shape, Shape::Function(_))
    }

    /// True where it is surely `undefined`, as a missing argument or field is.
    pub fn is_undefined(&self) -> bool {
        matches!(self.shape, Shape::Undefined)
    }

    /// True where it may be `undefined` or `null`, as far as the program shows: an alternative is, or it was read
    /// from the environment, from a store, or from a caller, who may leave it out.
    pub fn may_be_missing(&self) -> bool {
        self.alternatives().iter().any(|value| match value.shape {
            Shape::Undefined | Shape::Null => true,
            Shape::Unknown => value.origins.iter().any(Origin::may_be_missing),
            _ => false,
        })
    }

    /// True where it is a text, a number or a truth value, known or not.
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self.shape, Shape::Text(_) | Shape::Number(_) | Shape::Boolean(_) | Shape::Regex(_))
    }

    /// An object of which fields are known, or may be asked for: no text, no address, nothing unknown.
    pub(crate) fn is_of_fields(&self) -> bool {
        match &self.shape {
            Shape::Object(_) | Shape::Instance(_) | Shape::Array(_) | Shape::Namespace(_) => true,
            Shape::External(external) => !external.path.starts_with("global:URL("),
            _ => false,
        }
    }

    /// True where nothing of it is left to chance: constants, and objects and arrays of constants.
    pub fn is_constant(&self) -> bool {
        match &self.shape {
            Shape::Undefined
            | Shape::Null
            | Shape::Boolean(Some(_))
            | Shape::Number(Some(_))
            | Shape::Regex(_) => true,
            Shape::Text(text) => text.as_constant().is_some(),
            Shape::Object(object) => {
                object.rest().is_none() && object.fields().values().all(Self::is_constant)
            }
            Shape::Array(array) => array.rest().is_none() && array.elements().iter().all(Self::is_constant),
            Shape::Union(values) => values.iter().all(Self::is_constant),
            _ => false,
        }
    }

    /// Where the thing itself came from. For a text with holes, see [`Self::deep_origins`].
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Where it and everything in it came from: fields, elements, holes, alternatives, attributes.
    pub fn deep_origins(&self) -> Origins {
        match &self.shape {
            Shape::Text(text) => self.origins.union(text.within()),
            Shape::Object(object) => self.origins.union(object.within()),
            Shape::Array(array) => self.origins.union(array.within()),
            Shape::Element(element) => self.origins.union(&element.attributes.deep_origins()),
            Shape::Union(union) => self.origins.union(union.within()),
            _ => self.origins.clone(),
        }
    }

    /// Calls `see` with everything directly or indirectly in it, without the value itself.
    pub fn visit(&self, see: &mut impl FnMut(&Self), depth: u8) {
        if depth == 0 {
            return;
        }
        let mut each = |value: &Self| {
            see(value);
            value.visit(see, depth - 1);
        };
        match &self.shape {
            Shape::Text(text) => text.holes().for_each(each),
            Shape::Object(object) => object.fields().values().chain(object.rest()).for_each(each),
            Shape::Array(array) => array.elements().iter().chain(array.rest()).for_each(each),
            Shape::Union(values) => values.iter().for_each(each),
            Shape::Element(element) => each(&element.attributes),
            _ => {}
        }
    }

    /// A field, by name. Unknown things answer with an origin one field deeper; what surely has no such field answers
    /// `undefined`.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        match &self.shape {
            Shape::Object(object) => match (object.fields().get(name), object.rest()) {
                (Some(value), _) => value.clone(),
                // `{ ...payload, at }`: any of the payload's fields, and so this one.
                (None, Some(rest)) if matches!(rest.shape, Shape::Unknown) => {
                    let origins = rest.origins.iter().map(|origin| origin.element_named(name)).collect();
                    rest.clone().with_origins(Origins::of(origins))
                }
                (None, Some(rest)) => rest.clone(),
                (None, None) if self.origins.is_empty() => Self::undefined(),
                (None, None) => Self::from_origins(self.origins.at_field(name)),
            },
            Shape::Array(array) => match name.parse::<usize>() {
                Ok(index) => {
                    array.elements().get(index).or(array.rest()).cloned().unwrap_or_else(Self::undefined)
                }
                Err(_) => Self::from_origins(self.deep_origins()),
            },
            Shape::Union(values) => Self::join_all(values.iter().map(|value| value.field(name))),
            Shape::Undefined | Shape::Null => Self::undefined(),
            // What it was made with, by position: `receiver.0` of a role.
            Shape::External(external) if name.parse::<usize>().is_ok() => {
                let position = name.parse::<usize>().unwrap_or(usize::MAX);
                external.made_with.get(position).cloned().unwrap_or_else(Self::undefined)
            }
            _ => Self::from_origins(self.origins.at_field(name)),
        }
    }

    /// A field of a field: `headers.Authorization`.
    #[must_use]
    pub fn field_at(&self, path: &str) -> Self {
        path.split('.').fold(self.clone(), |value, name| value.field(name))
    }

    /// A field whose name is written this way or another: HTTP headers.
    #[must_use]
    pub fn field_ignoring_case(&self, name: &str) -> Self {
        let found = self.alternatives().iter().flat_map(|value| match &value.shape {
            Shape::Object(object) => object
                .fields()
                .iter()
                .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.clone())
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        });
        let found = Self::join_all(found);
        if found.is_undefined() { self.field(name) } else { found }
    }

    /// The known fields by name, over all alternatives.
    pub fn fields(&self) -> Fields {
        if let Shape::Object(object) = &self.shape {
            return object.fields().clone();
        }
        let mut all: BTreeMap<Name, Self> = BTreeMap::new();
        for value in self.alternatives() {
            if let Shape::Object(object) = &value.shape {
                for (name, field) in object.fields().iter() {
                    all.entry(name.clone())
                        .and_modify(|known| *known = known.join(field))
                        .or_insert_with(|| field.clone());
                }
            }
        }
        all.into()
    }

    /// The elements of an array as far as known, with what further ones may be; none for what is no array.
    pub fn elements(&self) -> Vec<Self> {
        self.alternatives()
            .iter()
            .flat_map(|value| match &value.shape {
                Shape::Array(array) => array.elements().iter().chain(array.rest()).cloned().collect(),
                _ => Vec::new(),
            })
            .collect()
    }

    /// What any one element may be.
    #[must_use]
    pub fn any_element(&self) -> Self {
        match &self.shape {
            Shape::Array(array) => Self::join_all(array.elements().iter().chain(array.rest()).cloned()),
            Shape::Union(values) => Self::join_all(values.iter().map(Self::any_element)),
            Shape::Undefined | Shape::Null => Self::undefined(),
            Shape::Object(object) => Self::join_all(object.fields().values().chain(object.rest()).cloned()),
            Shape::Text(_) => Self::from_origins(self.deep_origins()),
            _ => Self::from_origins(self.origins.at_field("[]")),
        }
    }

    /// What a test of it gives.
    pub fn truthiness(&self) -> Truthiness {
        use Truthiness::{Always, Never, Unknown};
        match &self.shape {
            Shape::Undefined | Shape::Null | Shape::Boolean(Some(false)) => Never,
            Shape::Boolean(Some(true)) => Always,
            Shape::Number(Some(bits)) => {
                let number = f64::from_bits(*bits);
                if number == 0.0 || number.is_nan() { Never } else { Always }
            }
            Shape::Text(text) => match text.as_constant() {
                Some("") => Never,
                Some(_) => Always,
                None if text.parts().len() > 1 => Always,
                None => Unknown,
            },
            Shape::Unknown | Shape::Boolean(None) | Shape::Number(None) | Shape::External(_) => Unknown,
            Shape::Union(values) => {
                let mut all = values.iter().map(Self::truthiness);
                let first = all.next().unwrap_or(Unknown);
                if all.all(|next| next == first) { first } else { Unknown }
            }
            _ => Always,
        }
    }

    /// Whether this names the same thing as `other`: the same constant, or text from the same source and field. What
    /// is unknown on either side is not the same.
    pub fn names_same(&self, other: &Self) -> bool {
        if let (Some(left), Some(right)) = (self.as_constant(), other.as_constant()) {
            return left == right;
        }
        let theirs = other.deep_origins();
        self.deep_origins().iter().any(|mine| theirs.iter().any(|their| mine.names_same(their)))
    }

    pub(crate) fn depth(&self) -> u16 {
        match &self.shape {
            Shape::Object(object) => object.depth(),
            Shape::Array(array) => array.depth(),
            Shape::Union(union) => union.depth(),
            Shape::Element(element) => element.depth,
            Shape::Text(text) => text.depth(),
            _ => 0,
        }
    }

    /// How many values are in it, each counted as often as it occurs.
    pub(crate) fn size(&self) -> u32 {
        match &self.shape {
            Shape::Object(object) => object.size(),
            Shape::Array(array) => array.size(),
            Shape::Union(union) => union.size(),
            Shape::Element(element) => element.attributes.size().saturating_add(1),
            Shape::Text(text) => text.size(),
            _ => 1,
        }
    }

    /// The same as an `Arc` slice, for [`External::made_with`].
    pub(crate) fn shared(values: Vec<Self>) -> Arc<[Self]> {
        values.into()
    }
}
