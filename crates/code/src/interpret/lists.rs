//! Methods of arrays and sets.

use std::sync::Arc;

use crate::guard::Guards;
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{Array, Shape, Value};

use super::flow::Frame;
use super::functions::{Mode, made_of};
use super::methods::Outcome;
use super::{Interpreter, calls, checks, comparisons};

/// Elements that a callback is called with one by one; of longer lists all at once.
const MOST_ROWS: usize = 24;
/// The same for tables of functions.
const MOST_REGISTERED: usize = 128;

/// Methods that say that what they are called on is a list.
pub(super) const NAMES: &[&str] = &[
    "map",
    "filter",
    "forEach",
    "reduce",
    "reduceRight",
    "flatMap",
    "find",
    "findLast",
    "findIndex",
    "some",
    "every",
    "push",
    "unshift",
    "pop",
    "shift",
    "sort",
    "toSorted",
    "reverse",
    "toReversed",
    "flat",
    "join",
    "slice",
    "concat",
    "includes",
    "indexOf",
    "lastIndexOf",
    "at",
    "entries",
    "values",
    "keys",
    "splice",
    "fill",
    "with",
];

/// Methods that find something, or that all are as they should be.
pub(super) const SEARCHING: &[&str] =
    &["some", "find", "findLast", "findIndex", "includes", "indexOf", "has"];

/// Whether a list surely has no element.
pub(super) fn is_empty(list: &Value) -> bool {
    matches!(&list.shape, Shape::Array(array) if array.elements().is_empty() && array.rest().is_none())
}

/// A list of known elements and what may follow them.
pub(super) fn array(elements: Vec<Value>, rest: Option<Value>) -> Value {
    Value::of(Shape::Array(Arc::new(Array::new(elements, rest)))).bounded()
}

impl<'p> Interpreter<'p> {
    pub(super) fn list_method(
        &mut self,
        frame: &mut Frame<'p>,
        list: &Value,
        name: &str,
        arguments: &[Value],
        site: Site,
    ) -> Option<Outcome> {
        let argument = |index: usize| arguments.get(index).cloned().unwrap_or_else(Value::undefined);
        let (elements, rest) = parts(list);
        let value = match name {
            "map" | "flatMap" => {
                let (made, further) = self.each(frame, list, &argument(0), site);
                let flat = |value: Value| if name == "flatMap" { value.any_element() } else { value };
                match name {
                    "map" => array(made, further),
                    _ => array(Vec::new(), Some(Value::join_all(made.into_iter().chain(further).map(flat)))),
                }
                .and_origins(&list.origins.only(|_| false))
            }
            "forEach" => {
                self.each(frame, list, &argument(0), site);
                Value::undefined()
            }
            "filter" => {
                let (kept, further) = self.each(frame, list, &argument(0), site);
                let told =
                    kept.iter().chain(&further).map(|value| checks::told(value, site).0.unwrap_or_default());
                let held = told.reduce(|left, right| left.both(&right)).unwrap_or_default();
                let any = list.any_element();
                let any =
                    if held.is_empty() { any } else { any.with_truth(Some(held), Some(Guards::none())) };
                let may_be_any = !elements.is_empty() || rest.is_some();
                array(Vec::new(), may_be_any.then_some(any)).and_origins(&list.origins)
            }
            "some" | "find" | "findLast" | "findIndex" => {
                let (found, further) = self.each(frame, list, &argument(0), site);
                let told = found.iter().chain(&further).filter_map(|value| checks::told(value, site).0);
                let mut held = told.reduce(|left, right| left.both(&right)).unwrap_or_default();
                for origin in &list.deep_origins() {
                    if let Some(guard) = checks::fetched(origin, site, true) {
                        held = held.and(&Guards::one(guard));
                    }
                }
                match name {
                    "some" | "findIndex" => comparisons::answer((Some(held), Some(Guards::none())), &[list]),
                    _ => Value::join_all([list.any_element().without_truth(), Value::undefined()])
                        .with_truth(Some(held), Some(Guards::none())),
                }
            }
            "every" => {
                let (all, further) = self.each(frame, list, &argument(0), site);
                let told = all.iter().chain(&further).filter_map(|value| checks::told(value, site).0);
                let held = told.reduce(|left, right| left.both(&right)).unwrap_or_default();
                comparisons::answer((Some(held), Some(Guards::none())), &[list])
            }
            "reduce" | "reduceRight" => {
                let is_whole = rest.is_none() && elements.len() <= MOST_ROWS;
                let mut each: Vec<Value> = if is_whole { elements } else { vec![list.any_element(); 2] };
                if name == "reduceRight" {
                    each.reverse();
                }
                let mut sum = match (arguments.len() > 1, is_whole && !each.is_empty()) {
                    (true, _) => argument(1),
                    (false, true) => each.remove(0),
                    (false, false) => list.any_element(),
                };
                for element in each {
                    let next = self.call_back(
                        frame,
                        &argument(0),
                        vec![sum.clone(), element, Value::of(Shape::Number(None))],
                        site,
                        Mode::Maybe,
                    );
                    // Middleware that is put around a handler step by step leaves nothing of the handler beside it.
                    let replaces = is_whole && next.is_function() && sum.is_function();
                    sum = if replaces { next } else { sum.join(&next).bounded() };
                }
                sum
            }
            "includes" => {
                if let Some(known) = self.placed_member(list, &argument(0)) {
                    return Some(Outcome::of(Value::boolean(known)));
                }
                comparisons::answer(comparisons::membership(list, &argument(0), site), &[list, &argument(0)])
            }
            // Minus one is what says that it isn't there, so the number tells by being compared with it.
            "indexOf" | "lastIndexOf" => {
                let told = comparisons::membership(list, &argument(0), site);
                Value::of(Shape::Number(None))
                    .with_origins(made_of(&[list], Cleansed::SUMMED_UP).origins)
                    .with_truth(told.0, told.1)
            }
            "push" | "unshift" => {
                let given = arguments.to_vec();
                let (mut elements, mut rest) = (elements, rest);
                match (&mut rest, name) {
                    (Some(rest), _) => *rest = Value::join_all(std::iter::once(rest.clone()).chain(given)),
                    (None, "push") if elements.len() + given.len() <= MOST_ROWS => elements.extend(given),
                    (None, _) => rest = Some(Value::join_all(elements.drain(..).chain(given))),
                }
                let left = array(elements, rest).and_origins(&list.origins);
                return Some(Outcome::changing(Value::of(Shape::Number(None)), left, None));
            }
            "add" => {
                let (elements, rest) = (elements, rest);
                let rest = Value::join_all(elements.into_iter().chain(rest).chain([argument(0)]));
                let left = array(Vec::new(), Some(rest)).and_origins(&list.origins);
                return Some(Outcome::changing(left.clone(), left, Some(argument(0))));
            }
            "has" => {
                comparisons::answer(comparisons::membership(list, &argument(0), site), &[list, &argument(0)])
            }
            "pop" | "shift" | "at" | "findLastIndex" => list.any_element(),
            "join" => {
                let separator = if arguments.is_empty() { Value::text(",") } else { argument(0) };
                self.joined(&elements, rest.as_ref(), &separator, list)
            }
            "slice" | "splice"
                if rest.is_none() && argument(0).as_number() == Some(0.0) && arguments.len() == 1 =>
            {
                list.clone()
            }
            "slice" | "splice" | "sort" | "toSorted" | "reverse" | "toReversed" | "flat" | "fill"
            | "with" => {
                if let Some(function) =
                    arguments.first().filter(|value| matches!(value.shape, Shape::Function(_)))
                {
                    self.call_back(
                        frame,
                        function,
                        vec![list.any_element(), list.any_element()],
                        site,
                        Mode::Maybe,
                    );
                }
                let any = if name == "flat" {
                    list.any_element().join(&list.any_element().any_element())
                } else {
                    list.any_element()
                };
                let may_be_any = !elements.is_empty() || rest.is_some();
                array(Vec::new(), may_be_any.then_some(any)).and_origins(&list.origins)
            }
            "concat" => {
                let mut further: Vec<Value> = Vec::new();
                for given in arguments {
                    match &given.shape {
                        Shape::Array(more) => {
                            further.extend(more.elements().iter().chain(more.rest()).cloned())
                        }
                        _ => further.push(given.any_element()),
                    }
                }
                let rest = Value::join_all(rest.into_iter().chain(further));
                array(elements, Some(rest)).and_origins(&list.origins)
            }
            "entries" => {
                array(Vec::new(), Some(array(vec![Value::of(Shape::Number(None)), list.any_element()], None)))
            }
            "values" => list.clone(),
            "keys" => array(Vec::new(), Some(Value::of(Shape::Number(None)))),
            "toString" | "toLocaleString" => self.joined(&elements, rest.as_ref(), &Value::text(","), list),
            "delete" | "clear" => Value::of(Shape::Boolean(None)),
            _ if matches!(list.shape, Shape::Array(_)) => made_of(&[list], Cleansed::default()),
            _ => return None,
        };
        Some(Outcome::of(value))
    }

