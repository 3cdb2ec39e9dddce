//! Where two ways meet, a value may be either.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::guard::Guards;
use crate::origin::Origins;

use super::{Array, Cases, Object, Shape, Truth, Truthiness, Union, Value};

/// More alternatives than this are unknown, but for their origins.
const MOST_ALTERNATIVES: usize = 12;
/// The same for functions, classes and modules: tables of handlers are larger than that.
const MOST_CALLABLE: usize = 64;
/// More objects than this in one union become one object.
const MOST_OBJECTS: usize = 4;
/// Trees deeper than this are cut, but for their origins.
const DEEPEST: u16 = 24;

impl Value {
    /// What may be either.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        if self.is_same(other) || self.digest() == other.digest() {
            return self.clone();
        }
        Self::join_all([self.clone(), other.clone()])
    }

    /// What may be any of these; `undefined` where there is none.
    pub fn join_all(values: impl IntoIterator<Item = Self>) -> Self {
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return Self::undefined() };
        let second = values.next();
        // What came from one place as a whole is said of each alternative.
        if second.is_none() && !matches!(first.shape, Shape::Union(_)) {
            return first;
        }
        let mut flat: Vec<(u64, Self)> = Vec::with_capacity(2 + values.size_hint().0);
        let mut truths = Truths::default();
        for value in [first].into_iter().chain(second).chain(values) {
            truths.add(&value);
            match &value.shape {
                Shape::Union(inner) => flat.extend(inner.iter().map(|one| {
                    let one = one.clone().and_origins(&value.origins);
                    (one.digest(), one)
                })),
                _ => {
                    let value = value.without_truth();
                    flat.push((value.digest(), value));
                }
            }
        }
        let truth = truths.joined();
        flat.sort_by_key(|(digest, _)| *digest);
        flat.dedup_by_key(|(digest, _)| *digest);
        let mut flat: Vec<Self> = flat.into_iter().map(|(_, value)| value).collect();
        let mut joined = if flat.len() == 1 { flat.swap_remove(0) } else { union(flat) };
        joined.truth = truth;
        joined
    }

    /// The same, cut where it is too deep to carry on.
    #[must_use]
    pub(crate) fn bounded(self) -> Self {
        if self.depth() > DEEPEST { Self::from_origins(self.deep_origins()) } else { self }
    }
}

/// What is known of some alternatives where they turn out one way or the other.
#[derive(Default)]
struct Truths {
    /// Of one of them anything is known at all.
    told: bool,
    when_true: Option<Guards>,
    when_false: Option<Guards>,
    /// The cases of all so far, where they are the same.
    cases: Option<Option<Cases>>,
}

impl Truths {
    fn add(&mut self, value: &Value) {
        let meet = |met: &mut Option<Guards>, guards: Option<Guards>| {
            *met = match (met.take(), guards) {
                (Some(left), Some(right)) => Some(left.both(&right)),
                (left, right) => left.or(right),
            };
        };
        let (when_true, when_false) = match &value.truth {
            Some(truth) => {
                self.told = true;
                (truth.when_true.clone(), truth.when_false.clone())
            }
            None => {
                let truthiness = value.truthiness();
                let unless = |never: Truthiness| (truthiness != never).then(Guards::none);
                (unless(Truthiness::Never), unless(Truthiness::Always))
            }
        };
        meet(&mut self.when_true, when_true);
        meet(&mut self.when_false, when_false);
        let cases = value.cases();
        self.cases = match self.cases.take() {
            None => Some(cases.cloned()),
            Some(Some(before)) if cases.is_some_and(|cases| cases.digest() == before.digest()) => {
                Some(Some(before))
            }
            Some(_) => Some(None),
        };
    }

    fn joined(self) -> Option<Arc<Truth>> {
        self.told.then(|| {
            Arc::new(Truth {
                when_true: self.when_true,
                when_false: self.when_false,
                cases: self.cases.flatten(),
            })
        })
    }
}

fn union(values: Vec<Value>) -> Value {
    let mut unknowns = Origins::none();
    let mut has_unknown = false;
    let mut booleans = 0;
    let mut objects: Vec<Value> = Vec::new();
    let mut arrays: Vec<Value> = Vec::new();
    let mut others: Vec<Value> = Vec::new();
    for value in values {
        match &value.shape {
            Shape::Unknown => {
                has_unknown = true;
                unknowns = unknowns.union(&value.origins);
            }
            Shape::Object(_) => objects.push(value),
            Shape::Array(_) => arrays.push(value),
            Shape::Boolean(_) => {
                booleans += 1;
                others.push(value);
            }
            _ => others.push(value),
        }
    }
    if booleans > 1 {
        let mut origins = Origins::none();
        others.retain(|value| {
            let is_boolean = matches!(value.shape, Shape::Boolean(_));
            if is_boolean {
                origins = origins.union(&value.origins);
            }
            !is_boolean
        });
        others.push(Value::of(Shape::Boolean(None)).with_origins(origins));
    }
    merge_same(&mut objects);
    if arrays.len() > 1 {
        arrays =
            vec![arrays.iter().skip(1).fold(arrays[0].clone(), |left, right| merge_arrays(&left, right))];
    }
    let mut all = others;
    all.append(&mut objects);
    all.append(&mut arrays);
    if has_unknown {
        all.push(Value::from_origins(unknowns));
    }
    if all.len() == 1 {
        return all.swap_remove(0);
    }
    let most = if all.iter().all(is_callable) { MOST_CALLABLE } else { MOST_ALTERNATIVES };
    if all.len() > most {
        let origins = all.iter().fold(Origins::none(), |origins, value| origins.union(&value.deep_origins()));
        return Value::from_origins(origins);
    }
    all.sort_by(place_among_others);
    Value::of(Shape::Union(Arc::new(Union::new(all))))
}

