//! Instances as what reads them from outside sees them: objects of their fields.

use std::sync::Arc;

use crate::ir::Name;
use crate::model::{Effect, Model};
use crate::value::{Fields, Instance, Object, Shape, Value};

use super::flow::Frame;
use super::{Interpreter, data_classes};

/// Instances within instances deeper than this stay what they are.
const DEEPEST: u8 = 3;
/// Fields of one instance beyond this are left out.
const MOST_FIELDS: usize = 32;

impl<'p> Interpreter<'p> {
    /// The same, with instances of the program's classes written out as objects of their fields.
    pub(super) fn spelled_out(&self, frame: &mut Frame<'p>, value: Value) -> Value {
        self.spelled(frame, &value, DEEPEST).unwrap_or(value)
    }

    /// None where nothing in it has to be written out.
    fn spelled(&self, frame: &mut Frame<'p>, value: &Value, depth: u8) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let fields = match &value.shape {
            Shape::Instance(instance) => {
                let fields = self.data_of(frame, instance, depth);
                if fields.is_empty() {
                    return None;
                }
                (fields, None)
            }
            Shape::Object(object) => {
                let mut changed = false;
                let fields: Fields = object
                    .fields()
                    .iter()
                    .map(|(name, field)| {
                        let spelled = self.spelled(frame, field, depth);
                        changed |= spelled.is_some();
                        (name.clone(), spelled.unwrap_or_else(|| field.clone()))
                    })
                    .collect();
                if !changed {
                    return None;
                }
                (fields, object.rest().cloned())
            }
            Shape::Union(values) => {
                let mut changed = false;
                let all: Vec<Value> = values
                    .iter()
                    .map(|one| {
                        let spelled = self.spelled(frame, one, depth);
                        changed |= spelled.is_some();
                        spelled.unwrap_or_else(|| one.clone())
                    })
                    .collect();
                return changed.then(|| Value::join_all(all).and_origins(&value.origins));
            }
            _ => return None,
        };
        let object = Object::new(fields.0, fields.1);
        Some(Value::of(Shape::Object(Arc::new(object))).with_origins(value.origins.clone()))
    }

    /// What an instance holds but functions.
    fn data_of(&self, frame: &mut Frame<'p>, instance: &Instance, depth: u8) -> Fields {
        let Some(object) = instance.object else { return Fields::default() };
        // What an error or a mapped row carries with it is known by what their class extends.
        let parent = self.outermost_parent(&instance.class);
        if parent.is_some_and(|parent| !parent.external_path().is_some_and(data_classes::is_of_pydantic)) {
            return Fields::default();
        }
        let class = instance.class.digest;
        let mut found: Vec<(Name, Value)> = Vec::new();
        for name in self.memory.names(class, object).iter().take(MOST_FIELDS) {
            let Some(cell) = self.memory.known_field(class, Some(object), name) else { continue };
            frame.reads.insert(cell, self.memory.digest(cell));
            let Some(value) = self.memory.read(cell) else { continue };
            if value.is_undefined() || matches!(value.shape, Shape::Function(_) | Shape::Class(_)) {
                continue;
            }
            let spelled = self.spelled(frame, value, depth);
            found.push((name.clone(), spelled.unwrap_or_else(|| value.clone())));
        }
        found.into_iter().collect()
    }
}

/// Whether what a call is given leaves the program, with all that is in it.
pub(super) fn gives_away(model: &Model) -> bool {
    matches!(
        model.effect,
        Some(
            Effect::Respond
                | Effect::Log
                | Effect::StorageWrite
                | Effect::SharedStorageWrite
                | Effect::BrowserStorageWrite
                | Effect::Egress
                | Effect::RemoteCall
        )
    )
}
