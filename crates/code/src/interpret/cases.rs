//! Functions that answer in several ways, and callers who ask which it was: `if (who instanceof Response) return who;`,
//! `if ('error' in who)`, `if (who.kind !== 'user')`, `const [user, refused] = …`.

use crate::guard::Guards;
use crate::ir::{BinaryOperator, ExpressionId, ExpressionKind};
use crate::origin::{Origin, Source};
use crate::site::Site;
use crate::value::{Case, Cases, Shape, Truthiness, Value};

use super::checks::{self, Told};
use super::flow::{Frame, Return};
use super::{Interpreter, comparisons};

/// The value of a function that returns like this, which knows in which case it was returned where.
pub(super) fn of_returns(value: Value, returns: &[Return]) -> Value {
    of_all(value, returns.iter().map(|one| (&one.value, &one.guards)))
}

/// A value that may be each of these where that holds.
pub(super) fn of_all<'v>(value: Value, each: impl Iterator<Item = (&'v Value, &'v Guards)>) -> Value {
    let mut all = Vec::new();
    for (value, held) in each {
        match value.cases() {
            Some(cases) => all.extend(cases.iter().map(|case| Case::new(&case.value, case.held.and(held)))),
            None => all.push(Case::new(value, held.clone())),
        }
    }
    match Cases::of(all) {
        Some(cases) => value.with_cases(cases),
        None => value,
    }
}

/// A part of a value, which is in each case the part of that.
pub(super) fn part(whole: &Value, part: Value, of: impl Fn(&Value) -> Option<Value>) -> Value {
    let Some(cases) = whole.cases() else { return part };
    let parts = cases.iter().filter_map(|case| Some(Case::new(&of(&case.value)?, case.held.clone())));
    let Some(cases) = Cases::of(parts.collect()) else { return part };
    let may = |never: Truthiness, known: fn(&Value) -> Option<Guards>| {
        let may_be = cases.iter().filter(|case| case.value.truthiness() != never);
        may_be
            .map(|case| known(&case.value).unwrap_or_default().and(&case.held))
            .reduce(|all, one| all.both(&one))
    };
    let when_true = may(Truthiness::Never, |value| value.truth.as_ref()?.when_true.clone());
    let when_false = may(Truthiness::Always, |value| value.truth.as_ref()?.when_false.clone());
    part.with_truth(when_true, when_false).with_cases(cases)
}

/// What a value's being there or not tells: what is known of it whatever it is, and what its cases tell.
pub(super) fn with_told(known: Told, cases: &Cases, site: Site) -> Told {
    both(known, asked(cases, |value| checks::told(value, site)))
}

/// What is known where both tell of one test.
pub(super) fn both(known: Told, told: Told) -> Told {
    let both = |known: Option<Guards>, told: Option<Guards>| Some(known?.and(&told?));
    (both(known.0, told.0), both(known.1, told.1))
}

/// What a question tells that tells this of each value it is asked of.
pub(super) fn asked(cases: &Cases, question: impl Fn(&Value) -> Told) -> Told {
    let (mut when_true, mut when_false) = (None, None);
    for case in cases.iter() {
        let (yes, no) = question(&case.value);
        for (all, one) in [(&mut when_true, yes), (&mut when_false, no)] {
            let one = one.map(|one| one.and(&case.held));
            *all = match (all.take(), one) {
                (Some(all), Some(one)) => Some(Guards::both(&all, &one)),
                (all, one) => all.or(one),
            };
        }
    }
    (when_true, when_false)
}

impl<'p> Interpreter<'p> {
    /// Leaves of a variable's cases those in which a test turns out like this.
    pub(super) fn narrow_cases(&mut self, frame: &mut Frame<'p>, test: ExpressionId, outcome: bool) {
        let expressions = &frame.ir.expressions;
        let site = frame.site(test);
        let (subject, other, operator) = match expressions[test.index()].kind {
            ExpressionKind::Binary { operator: BinaryOperator::In, left, right } => {
                (right, Some(left), Some(BinaryOperator::In))
            }
            ExpressionKind::Binary { operator, left, right } => (left, Some(right), Some(operator)),
            _ => (test, None, None),
        };
        let (variable, member) = match &expressions[subject.index()].kind {
            ExpressionKind::Variable(variable) => (*variable, None),
            ExpressionKind::Member { object, property, .. } => match expressions[object.index()].kind {
                ExpressionKind::Variable(variable) => (variable, Some(property.clone())),
                _ => return,
            },
            _ => return,
        };
        let Some(cases) = self.narrowable(frame, variable).and_then(|value| value.cases().cloned()) else {
            return;
        };
        let other = other.map(|other| self.expression(frame, other)).unwrap_or_default();
        let question = |value: &Value| {
            let value = match &member {
                Some(name) if matches!(value.shape, Shape::Undefined | Shape::Null) => return (None, None),
                Some(name) => &value.field(name),
                None => value,
            };
            match operator {
                None => checks::told(value, site),
                Some(BinaryOperator::InstanceOf) => {
                    settled(is_instance(value, &other)).unwrap_or_else(checks::nothing)
                }
                Some(BinaryOperator::In) => {
                    let is_there = other.as_constant().and_then(|name| has(value, name));
                    settled(is_there).unwrap_or_else(checks::nothing)
                }
                Some(BinaryOperator::Equal | BinaryOperator::LooseEqual) => {
                    comparisons::equality(value, &other, site, &Guards::none())
                }
                Some(BinaryOperator::Unequal | BinaryOperator::LooseUnequal) => {
                    let (equal, unequal) = comparisons::equality(value, &other, site, &Guards::none());
                    (unequal, equal)
                }
                Some(_) => checks::nothing(),
            }
        };
        let remains = |case: &&Case| {
            let (yes, no) = question(&case.value);
            if outcome { yes.is_some() } else { no.is_some() }
        };
        let kept: Vec<Case> = cases.iter().filter(remains).cloned().collect();
        if kept.is_empty() || kept.len() == cases.iter().len() {
            return;
        }
        let value = Value::join_all(kept.iter().map(|case| case.value.clone()));
        let value = of_all(value, kept.iter().map(|case| (&case.value, &case.held)));
        self.assign_variable(frame, variable, value);
    }
}