/// Where an alternative stands among the others: by what a reader would call it, so that whoever takes the first takes
/// the least name, and the same one when something else about the program changes. What has no name comes last, and the
/// digest decides where nothing else does.
fn place_among_others(left: &Value, right: &Value) -> Ordering {
    let (mine, theirs) = (name_of(left), name_of(right));
    let by_name = mine.is_none().cmp(&theirs.is_none()).then_with(|| mine.cmp(&theirs));
    let by_place = || written(left).cmp(&written(right));
    by_name.then_with(by_place).then_with(|| left.digest().cmp(&right.digest()))
}

fn name_of(value: &Value) -> Option<Cow<'_, str>> {
    match &value.shape {
        Shape::Text(text) => {
            Some(text.as_constant().map_or_else(|| Cow::Owned(text.template()), Cow::Borrowed))
        }
        Shape::External(external) => Some(Cow::Borrowed(external.path.as_str())),
        _ => None,
    }
}

fn written(value: &Value) -> (u32, u32) {
    match &value.shape {
        Shape::Function(closure) => (closure.module.0, closure.function.0),
        Shape::Class(class) => (class.module.0, class.class.0),
        Shape::Instance(instance) => (instance.class.module.0, instance.class.class.0),
        Shape::Namespace(module) => (module.0, 0),
        _ => (0, 0),
    }
}

fn is_callable(value: &Value) -> bool {
    matches!(value.shape, Shape::Function(_) | Shape::Class(_) | Shape::Namespace(_) | Shape::Undefined)
}

/// Objects with the same fields become one; so do all where there are too many.
fn merge_same(objects: &mut Vec<Value>) {
    let mut merged: Vec<Value> = Vec::new();
    for object in objects.drain(..) {
        let same = merged.iter_mut().find(|known| match (&known.shape, &object.shape) {
            (Shape::Object(left), Shape::Object(right)) => left.fields().keys().eq(right.fields().keys()),
            _ => false,
        });
        match same {
            Some(known) => *known = merge_objects(known, &object),
            None => merged.push(object),
        }
    }
    if merged.len() > MOST_OBJECTS {
        let first = merged.swap_remove(0);
        merged = vec![merged.iter().fold(first, |left, right| merge_objects(&left, right))];
    }
    *objects = merged;
}

fn merge_objects(left: &Value, right: &Value) -> Value {
    let (Shape::Object(a), Shape::Object(b)) = (&left.shape, &right.shape) else { return left.clone() };
    let mut fields: BTreeMap<_, Value> = BTreeMap::new();
    for (name, value) in a.fields().iter() {
        let other = b.fields().get(name).or(b.rest()).cloned().unwrap_or_else(Value::undefined);
        fields.insert(name.clone(), value.join(&other));
    }
    for (name, value) in b.fields().iter() {
        if !a.fields().contains_key(name) {
            let other = a.rest().cloned().unwrap_or_else(Value::undefined);
            fields.insert(name.clone(), value.join(&other));
        }
    }
    let rest = join_rests(a.rest(), b.rest());
    Value::of(Shape::Object(Arc::new(Object::new(fields, rest))))
        .with_origins(left.origins.union(&right.origins))
        .bounded()
}

fn merge_arrays(left: &Value, right: &Value) -> Value {
    let (Shape::Array(a), Shape::Array(b)) = (&left.shape, &right.shape) else { return left.clone() };
    let shared = a.elements().len().min(b.elements().len());
    let elements = (0..shared).map(|index| a.elements()[index].join(&b.elements()[index])).collect();
    let further =
        a.elements()[shared..].iter().chain(&b.elements()[shared..]).chain(a.rest()).chain(b.rest());
    let mut further = further.peekable();
    let rest = further.peek().is_some().then(|| Value::join_all(further.cloned()));
    Value::of(Shape::Array(Arc::new(Array::new(elements, rest))))
        .with_origins(left.origins.union(&right.origins))
        .bounded()
}

fn join_rests(left: Option<&Value>, right: Option<&Value>) -> Option<Value> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.join(right)),
        (left, right) => left.or(right).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn the_least_name_is_the_first_whatever_came_first() {
        let names = ["token", "key", "Authorization", "secret", ""];
        for turned in 0..names.len() {
            let mut given = names;
            given.rotate_left(turned);
            let joined = Value::join_all(given.map(Value::text).into_iter().chain([Value::unknown()]));
            let mut sorted = names;
            sorted.sort_unstable();
            assert_eq!(joined.constants().collect::<Vec<_>>(), sorted, "{given:?}");
        }
    }
}
