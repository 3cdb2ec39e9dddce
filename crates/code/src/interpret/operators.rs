//! Operators: what they give, and what they tell.

use crate::guard::Guards;
use crate::ir::{BinaryOperator, ExpressionId, ExpressionKind, LogicalOperator, UnaryOperator};
use crate::model::Cleansing;
use crate::origin::Cleansed;
use crate::value::{Part, Shape, Text, Truthiness, Value};

use super::flow::Frame;
use super::functions::made_of;
use super::{Interpreter, cases, checks, comparisons};

impl<'p> Interpreter<'p> {
    pub(super) fn unary(
        &mut self,
        frame: &mut Frame<'p>,
        id: ExpressionId,
        operator: UnaryOperator,
        operand: ExpressionId,
    ) -> Value {
        let value = self.expression(frame, operand);
        match operator {
            UnaryOperator::Not => comparisons::opposite(&value, frame.site(id)),
            UnaryOperator::Void => Value::undefined(),
            UnaryOperator::TypeOf => {
                let kind = value.derived(Cleansed::SUMMED_UP);
                cases::part(&value, kind, |case| Some(cases::kind_of(case)))
            }
            UnaryOperator::Minus => match value.as_number() {
                Some(number) => Value::number(-number),
                None => number_of(&[&value]),
            },
            UnaryOperator::Plus => match value.as_number() {
                Some(number) => Value::number(number),
                None => number_of(&[&value]),
            },
            UnaryOperator::BitNot => number_of(&[&value]),
        }
    }

    pub(super) fn binary(
        &mut self,
        frame: &mut Frame<'p>,
        id: ExpressionId,
        operator: BinaryOperator,
        (left_id, right_id): (ExpressionId, ExpressionId),
    ) -> Value {
        let left = self.expression(frame, left_id);
        let right = self.expression(frame, right_id);
        let site = frame.site(id);
        match operator {
            BinaryOperator::Add => add(&left, &right),
            BinaryOperator::Arithmetic => number_of(&[&left, &right]),
            BinaryOperator::Equal | BinaryOperator::LooseEqual => {
                let told = self.equal(frame, (left_id, &left), (right_id, &right), site);
                comparisons::answer(told, &[&left, &right])
            }
            BinaryOperator::Unequal | BinaryOperator::LooseUnequal => {
                let (equal, unequal) = self.equal(frame, (left_id, &left), (right_id, &right), site);
                comparisons::answer((unequal, equal), &[&left, &right])
            }
            BinaryOperator::Less | BinaryOperator::Greater => {
                let ascending = operator == BinaryOperator::Less;
                comparisons::answer(comparisons::order(&left, &right, ascending, site), &[&left, &right])
            }
            BinaryOperator::In => comparisons::answer(cases::has_member(&right, &left, site), &[&left]),
            BinaryOperator::InstanceOf => {
                comparisons::answer(cases::instance_of(&left, &right, site), &[&left])
            }
        }
    }

    fn equal(
        &mut self,
        frame: &Frame<'p>,
        (left_id, left): (ExpressionId, &Value),
        (right_id, right): (ExpressionId, &Value),
        site: crate::site::Site,
    ) -> checks::Told {
        for id in [left_id, right_id] {
            if let ExpressionKind::Unary { operator: UnaryOperator::TypeOf, .. } =
                &frame.ir.expressions[id.index()].kind
            {
                let tested = if id == left_id { left } else { right };
                if tested.cases().is_some() {
                    continue;
                }
                return comparisons::form(tested, site);
            }
        }
        match self.placed_equality(left, right) {
            Some(true) => (Some(Guards::none()), None),
            Some(false) => (None, Some(Guards::none())),
            None => comparisons::equality(left, right, site, &frame.flow.guards),
        }
    }

