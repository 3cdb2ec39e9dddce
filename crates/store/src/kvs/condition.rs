//! Conditions on values.

use std::cmp::Ordering;

use serde::Deserialize;
use serde_json::Value;

use super::refusal::Refusal;

/// A condition on one attribute, or on the key where none is named.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Condition {
    #[serde(default)]
    pub(super) property: String,
    condition: Test,
    values: Vec<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Test {
    BeginsWith,
    Between,
    Contains,
    NotContains,
    EqualTo,
    NotEqualTo,
    Exists,
    NotExists,
    GreaterThan,
    GreaterThanEqualTo,
    LessThan,
    LessThanEqualTo,
}

/// Conditions that hold together, or one of which has to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    and: Option<Vec<Condition>>,
    or: Option<Vec<Condition>>,
}

impl Condition {
    /// Whether it may narrow the range of an index, and has the values it takes.
    pub(super) fn check(&self, narrows_a_range: bool) -> Result<(), Refusal> {
        let values = if self.condition == Test::Between { 2 } else { 1 };
        let free = matches!(self.condition, Test::Exists | Test::NotExists);
        let plain = self.values.iter().all(|value| !value.is_array() && !value.is_object());
        let fits = !narrows_a_range
            || !matches!(
                self.condition,
                Test::Contains | Test::NotContains | Test::NotEqualTo | Test::Exists | Test::NotExists
            );
        if !fits || !plain || (self.values.len() != values && !free) {
            return Err(Refusal::invalid(format!(
                "the condition {:?} does not take these values here",
                self.condition
            )));
        }
        Ok(())
    }

    pub(super) fn is_begins_with(&self) -> bool {
        self.condition == Test::BeginsWith
    }

    pub(super) fn first_text(&self) -> Option<&str> {
        self.values.first()?.as_str()
    }

    /// Whether it holds of a value; none stands for an attribute that is not there.
    pub(super) fn holds(&self, value: Option<&Value>) -> bool {
        let value = value.filter(|value| !value.is_null());
        let order = |at: usize| compare(value?, self.values.get(at)?);
        let contains = || match (value, self.values.first()) {
            (Some(Value::String(text)), Some(Value::String(part))) => text.contains(part.as_str()),
            (Some(Value::Array(items)), Some(part)) => items.contains(part),
            _ => false,
        };
        match self.condition {
            Test::Exists => value.is_some(),
            Test::NotExists => value.is_none(),
            Test::EqualTo => order(0) == Some(Ordering::Equal),
            Test::NotEqualTo => order(0) != Some(Ordering::Equal),
            Test::GreaterThan => order(0) == Some(Ordering::Greater),
            Test::GreaterThanEqualTo => order(0).is_some_and(Ordering::is_ge),
            Test::LessThan => order(0) == Some(Ordering::Less),
            Test::LessThanEqualTo => order(0).is_some_and(Ordering::is_le),
            Test::Between => order(0).is_some_and(Ordering::is_ge) && order(1).is_some_and(Ordering::is_le),
            Test::Contains => contains(),
            Test::NotContains => !contains(),
            Test::BeginsWith => match (value, self.values.first()) {
                (Some(Value::String(text)), Some(Value::String(head))) => text.starts_with(head.as_str()),
                (Some(Value::Number(number)), Some(head)) => {
                    number.to_string().starts_with(&head.to_string())
                }
                _ => false,
            },
        }
    }
}

impl Filters {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        self.conditions().try_for_each(|condition| condition.check(false))
    }

    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.and.iter().chain(&self.or).flatten()
    }

    /// Whether they hold of a value; none stands for nothing being kept.
    pub(super) fn hold(&self, value: Option<&Value>) -> bool {
        let holds =
            |condition: &Condition| condition.holds(value.and_then(|value| value.get(&condition.property)));
        self.and.iter().flatten().all(holds) && self.or.as_ref().is_none_or(|any| any.iter().any(holds))
    }
}

/// The order of two values of one type; none where their types differ.
pub(super) fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::String(one), Value::String(other)) => Some(one.as_bytes().cmp(other.as_bytes())),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => Some(one.cmp(&other)),
            _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
        },
        _ => None,
    }
}