    /// Calls a function with each element.
    fn each(
        &mut self,
        frame: &mut Frame<'p>,
        list: &Value,
        function: &Value,
        site: Site,
    ) -> (Vec<Value>, Option<Value>) {
        let (elements, rest) = parts(list);
        let index = Value::of(Shape::Number(None));
        if matches!(function.shape, Shape::Undefined) {
            return (Vec::new(), None);
        }
        // Functions are mostly registered from tables, and each with its own name.
        let is_table = elements.len() <= MOST_REGISTERED && elements.iter().any(calls::holds_functions);
        if elements.len() <= MOST_ROWS || is_table {
            let made = elements
                .into_iter()
                .map(|element| {
                    self.call_back(
                        frame,
                        function,
                        vec![element, index.clone(), list.clone()],
                        site,
                        Mode::Maybe,
                    )
                })
                .collect();
            let further = rest.map(|rest| {
                self.call_back(frame, function, vec![rest, index.clone(), list.clone()], site, Mode::Maybe)
            });
            return (made, further);
        }
        let any = list.any_element();
        (Vec::new(), Some(self.call_back(frame, function, vec![any, index, list.clone()], site, Mode::Maybe)))
    }

    fn joined(&mut self, elements: &[Value], rest: Option<&Value>, separator: &Value, list: &Value) -> Value {
        use crate::value::{Part, Text};
        let mut pieces: Vec<Part> = Vec::new();
        for (position, element) in elements.iter().chain(rest).enumerate() {
            if position > 0 {
                pieces.push(Part::Hole(separator.clone()));
            }
            pieces.push(Part::Hole(element.clone()));
        }
        if pieces.is_empty() && !matches!(list.shape, Shape::Array(_)) {
            pieces.push(Part::Hole(list.any_element()));
        }
        Value::of(Shape::Text(Arc::new(Text::of_parts(pieces))))
    }
}

/// Known elements and what may follow them; of what is no known list, all are unknown.
pub(super) fn parts(list: &Value) -> (Vec<Value>, Option<Value>) {
    match &list.shape {
        Shape::Array(array) => (array.elements().to_vec(), array.rest().cloned()),
        Shape::Undefined | Shape::Null => (Vec::new(), None),
        _ => (Vec::new(), Some(list.any_element())),
    }
}