    pub(super) fn logical(
        &mut self,
        frame: &mut Frame<'p>,
        operator: LogicalOperator,
        left_id: ExpressionId,
        right_id: ExpressionId,
    ) -> Value {
        let left = self.expression(frame, left_id);
        let site = frame.site(left_id);
        self.logical_with(frame, operator, left, site, Some(left_id), |interpreter, frame| {
            interpreter.expression(frame, right_id)
        })
    }

    /// `left && …` and its like, where the right side is whatever `right` makes of the flow that reaches it.
    pub(super) fn logical_with(
        &mut self,
        frame: &mut Frame<'p>,
        operator: LogicalOperator,
        left: Value,
        site: crate::site::Site,
        tested: Option<ExpressionId>,
        right: impl FnOnce(&mut Self, &mut Frame<'p>) -> Value,
    ) -> Value {
        let (when_true, when_false) = checks::told(&left, site);
        let before = frame.flow.clone();
        let mut short = before.clone();
        match operator {
            LogicalOperator::And => {
                frame.flow.assume(when_true.as_ref());
                short.assume(when_false.as_ref());
            }
            LogicalOperator::Or => {
                frame.flow.assume(when_false.as_ref());
                short.assume(when_true.as_ref());
            }
            LogicalOperator::Coalesce => {
                if checks::is_there(&left) {
                    frame.flow.alive = false;
                }
                if matches!(left.shape, Shape::Undefined | Shape::Null) {
                    short.alive = false;
                }
            }
        }
        if !frame.flow.alive {
            frame.flow = before;
            return left;
        }
        if let Some(tested) = tested {
            self.narrow(frame, tested, operator == LogicalOperator::And);
        }
        let right = right(self, frame);
        let right_told = checks::told(&right, site);
        let right_flow = frame.flow.clone();
        if !short.alive {
            return right;
        }
        frame.flow = short.join(right_flow);
        let kept = kept_of(&left, operator);
        // `session ?? refusal` is one of the two, and who asks which it was knows what was proved.
        let sides = match &kept {
            Some(kept) if operator != LogicalOperator::And => {
                let held = [&when_true, &when_false].map(|held| held.clone().unwrap_or_default());
                Some([kept.clone(), right.clone()].into_iter().zip(held).collect::<Vec<_>>())
            }
            _ => None,
        };
        let joined = match kept {
            Some(kept) => kept.without_truth().join(&right.clone().without_truth()),
            None => right.clone().without_truth(),
        };
        let told = match operator {
            LogicalOperator::And => (and(when_true, right_told.0), either(when_false, right_told.1)),
            LogicalOperator::Or => (either(when_true, right_told.0), and(when_false, right_told.1)),
            LogicalOperator::Coalesce => (either(when_true, right_told.0), either(when_false, right_told.1)),
        };
        let joined = joined.with_truth(told.0, told.1);
        match sides {
            Some(sides) => cases::of_all(joined, sides.iter().map(|(value, held)| (value, held))),
            None => joined,
        }
    }

    /// What a variable is known to be after a test that mentions it alone.
    pub(super) fn narrow(&mut self, frame: &mut Frame<'p>, test: ExpressionId, outcome: bool) {
        self.narrow_cases(frame, test, outcome);
        match &frame.ir.expressions[test.index()].kind {
            ExpressionKind::Unary { operator: UnaryOperator::Not, operand } => {
                self.narrow(frame, *operand, !outcome)
            }
            ExpressionKind::Logical { operator: LogicalOperator::And, left, right } if outcome => {
                self.narrow(frame, *left, true);
                self.narrow(frame, *right, true);
            }
            ExpressionKind::Logical { operator: LogicalOperator::Or, left, right } if !outcome => {
                self.narrow(frame, *left, false);
                self.narrow(frame, *right, false);
            }
            ExpressionKind::Variable(variable) => {
                let Some(value) = self.narrowable(frame, *variable) else { return };
                if let Shape::Union(values) = &value.shape {
                    let excluded = if outcome { Truthiness::Never } else { Truthiness::Always };
                    let kept = values.iter().filter(|value| value.truthiness() != excluded).cloned();
                    let narrowed = Value::join_all(kept).and_origins(&value.origins);
                    self.assign_variable(frame, *variable, narrowed);
                }
            }
            ExpressionKind::Binary { operator, left, right } => {
                let equal = matches!(operator, BinaryOperator::Equal | BinaryOperator::LooseEqual);
                let unequal = matches!(operator, BinaryOperator::Unequal | BinaryOperator::LooseUnequal);
                if !(equal && outcome || unequal && !outcome) {
                    return;
                }
                let constant = |id: ExpressionId| match &frame.ir.expressions[id.index()].kind {
                    ExpressionKind::Text(text) => Some(Value::text(text.clone())),
                    _ => None,
                };
                let variable = |id: ExpressionId| match &frame.ir.expressions[id.index()].kind {
                    ExpressionKind::Variable(variable) => Some(*variable),
                    _ => None,
                };
                let found = match (variable(*left), constant(*right)) {
                    (Some(variable), Some(constant)) => Some((variable, constant)),
                    _ => variable(*right).zip(constant(*left)),
                };
                if let Some((variable, constant)) = found
                    && self.narrowable(frame, variable).is_some()
                {
                    self.assign_variable(frame, variable, constant);
                }
            }
            _ => {}
        }
    }
}

fn and(
    left: Option<crate::guard::Guards>,
    right: Option<crate::guard::Guards>,
) -> Option<crate::guard::Guards> {
    Some(left?.and(&right?))
}

fn either(
    left: Option<crate::guard::Guards>,
    right: Option<crate::guard::Guards>,
) -> Option<crate::guard::Guards> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.both(&right)),
        (left, right) => left.or(right),
    }
}

