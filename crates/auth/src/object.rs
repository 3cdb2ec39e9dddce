//! A JSON object in which every name stands once.

use std::{cell::RefCell, collections::BTreeMap, fmt};

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::{Part, Refusal, Shape, UnixTime, refusal::shown};

/// A JSON object in which, at every depth, every name stands once: of two equal names one reader takes the first
/// and another the last, so a token that repeats one means two things.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object(BTreeMap<String, Value>);

/// Why a text is no such object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ObjectError {
    NotAnObject,
    Repeated { name: String },
}

impl ObjectError {
    pub(crate) fn refusal(self, part: Part) -> Refusal {
        match self {
            Self::NotAnObject => Refusal::Json { part },
            Self::Repeated { name } => Refusal::RepeatedName { part, name: shown(&name) },
        }
    }
}

impl Object {
    /// Reads one object and nothing after it. Nesting deeper than 128 and numbers beyond a double are refused.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, ObjectError> {
        let repeated = RefCell::new(None);
        let mut reader = serde_json::Deserializer::from_slice(json);
        let read = Strict(&repeated).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
        match (read, repeated.into_inner()) {
            (Ok(Value::Object(map)), _) => Ok(Self(map.into_iter().collect())),
            (Err(_), Some(name)) => Err(ObjectError::Repeated { name }),
            _ => Err(ObjectError::NotAnObject),
        }
    }

    /// A value as it is.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The names, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A string that is not empty; none where the name is missing.
    pub(crate) fn text(&self, claim: &'static str) -> Result<Option<&str>, Refusal> {
        self.get(claim).map(|value| text(claim, value)).transpose()
    }

    pub(crate) fn required_text(&self, claim: &'static str) -> Result<&str, Refusal> {
        self.text(claim)?.ok_or(Refusal::MissingClaim { claim })
    }

    /// One string, alone or in a list.
    pub(crate) fn one_text(&self, claim: &'static str) -> Result<Option<&str>, Refusal> {
        match self.get(claim) {
            None => Ok(None),
            Some(Value::Array(list)) => match list.as_slice() {
                [Value::String(one)] if !one.is_empty() => Ok(Some(one)),
                _ => Err(Refusal::ClaimShape { claim, wanted: Shape::OneText }),
            },
            Some(Value::String(one)) if !one.is_empty() => Ok(Some(one)),
            Some(_) => Err(Refusal::ClaimShape { claim, wanted: Shape::OneText }),
        }
    }

    /// A time in whole seconds.
    pub(crate) fn seconds(&self, claim: &'static str) -> Result<Option<UnixTime>, Refusal> {
        let Some(value) = self.get(claim) else { return Ok(None) };
        let seconds = value.as_i64().filter(|&seconds| seconds >= 0);
        seconds.map(UnixTime).ok_or(Refusal::ClaimShape { claim, wanted: Shape::Seconds }).map(Some)
    }

    /// An object inside.
    pub(crate) fn object(&self, claim: &'static str) -> Result<Option<Self>, Refusal> {
        match self.get(claim) {
            None => Ok(None),
            Some(Value::Object(map)) => {
                Ok(Some(Self(map.iter().map(|(name, value)| (name.clone(), value.clone())).collect())))
            }
            Some(_) => Err(Refusal::ClaimShape { claim, wanted: Shape::Object }),
        }
    }
}

fn text<'a>(claim: &'static str, value: &'a Value) -> Result<&'a str, Refusal> {
    let text = value.as_str().filter(|text| !text.is_empty());
    text.ok_or(Refusal::ClaimShape { claim, wanted: Shape::Text })
}

/// Reads any JSON value; leaves the first repeated name where it is told to.
struct Strict<'a>(&'a RefCell<Option<String>>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Strict(self.0))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut values = serde_json::Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value_seed(Strict(self.0))?;
            if values.contains_key(&name) {
                self.0.borrow_mut().get_or_insert(name);
                return Err(de::Error::custom("repeated name"));
            }
            values.insert(name, value);
        }
        match (values.len(), values.get(NUMBER)) {
            (1, Some(Value::String(digits))) => double(digits).map_err(de::Error::custom),
            _ => Ok(Value::Object(values)),
        }
    }
}

/// The name under which the JSON reader hands over a number that is no whole one of 64 bits, where any crate of a build asks
/// it to keep all digits: then it no longer refuses what is beyond a double. Nobody's object has a name like it.
const NUMBER: &str = "$serde_json::private::Number";

fn double(digits: &str) -> Result<Value, &'static str> {
    let number = digits.parse::<f64>().ok().filter(|number| number.is_finite());
    number.map(Value::from).ok_or("a number beyond a double")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_twice_is_refused_at_any_depth() {
        for json in [r#"{"a":1,"a":1}"#, r#"{"x":{"a":1,"a":2}}"#, r#"{"x":[{"a":1,"\u0061":2}]}"#] {
            let repeated = ObjectError::Repeated { name: "a".to_owned() };
            assert_eq!(Object::parse(json.as_bytes()), Err(repeated), "{json}");
        }
        assert!(Object::parse(br#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#).is_ok());
    }

    #[test]
    fn what_is_not_one_object_is_refused() {
        let deep = "[".repeat(100_000);
        for json in [
            "",
            "[]",
            "null",
            "\"\"",
            "{} {}",
            "{}x",
            "{'a':1}",
            "{\"a\":1e999}",
            "{\"a\":\"\\ud800\"}",
            &deep,
        ] {
            assert_eq!(Object::parse(json.as_bytes()), Err(ObjectError::NotAnObject), "{json:.20}");
        }
        assert_eq!(Object::parse(b"{\"a\":\"\xff\"}"), Err(ObjectError::NotAnObject));
    }
}