/// What a question tells whose answer is known.
fn settled(answer: Option<bool>) -> Option<Told> {
    Some(if answer? { (Some(Guards::none()), None) } else { (None, Some(Guards::none())) })
}

/// What `value instanceof class` tells.
pub(super) fn instance_of(value: &Value, class: &Value, site: Site) -> Told {
    match value.cases() {
        Some(cases) => asked(cases, |value| {
            settled(is_instance(value, class)).unwrap_or_else(|| comparisons::form(value, site))
        }),
        None => comparisons::form(value, site),
    }
}

/// Whether a value is an instance of a class; none where that is not known.
fn is_instance(value: &Value, class: &Value) -> Option<bool> {
    match (&value.shape, &class.shape) {
        // All answers are of the class that the platform has, whoever makes one.
        (Shape::External(_), Shape::External(class)) => {
            (is_answer(value) && class.path.ends_with("Response")).then_some(true)
        }
        (Shape::Instance(made), Shape::Class(class)) if made.class.class == class.class => {
            (made.class.module == class.module).then_some(true)
        }
        (Shape::Unknown, Shape::External(_)) if is_data(value) => Some(false),
        (Shape::Union(values), _) => of_each(values, |value| is_instance(value, class)),
        (Shape::Unknown | Shape::External(_) | Shape::Instance(_), _) => None,
        _ => Some(false),
    }
}

/// What is known of each of several alternatives alike.
fn of_each(values: &[Value], known: impl Fn(&Value) -> Option<bool>) -> Option<bool> {
    let first = known(values.first()?)?;
    values.iter().all(|value| known(value) == Some(first)).then_some(first)
}

/// Whether something was read out of a file, a store, a token or a request: what no class made.
fn is_data(value: &Value) -> bool {
    let is = |origin: &Origin| {
        matches!(
            origin.source,
            Source::File(_)
                | Source::Stored(_)
                | Source::Secret(..)
                | Source::Environment(_)
                | Source::Platform
                | Source::Claims(_)
                | Source::Caller(_)
        )
    };
    !value.origins.is_empty() && value.origins.iter().all(is)
}

/// What `typeof` gives.
pub(super) fn kind_of(value: &Value) -> Value {
    let kind = match &value.shape {
        Shape::Undefined => "undefined",
        Shape::Null | Shape::Object(_) | Shape::Array(_) | Shape::Instance(_) | Shape::Regex(_) => "object",
        Shape::Boolean(_) => "boolean",
        Shape::Number(_) => "number",
        Shape::Text(_) => "string",
        Shape::Function(_) | Shape::Class(_) => "function",
        _ if is_answer(value) => "object",
        _ => return Value::of(Shape::Unknown),
    };
    Value::text(kind)
}

/// Whether something is an answer to a request, in the words of the fetch standard: `Response.json(…)`.
pub(super) fn is_answer(value: &Value) -> bool {
    let path = value.external_path().unwrap_or_default();
    path.ends_with(":Response") || path.ends_with("Response()")
}

/// What `name in object` tells.
pub(super) fn has_member(object: &Value, name: &Value, site: Site) -> Told {
    let Some((cases, name)) = object.cases().zip(name.as_constant()) else {
        return comparisons::membership(object, name, site);
    };
    asked(cases, |value| settled(has(value, name)).unwrap_or_else(|| comparisons::form(value, site)))
}

/// Members of an answer in the fetch standard.
const OF_ANSWERS: [&str; 7] = ["body", "headers", "json", "ok", "redirected", "status", "statusText"];

fn has(value: &Value, name: &str) -> Option<bool> {
    match &value.shape {
        Shape::Object(object) if object.fields().contains_key(name) => Some(true),
        Shape::Object(object) => object.rest().is_none().then_some(false),
        Shape::External(_) if is_answer(value) => Some(OF_ANSWERS.contains(&name)),
        Shape::Union(values) => of_each(values, |value| has(value, name)),
        _ => None,
    }
}