/// The part of the left side that a logical operator gives on.
fn kept_of(left: &Value, operator: LogicalOperator) -> Option<Value> {
    let keep = |value: &Value| match operator {
        LogicalOperator::And => value.truthiness() != Truthiness::Always,
        LogicalOperator::Or => value.truthiness() != Truthiness::Never,
        LogicalOperator::Coalesce => !matches!(value.shape, Shape::Undefined | Shape::Null),
    };
    let kept: Vec<Value> = left.alternatives().iter().filter(|value| keep(value)).cloned().collect();
    // Where it is falsy there is nothing left of it to look at.
    if operator == LogicalOperator::And {
        return match &left.shape {
            Shape::Union(_) if kept.is_empty() => None,
            Shape::Unknown | Shape::External(_) => Some(Value::undefined()),
            _ => (!kept.is_empty()).then(|| Value::join_all(kept)),
        };
    }
    (!kept.is_empty()).then(|| Value::join_all(kept).and_origins(&left.origins))
}

/// `a + b`.
pub(super) fn add(left: &Value, right: &Value) -> Value {
    let is_number = |value: &Value| matches!(value.shape, Shape::Number(_));
    if is_number(left) && is_number(right) {
        return number_of(&[left, right]);
    }
    // Each of few alternatives on one side makes its own text, so that a route chosen by a branch stays readable.
    for (value, is_left) in [(left, true), (right, false)] {
        if let Shape::Union(values) = &value.shape
            && values.len() <= 4
            && values.iter().any(|value| value.as_text().is_some())
        {
            return Value::join_all(
                values.iter().map(|value| if is_left { add(value, right) } else { add(left, value) }),
            );
        }
    }
    Value::of(Shape::Text(std::sync::Arc::new(Text::of_parts([
        Part::Hole(left.clone()),
        Part::Hole(right.clone()),
    ]))))
}

pub(super) fn number_of(values: &[&Value]) -> Value {
    let origins = made_of(values, Cleansed::by(&[Cleansing::Number])).origins;
    Value::of(Shape::Number(None)).with_origins(origins)
}
