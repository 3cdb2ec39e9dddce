//! What statements do to the state.

use crate::ir::{
    ExpressionId, ExpressionKind, ForHead, LogicalOperator, Name, Pattern, Statement, StatementKind,
};
use crate::origin::{Origin, Source};
use crate::value::{Shape, Value};

use super::flow::{Flow, Frame, Jump, Return};
use super::{Interpreter, checks, comparisons};

/// How often a loop's body is interpreted: once for the first round, once for all others.
const ROUNDS: usize = 2;

impl<'p> Interpreter<'p> {
    /// Interprets statements until nothing goes on.
    pub(super) fn statements(&mut self, frame: &mut Frame<'p>, statements: &'p [Statement]) {
        for statement in statements {
            if !frame.flow.alive {
                return;
            }
            self.statement(frame, statement);
        }
    }

    fn statement(&mut self, frame: &mut Frame<'p>, statement: &'p Statement) {
        match &statement.kind {
            StatementKind::Expression(expression) => {
                frame.unused = Some(*expression);
                self.expression(frame, *expression);
            }
            StatementKind::Declare { pattern, value } => {
                let value = match value {
                    Some(value) => self.expression(frame, *value),
                    None => Value::undefined(),
                };
                self.bind(frame, pattern, value);
            }
            StatementKind::If { test, then, otherwise } => self.branch(frame, *test, then, otherwise),
            StatementKind::Switch { subject, cases } => self.switch(frame, *subject, cases),
            StatementKind::Loop { before, test, body, update, body_first } => {
                self.statements(frame, before);
                self.repeat(frame, None, |interpreter, frame, first| {
                    if let Some(test) = test
                        && !(*body_first && first)
                    {
                        interpreter.test(frame, *test);
                    }
                    interpreter.statements(frame, body);
                    if let Some(update) = update
                        && frame.flow.alive
                    {
                        interpreter.expression(frame, *update);
                    }
                });
                // `while (true)` is left by `break` alone; what its test tells is known after it else.
                if let Some(test) = test
                    && frame.flow.alive
                    && !matches!(frame.ir.expressions[test.index()].kind, ExpressionKind::Boolean(true))
                {
                    self.leave(frame, *test);
                }
            }
            StatementKind::ForEach { each, over, body, keys } => {
                self.for_each(frame, each, *over, *keys, body)
            }
            StatementKind::Return(value) => self.return_(frame, statement, *value),
            StatementKind::Throw(value) => {
                let value = self.expression(frame, *value);
                if let Some(catches) = frame.catches.last_mut() {
                    catches.push((frame.flow.clone(), value));
                }
                frame.flow.alive = false;
            }
            StatementKind::Try { body, handler, finalizer } => {
                self.attempt(frame, body, handler.as_ref(), finalizer)
            }
            StatementKind::Block(body) => self.statements(frame, body),
            StatementKind::Labelled(label, body) => {
                frame.jumps.push(Jump::new(Some(label.clone()), false, false));
                self.statement(frame, body);
                self.land(frame);
            }
            StatementKind::Break(label) => self.jump(frame, label.as_ref(), true),
            StatementKind::Continue(label) => self.jump(frame, label.as_ref(), false),
            StatementKind::ExportDefault(value) => {
                let value = self.expression(frame, *value);
                self.export_default(frame, value);
            }
            StatementKind::ExportAssign(value) => {
                let value = self.expression(frame, *value);
                self.export_all(frame, value);
            }
        }
    }

    fn return_(&mut self, frame: &mut Frame<'p>, statement: &Statement, value: Option<ExpressionId>) {
        let (result, of) = match value {
            Some(expression) => {
                frame.last_call = None;
                let result = self.expression(frame, expression);
                let of = frame.last_call.filter(|(call, _)| *call == expression).map(|(_, summary)| summary);
                (result, of)
            }
            None => (Value::undefined(), None),
        };
        if frame.flow.alive {
            let site = crate::site::Site::new(frame.module, statement.span);
            frame.returns.push(Return { site, value: result, guards: frame.flow.guards.clone(), of });
        }
        frame.flow.alive = false;
    }

    fn branch(
        &mut self,
        frame: &mut Frame<'p>,
        test: ExpressionId,
        then: &'p [Statement],
        otherwise: &'p [Statement],
    ) {
        let value = self.expression(frame, test);
        let (when_true, when_false) = checks::told(&value, frame.site(test));
        let before = frame.flow.clone();
        frame.flow.assume(when_true.as_ref());
        if frame.flow.alive {
            self.narrow(frame, test, true);
            self.narrow_forms(frame, test, when_true.as_ref());
            self.statements(frame, then);
        }
        let after_then = std::mem::replace(&mut frame.flow, before);
        frame.flow.assume(when_false.as_ref());
        if frame.flow.alive {
            self.narrow(frame, test, false);
            self.narrow_forms(frame, test, when_false.as_ref());
            self.statements(frame, otherwise);
        }
        let after_otherwise = frame.flow.clone();
        frame.flow = after_then.join(after_otherwise);
    }

