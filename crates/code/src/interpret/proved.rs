//! What middleware that others wrote proves where it goes on.

use std::sync::Arc;

use crate::event::{Action, Call};
use crate::guard::Guards;
use crate::model::{CheckKind, Verdict};
use crate::value::{External, Native, Shape, Value};

use super::flow::Frame;
use super::functions::Mode;
use super::{Interpreter, calls, checks};

/// What lets the next handler run, as a method of what a handler is given.
const GOES_ON: [&str; 1] = ["@go/github.com/gofiber/fiber:Context.Next"];

impl<'p> Interpreter<'p> {
    /// `middleware(request, response, next)`: what it proves holds where it goes on.
    pub(super) fn pass_on(&mut self, frame: &mut Frame<'p>, external: &External, call: &Arc<Call>) {
        let hands_on =
            |value: &Value| matches!(&value.shape, Shape::Native(native) if matches!(**native, Native::Next));
        if !call.arguments.iter().any(hands_on) && !GOES_ON.contains(&call.path.as_str()) {
            return;
        }
        let before = frame.flow.guards.clone();
        let proved = proved_by_middleware(external);
        frame.flow.guards = frame.flow.guards.and(&proved);
        self.note(frame, call.site, Action::Call(super::run::next_call(call.site)));
        frame.flow.guards = before;
    }

    /// `middleware(request, response, error => …)`: what it proves holds in the function that it goes on with. One that
    /// hands failures on proves it only where the error was tested.
    pub(super) fn goes_on_proved(
        &mut self,
        frame: &mut Frame<'p>,
        external: &External,
        call: &Arc<Call>,
    ) -> bool {
        let [_, _, goes_on] = call.arguments.as_slice() else { return false };
        let resolves =
            matches!(&goes_on.shape, Shape::Native(native) if matches!(**native, Native::Store(_)));
        if !resolves && !matches!(goes_on.shape, Shape::Function(_)) {
            return false;
        }
        let proved = proved_by_middleware(external);
        if proved.is_empty() {
            return false;
        }
        let made_by = external.made_by.as_ref().and_then(|call| call.model);
        let answers_failures = made_by
            .and_then(|model| model.check.as_ref())
            .is_some_and(|check| matches!(check.kind, CheckKind::Connect | CheckKind::Permission));
        let before = frame.flow.guards.clone();
        if answers_failures {
            frame.flow.assume(Some(&proved));
            self.where_proved(&proved, |it| {
                it.call_back(frame, goes_on, vec![Value::undefined()], call.site, Mode::Maybe)
            });
        } else {
            let error = calls::error().with_truth(Some(Guards::none()), Some(proved));
            self.call_back(frame, goes_on, vec![error], call.site, Mode::Maybe);
        }
        frame.flow.guards = before;
        true
    }
}

/// What holds where middleware that others wrote lets the next handler run.
pub(super) fn proved_by_middleware(external: &External) -> Guards {
    let made_by = external.made_by.as_ref();
    let check = made_by.and_then(|call| call.model).and_then(|model| model.check.as_ref());
    match (made_by, check) {
        // What runs as a filter and comes back has let the request through.
        (Some(call), Some(check))
            if matches!(check.when, Verdict::Next | Verdict::Returns) && !call.is_switched_off() =>
        {
            checks::checked(call, check)
        }
        _ => Guards::none(),
    }
}
