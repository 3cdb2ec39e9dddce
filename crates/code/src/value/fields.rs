//! Fields of an object.

use std::collections::BTreeMap;

use crate::ir::Name;

use super::Value;

/// Fields by name, in the order of names. Objects are many and small, and seldom written to: a list takes a tenth of what
/// a tree would.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(Name, Value)>);

impl Fields {
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.find(name).ok().map(|at| &self.0[at].1)
    }

    /// Whether there is such a field.
    pub fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_ok()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True for none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each with its name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Name, &Value)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// The names.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Name> {
        self.0.iter().map(|(name, _)| name)
    }

    /// The values, in the order of their names.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Sets a field.
    pub fn insert(&mut self, name: Name, value: Value) {
        match self.find(&name) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (name, value)),
        }
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.find(name).ok().map(|at| self.0.remove(at).1)
    }
}

impl From<BTreeMap<Name, Value>> for Fields {
    fn from(fields: BTreeMap<Name, Value>) -> Self {
        Self(fields.into_iter().collect())
    }
}

/// Of two fields of one name the later counts.
impl FromIterator<(Name, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (Name, Value)>>(fields: I) -> Self {
        let mut list: Vec<(Name, Value)> = fields.into_iter().collect();
        list.sort_by(|left, right| left.0.cmp(&right.0));
        // Those of one name stand in the order in which they came.
        list.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        Self(list)
    }
}

impl IntoIterator for Fields {
    type Item = (Name, Value);
    type IntoIter = std::vec::IntoIter<(Name, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, Value};

    #[test]
    fn of_fields_with_one_name_the_last_counts() {
        let given = [("b", "1"), ("a", "2"), ("b", "3"), ("c", "4"), ("b", "5")];
        let fields: Fields = given.map(|(name, text)| (name.into(), Value::text(text))).into_iter().collect();
        let told: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_constant())).collect();
        assert_eq!(told, [("a", Some("2")), ("b", Some("5")), ("c", Some("4"))]);
    }

    #[test]
    fn fields_are_found_set_and_taken_out() {
        let mut fields = Fields::default();
        for name in ["key", "id", "name"] {
            fields.insert(name.into(), Value::text(name));
        }
        fields.insert("id".into(), Value::text("other"));
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["id", "key", "name"]);
        assert_eq!(fields.get("id").and_then(Value::as_constant), Some("other"));
        assert!(fields.remove("key").is_some() && !fields.contains_key("key"));
        assert_eq!(fields.len(), 2);
    }
}