    /// Goes on where a test is truthy.
    fn test(&mut self, frame: &mut Frame<'p>, test: ExpressionId) {
        let value = self.expression(frame, test);
        let (when_true, _) = checks::told(&value, frame.site(test));
        frame.flow.assume(when_true.as_ref());
    }

    /// Goes on where a loop's test is falsy. The values it is made of are those after the loop.
    fn leave(&mut self, frame: &mut Frame<'p>, test: ExpressionId) {
        let items = frame.items.len();
        let value = self.expression(frame, test);
        frame.items.truncate(items);
        let (_, when_false) = checks::told(&value, frame.site(test));
        if let Some(guards) = when_false {
            frame.flow.assume(Some(&guards));
        }
    }

    fn switch(&mut self, frame: &mut Frame<'p>, subject: ExpressionId, cases: &'p [crate::ir::Case]) {
        let value = self.expression(frame, subject);
        frame.jumps.push(Jump::new(None, false, true));
        let mut waiting = frame.flow.clone();
        let mut falling: Option<Flow> = None;
        let mut default_at = None;
        for (position, case) in cases.iter().enumerate() {
            let entering = match case.test {
                Some(test) => {
                    frame.flow = waiting.clone();
                    let tested = self.expression(frame, test);
                    waiting = frame.flow.clone();
                    let site = frame.site(test);
                    // `switch (true)`: each case is a test of its own.
                    let (equal, unequal) = comparisons::equality(&value, &tested, site, &frame.flow.guards);
                    let mut entering = waiting.clone();
                    entering.assume(equal.as_ref());
                    waiting.assume(unequal.as_ref());
                    if entering.alive
                        && let ExpressionKind::Variable(variable) = frame.ir.expressions[subject.index()].kind
                        && tested.as_constant().is_some()
                    {
                        frame.flow = entering;
                        if self.narrowable(frame, variable).is_some() {
                            self.assign_variable(frame, variable, tested);
                        }
                        entering = frame.flow.clone();
                    }
                    entering
                }
                None => {
                    default_at = Some(position);
                    // Reached where no case fits; what the later cases tell is not used.
                    waiting.clone()
                }
            };
            frame.flow = match falling.take() {
                Some(falling) => entering.join(falling),
                None => entering,
            };
            self.statements(frame, &case.body);
            falling = Some(frame.flow.clone());
        }
        frame.flow = match falling {
            Some(falling) if default_at.is_some() => falling,
            Some(falling) => waiting.join(falling),
            None => waiting,
        };
        self.land(frame);
    }

    fn repeat(
        &mut self,
        frame: &mut Frame<'p>,
        label: Option<Name>,
        mut body: impl FnMut(&mut Self, &mut Frame<'p>, bool),
    ) {
        let mut before = frame.flow.clone();
        let mut broken = Vec::new();
        for round in 0..ROUNDS {
            frame.flow = before.clone();
            frame.jumps.push(Jump::new(label.clone(), true, true));
            let items = frame.items.len();
            body(self, frame, round == 0);
            let jump =
                frame.jumps.pop().expect("pushed above, and every inner one is popped where it is pushed");
            for flow in jump.continued {
                frame.flow.merge(flow);
            }
            broken.extend(jump.broken);
            // The first round is one way through the loop, the second stands for all later ones. What both do alike
            // is told once.
            if round + 1 < ROUNDS && frame.flow.alive {
                let changed = !frame.flow.same_locals(&before);
                before = before.join(frame.flow.clone());
                if !changed {
                    break;
                }
                frame.items.truncate(items);
            }
        }
        frame.flow = before.join(frame.flow.clone());
        for flow in broken {
            frame.flow.merge(flow);
        }
    }

    fn for_each(
        &mut self,
        frame: &mut Frame<'p>,
        each: &'p ForHead,
        over: ExpressionId,
        keys: bool,
        body: &'p [Statement],
    ) {
        let list = self.expression(frame, over);
        let element = if keys { super::objects::key_of(&list) } else { list.any_element() };
        let bind = |interpreter: &mut Self, frame: &mut Frame<'p>, value: Value| match each {
            ForHead::Declare(pattern) => interpreter.bind(frame, pattern, value),
            ForHead::Assign(pattern) => interpreter.assign(frame, pattern, value),
        };
        // A short table that is written out is gone through row by row: registrations are often made so.
        let rows: Option<Vec<Value>> = match &list.shape {
            Shape::Array(array) if !keys && array.rest().is_none() && array.elements().len() <= 128 => {
                Some(array.elements().to_vec())
            }
            Shape::Object(object) if keys && object.rest().is_none() && object.fields().len() <= 48 => {
                Some(object.fields().keys().map(|key| Value::text(key.clone())).collect())
            }
            _ => None,
        };
        if let Some(rows) = rows
            && (rows.len() <= 6
                || frame.function.index() == 0 && rows.len() <= 48
                || rows.iter().any(super::calls::holds_functions))
        {
            let mut broken = Vec::new();
            for row in rows {
                frame.jumps.push(Jump::new(None, true, true));
                bind(self, frame, row);
                self.statements(frame, body);
                let jump = frame
                    .jumps
                    .pop()
                    .expect("pushed above, and every inner one is popped where it is pushed");
                for flow in jump.continued {
                    frame.flow.merge(flow);
                }
                broken.extend(jump.broken);
                if !frame.flow.alive {
                    break;
                }
            }
            for flow in broken {
                frame.flow.merge(flow);
            }
            return;
        }
        self.repeat(frame, None, |interpreter, frame, _| {
            bind(interpreter, frame, element.clone());
            interpreter.statements(frame, body);
        });
    }

