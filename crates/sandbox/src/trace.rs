//! Stack traces, told by the files and lines people wrote.

use std::sync::OnceLock;

#[cfg(feature = "bundle")]
use assay_bundle::Places;
use assay_jail::{End, Outcome, Thrown};
use serde_json::Value;

use crate::guests::SCRIPT_PATH;

/// Source maps are the bundler's. Without it, places stay what the engine says.
#[cfg(not(feature = "bundle"))]
#[derive(Debug)]
enum Places {}

#[cfg(not(feature = "bundle"))]
impl Places {
    fn read(_: &str) -> Option<Self> {
        None
    }

    fn told(&self, _: &str, _: &str) -> String {
        match *self {}
    }

    fn origin(&self, _: &str, _: &str) -> Option<String> {
        match *self {}
    }

    fn innermost(&self, _: &str, _: &str) -> Option<String> {
        match *self {}
    }
}

/// A version's source map, read when it is first asked for.
#[derive(Debug)]
pub(crate) struct Trace {
    map: Option<String>,
    places: OnceLock<Option<Places>>,
}

impl Trace {
    pub(crate) fn of(map: Option<String>) -> Self {
        Self { map, places: OnceLock::new() }
    }

    fn places(&self) -> Option<&Places> {
        self.places.get_or_init(|| Places::read(self.map.as_deref()?)).as_ref()
    }

    /// Where in the app's sources a stack begins.
    pub(crate) fn origin(&self, stack: &str) -> Option<String> {
        self.places()?.origin(SCRIPT_PATH, stack)
    }

    /// Where in the app's sources, its packages among them, the innermost frame of a stack lies.
    pub(crate) fn innermost(&self, stack: &str) -> Option<String> {
        self.places()?.innermost(SCRIPT_PATH, stack)
    }

    /// Tells every stack in an outcome anew: of what was thrown, and in what was logged.
    pub(crate) fn outcome(&self, outcome: &mut Outcome) {
        for line in &mut outcome.logs {
            self.text(&mut line.text);
        }
        match &mut outcome.end {
            End::Threw(thrown) => self.thrown(thrown),
            End::Reply(reply) => {
                let stack = reply.pointer_mut("/error/stack").and_then(Value::as_array_mut);
                for frame in stack.into_iter().flatten() {
                    if let Value::String(frame) = frame {
                        self.text(frame);
                    }
                }
            }
            _ => {}
        }
    }

    pub(crate) fn thrown(&self, thrown: &mut Thrown) {
        self.text(&mut thrown.stack);
    }

    fn text(&self, text: &mut String) {
        if text.contains(SCRIPT_PATH)
            && let Some(places) = self.places()
        {
            *text = places.told(SCRIPT_PATH, text);
        }
    }
}
