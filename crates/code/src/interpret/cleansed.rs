//! A value as something left it that makes texts harmless: each of its parts, however deep.

use std::sync::Arc;

use crate::model::Cleansing;
use crate::origin::Cleansed;
use crate::value::{Array, Fields, Object, Part, Shape, Text, Value};

/// The same value, cleansed all through.
pub(super) fn cleansed(value: &Value, by: Cleansed) -> Value {
    let origins = value.origins.cleansed_by(by);
    let shape = match &value.shape {
        Shape::Unknown if by.contains(Cleansing::Number) => Shape::Number(None),
        Shape::Unknown if by.contains(Cleansing::Boolean) => Shape::Boolean(None),
        Shape::Text(text) => {
            let parts = text.parts().iter().map(|part| match part {
                Part::Literal(text) => Part::Literal(text.clone()),
                Part::Hole(value) => Part::Hole(cleansed(value, by)),
            });
            Shape::Text(Arc::new(Text::of_parts(parts)))
        }
        Shape::Object(object) => {
            let fields: Fields =
                object.fields().iter().map(|(name, field)| (name.clone(), cleansed(field, by))).collect();
            Shape::Object(Arc::new(Object::new(fields, object.rest().map(|rest| cleansed(rest, by)))))
        }
        Shape::Array(array) => {
            let elements = array.elements().iter().map(|element| cleansed(element, by)).collect();
            Shape::Array(Arc::new(Array::new(elements, array.rest().map(|rest| cleansed(rest, by)))))
        }
        Shape::Union(values) => {
            return Value::join_all(values.iter().map(|value| cleansed(value, by))).and_origins(&origins);
        }
        shape => shape.clone(),
    };
    Value { shape, origins, truth: value.truth.clone() }
}
