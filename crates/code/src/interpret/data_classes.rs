//! Classes of Python that say which fields they have, and are filled with what they are called with: those of pydantic and
//! dataclasses.
//!
//! Source: docs.pydantic.dev/latest/concepts/models, docs.python.org/3/library/dataclasses.html (read 2026-11-24).

use std::sync::Arc;

use crate::ir::{Language, MemberKind, Name, PropertyKey};
use crate::value::{ClassValue, Shape, Value};

use super::Interpreter;
use super::decorators::KEYWORDS;
use super::flow::Frame;

/// Whether a class that is not the program's is one that models extend.
pub(super) fn is_of_pydantic(path: &str) -> bool {
    path.starts_with("@python/pydantic")
}

impl<'p> Interpreter<'p> {
    /// Fills the fields of a new instance, where its class has no constructor of its own.
    pub(super) fn filled(
        &mut self,
        frame: &mut Frame<'p>,
        class: &Arc<ClassValue>,
        this: &Value,
        arguments: &[Value],
    ) {
        if self.language(class.module) != Language::Python {
            return;
        }
        let outside = self.outermost_parent(class);
        if !outside.as_ref().is_none_or(|outside| outside.external_path().is_some_and(is_of_pydantic)) {
            return;
        }
        let mut positional = arguments;
        if let Some((Shape::Object(object), rest)) =
            arguments.split_last().map(|(last, rest)| (last.shape.clone(), rest))
            && object.fields().contains_key(KEYWORDS)
        {
            positional = rest;
            let given: Vec<(Name, Value)> =
                object.fields().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            for (name, value) in given.into_iter().filter(|(name, _)| name != KEYWORDS) {
                self.write_field(frame, this, &name, value);
            }
        }
        let ir = &self.program.modules[class.module.index()].classes[class.class.index()];
        let declared = ir.members.iter().filter_map(|member| match (&member.kind, &member.key) {
            (MemberKind::Field(_), PropertyKey::Name(name)) => Some(name),
            _ => None,
        });
        for (name, value) in declared.zip(positional) {
            self.write_field(frame, this, name, value.clone());
        }
    }
}
