//! Records of a database that a library hands out as objects, and that are changed and deleted through them:
//! `row.destroy()`, `note.title = title` before a unit of work is committed.

use std::sync::Arc;

use crate::event::{Action, Call, Called};
use crate::ir::Name;
use crate::origin::Source;
use crate::site::Site;
use crate::value::{Shape, Value};

use super::Interpreter;
use super::flow::Frame;

/// What stands for a record in the models of the library that brought it.
const RECORD: &str = "Record";
/// What stands for writing any of its attributes.
const ASSIGNED: &str = "assigned";

impl<'p> Interpreter<'p> {
    /// The method of a record, where the library that brought the record has one of that name.
    pub(super) fn record(&mut self, receiver: &Value, method: &str) -> Option<Value> {
        let path = self.record_path(receiver, method)?;
        Some(self.external(&path, Some(receiver)))
    }

    /// Notes that an attribute of a record is written, where its library keeps that without being told more.
    pub(super) fn note_record_change(
        &mut self,
        frame: &mut Frame<'p>,
        record: &Value,
        value: &Value,
        site: Site,
    ) {
        let Some(path) = self.record_path(record, ASSIGNED) else { return };
        let call = Call::new(Called {
            construct: false,
            model: self.model(&path),
            path,
            receiver: record.clone().without_truth(),
            arguments: vec![value.clone().without_truth()],
            used: false,
            site,
        });
        self.note(frame, site, Action::Call(Arc::new(call)));
    }

    /// Where the models speak of a member of a record: of a whole one, or of one among several.
    fn record_path(&self, value: &Value, member: &str) -> Option<Name> {
        // What lists and texts have as well says nothing: `rows.find(…)`.
        let is_of_others = super::lists::NAMES.contains(&member);
        if is_of_others || !matches!(value.shape, Shape::Unknown | Shape::Object(_)) {
            return None;
        }
        value.origins.iter().find_map(|origin| {
            let Source::Stored(fetched) = &origin.source else { return None };
            let is_whole =
                matches!(origin.field.as_str(), "" | "[]" | "0") && !origin.cleansed.is_summed_up();
            let (library, _) = fetched.call.path.split_once(':').filter(|_| is_whole)?;
            let path = super::external::member_path(&format!("{library}:{RECORD}"), member);
            (self.models.speaks_of(library, RECORD) && self.model(&path).is_some()).then_some(path)
        })
    }
}
