//! State of components: what is set is what is read.

use std::sync::Arc;

use crate::event::Call;
use crate::site::Site;
use crate::value::{CellId, Digester, Native, Shape, Value};

use super::flow::Frame;
use super::functions::Mode;
use super::{Interpreter, lists, objects};

impl<'p> Interpreter<'p> {
    /// What a hook gives; none where a call is not one that we know by its name. Libraries that copy React's hooks
    /// name theirs alike.
    pub(super) fn hook(&mut self, frame: &mut Frame<'p>, call: &Call) -> Option<Value> {
        let name = call.path.rsplit([':', '.']).next()?;
        if !name.starts_with("use") || call.construct {
            return None;
        }
        let first = call.arguments.first().cloned().unwrap_or_else(Value::undefined);
        match name {
            "useState" => {
                let cell = self.state(frame, call.site);
                let initial = match first.shape {
                    Shape::Function(_) => self.call_back(frame, &first, Vec::new(), call.site, Mode::Maybe),
                    _ => first,
                };
                self.memory.add(cell, &initial);
                let now = self.read_state(frame, cell);
                Some(lists::array(vec![now, setter(cell)], None))
            }
            "useReducer" => {
                let cell = self.state(frame, call.site);
                let initial = call.arguments.get(1).cloned().unwrap_or_else(Value::undefined);
                self.memory.add(cell, &initial);
                let now = self.read_state(frame, cell);
                let next = self.call_back(
                    frame,
                    &first,
                    vec![now.clone(), Value::unknown()],
                    call.site,
                    Mode::Maybe,
                );
                self.memory.add(cell, &next);
                Some(lists::array(vec![now, Value::unknown()], None))
            }
            "useRef" if call.path.contains("react") => {
                let cell = self.state(frame, call.site);
                // Nothing at first: an element of the page, once it is drawn.
                let current = match first.shape {
                    Shape::Undefined | Shape::Null => {
                        first.join(&self.external("global:document.createElement()", None))
                    }
                    _ => first,
                };
                self.memory.add(cell, &objects::of_fields([("current", current)]));
                Some(self.read_state(frame, cell))
            }
            _ => None,
        }
    }

    fn state(&mut self, frame: &Frame<'p>, site: Site) -> CellId {
        self.memory.at_site(Digester::tagged(150).add(frame.key).add(site).end())
    }

    fn read_state(&mut self, frame: &mut Frame<'p>, cell: CellId) -> Value {
        frame.reads.insert(cell, self.memory.digest(cell));
        self.memory.read(cell).cloned().unwrap_or_else(Value::undefined)
    }
}

fn setter(cell: CellId) -> Value {
    Value::of(Shape::Native(Arc::new(Native::Store(cell))))
}
