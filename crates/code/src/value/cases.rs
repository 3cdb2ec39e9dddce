//! What a value may be, each with what holds where it is that: the answers of a function that returns in several places.

use std::sync::Arc;

use crate::guard::Guards;

use super::digest::Digester;
use super::{Array, Fields, Object, Shape, Truth, Value};

/// Functions that return in more places are not told apart.
const MOST: usize = 8;

/// One of several.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The value; parts of it have no cases of their own.
    pub(crate) value: Value,
    /// What holds where it is this one.
    pub(crate) held: Guards,
}

/// All of them: one is the case.
#[derive(Debug, Clone)]
pub(crate) struct Cases {
    all: Arc<[Case]>,
    digest: u64,
}

impl Cases {
    /// None where of none anything is known that says who calls, or there is but one, or too many to follow.
    pub(crate) fn of(mut all: Vec<Case>) -> Option<Self> {
        all.sort_by_key(Case::digest);
        all.dedup_by_key(|case| case.digest());
        let asks = |case: &Case| case.held.iter().any(|guard| guard.asks_who());
        if !(2..=MOST).contains(&all.len()) || !all.iter().any(asks) {
            return None;
        }
        let mut digest = Digester::tagged(143);
        for case in &all {
            digest = digest.add(case.digest());
        }
        Some(Self { all: all.into(), digest: digest.end() })
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Case> {
        self.all.iter()
    }

    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }
}

impl Case {
    pub(crate) fn new(value: &Value, held: Guards) -> Self {
        Self { value: shallow(value), held }
    }

    fn digest(&self) -> u64 {
        Digester::tagged(144).add(self.value.digest()).add(self.held.digest()).end()
    }
}

impl Value {
    /// The cases it is one of.
    pub(crate) fn cases(&self) -> Option<&Cases> {
        self.truth.as_ref()?.cases.as_ref()
    }

    /// The same, one of these. What its truth tells besides stays.
    #[must_use]
    pub(crate) fn with_cases(mut self, cases: Cases) -> Self {
        let (when_true, when_false) = match &self.truth {
            Some(truth) => (truth.when_true.clone(), truth.when_false.clone()),
            None => (Some(Guards::none()), Some(Guards::none())),
        };
        self.truth = Some(Arc::new(Truth { when_true, when_false, cases: Some(cases) }));
        self
    }

    fn without_cases(mut self) -> Self {
        if let Some(truth) = self.truth.as_ref().filter(|truth| truth.cases.is_some()) {
            let (when_true, when_false) = (truth.when_true.clone(), truth.when_false.clone());
            self = self.with_truth(when_true, when_false);
        }
        self
    }
}

/// A value whose parts have no cases, so that no chain of them grows with each call that hands it on.
fn shallow(value: &Value) -> Value {
    let value = value.clone().without_cases();
    let has_cases = |part: &Value| part.cases().is_some();
    let shape = match &value.shape {
        Shape::Object(object) if object.fields().values().chain(object.rest()).any(has_cases) => {
            let fields =
                object.fields().iter().map(|(name, field)| (name.clone(), field.clone().without_cases()));
            let rest = object.rest().map(|rest| rest.clone().without_cases());
            Shape::Object(Arc::new(Object::new(fields.collect::<Fields>(), rest)))
        }
        Shape::Array(array) if array.elements().iter().chain(array.rest()).any(has_cases) => {
            let elements = array.elements().iter().map(|element| element.clone().without_cases());
            let rest = array.rest().map(|rest| rest.clone().without_cases());
            Shape::Array(Arc::new(Array::new(elements.collect(), rest)))
        }
        _ => return value,
    };
    Value { shape, ..value }
}