    fn attempt(
        &mut self,
        frame: &mut Frame<'p>,
        body: &'p [Statement],
        handler: Option<&'p (Option<Pattern>, Vec<Statement>)>,
        finalizer: &'p [Statement],
    ) {
        let before = frame.flow.clone();
        if handler.is_some() {
            frame.catches.push(Vec::new());
        }
        self.statements(frame, body);
        let mut after = frame.flow.clone();
        if let Some((caught, handler)) = handler {
            let thrown =
                frame.catches.pop().expect("pushed above, and every inner one is popped where it is pushed");
            let error = Value::from_origin(Origin::new(Source::Error));
            let error =
                Value::join_all(std::iter::once(error).chain(thrown.iter().map(|(_, value)| value.clone())));
            // Anything in the body may have thrown: what was assigned may be there or not, what held may not.
            let mut entering = before.clone().join(after.clone());
            for (flow, _) in thrown {
                entering = entering.join(flow);
            }
            entering.guards = before.guards.clone();
            entering.alive = true;
            frame.flow = entering;
            if let Some(pattern) = caught {
                self.bind(frame, pattern, error);
            }
            self.statements(frame, handler);
            after = after.join(frame.flow.clone());
        }
        if finalizer.is_empty() {
            frame.flow = after;
            return;
        }
        if after.alive {
            frame.flow = after;
            self.statements(frame, finalizer);
        } else {
            // It runs on the way out, and nothing comes after it.
            frame.flow = before;
            self.statements(frame, finalizer);
            frame.flow.alive = false;
        }
    }

    fn jump(&mut self, frame: &mut Frame<'p>, label: Option<&Name>, is_break: bool) {
        let flow = frame.flow.clone();
        frame.flow.alive = false;
        let position = match label {
            Some(label) => {
                let labelled = frame.jumps.iter().rposition(|jump| jump.label.as_ref() == Some(label));
                // `continue outer` goes on with the loop that the label stands before.
                match labelled {
                    Some(position) if !is_break => Some((position + 1).min(frame.jumps.len() - 1)),
                    found => found,
                }
            }
            None if is_break => frame.jumps.iter().rposition(|jump| jump.takes_break),
            None => frame.jumps.iter().rposition(|jump| jump.is_loop),
        };
        if let Some(jump) = position.map(|position| &mut frame.jumps[position]) {
            if is_break {
                jump.broken.push(flow);
            } else {
                jump.continued.push(flow);
            }
        }
    }

    fn land(&mut self, frame: &mut Frame<'p>) {
        let jump = frame
            .jumps
            .pop()
            .expect("whoever lands has pushed, and every inner one is popped where it is pushed");
        for flow in jump.broken.into_iter().chain(jump.continued) {
            frame.flow.merge(flow);
        }
    }

    /// `x = v`, `x += v`, `x ??= v`.
    pub(super) fn assignment(
        &mut self,
        frame: &mut Frame<'p>,
        id: ExpressionId,
        target: &'p Pattern,
        value: ExpressionId,
        operator: Option<crate::ir::BinaryOperator>,
        logical: Option<LogicalOperator>,
    ) -> Value {
        let result = match (operator, logical) {
            (None, None) => self.expression(frame, value),
            (Some(operator), _) => {
                let old = self.target_value(frame, target);
                let new = self.expression(frame, value);
                match operator {
                    crate::ir::BinaryOperator::Add => super::operators::add(&old, &new),
                    _ => super::operators::number_of(&[&old, &new]),
                }
            }
            (None, Some(logical)) => {
                let old = self.target_value(frame, target);
                let site = frame.site(id);
                self.logical_with(frame, logical, old, site, None, |interpreter, frame| {
                    interpreter.expression(frame, value)
                })
            }
        };
        self.assign(frame, target, result.clone());
        result
    }
}
