//! Entities, as the manifest declares them under `app.storage.entities`.

use std::collections::BTreeMap;

use serde_json::Value;

/// The declared entities, by name.
pub type Entities = BTreeMap<String, EntityType>;

/// One entity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntityType {
    /// Attributes and their types.
    pub attributes: BTreeMap<String, AttributeType>,
    /// Indexes by name.
    pub indexes: BTreeMap<String, Index>,
}

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeType {
    /// `integer`
    Integer,
    /// `float`
    Float,
    /// `string`
    String,
    /// `boolean`
    Boolean,
    /// `any`
    Any,
}

/// An index: entries of equal partition, in the order of the range attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    /// Attributes whose values a query has to give, in order.
    pub partition: Vec<String>,
    /// The attribute that orders, and by which a query may narrow.
    pub range: Option<String>,
}

impl AttributeType {
    /// By its word in the manifest.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "integer" => Self::Integer,
            "float" => Self::Float,
            "string" => Self::String,
            "boolean" => Self::Boolean,
            "any" => Self::Any,
            _ => return None,
        })
    }

    pub(crate) fn takes(self, value: &Value) -> bool {
        match self {
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Float => value.is_number(),
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Any => true,
        }
    }
}

impl EntityType {
    /// What of a value the declaration does not allow, in words.
    pub(crate) fn refuses(&self, value: &Value) -> Option<String> {
        let Some(fields) = value.as_object() else {
            return Some("an entity's value is an object".to_owned());
        };
        fields.iter().find_map(|(name, value)| match self.attributes.get(name) {
            None => Some(format!("the entity has no attribute `{name}`")),
            Some(kind) if !value.is_null() && !kind.takes(value) => {
                Some(format!("the attribute `{name}` takes another type"))
            }
            Some(_) => None,
        })
    }

    /// The index of a name; `by-key` is always there.
    pub(crate) fn index(&self, name: &str) -> Option<Index> {
        if name == "by-key" { Some(Index::default()) } else { self.indexes.get(name).cloned() }
    }
}
