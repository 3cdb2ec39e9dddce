//! Where two ways meet, a value may be either.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::guard::Guards;
use crate::ir::Name;
use crate::origin::Origins;

use super::{Array, Object, Shape, Truth, Truthiness, Union, Value};

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
        let values: Vec<Self> = [first].into_iter().chain(second).chain(values).collect();
        let truth = join_truths(&values);
        let mut flat: Vec<Self> = Vec::with_capacity(values.len());
        for value in values {
            match &value.shape {
                Shape::Union(inner) => {
                    let outer = value.origins.clone();
                    flat.extend(inner.iter().map(|value| value.clone().and_origins(&outer)));
                }
                _ => flat.push(value.without_truth()),
            }
        }
        let mut flat: Vec<(u64, Self)> = flat.into_iter().map(|value| (value.digest(), value)).collect();
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

fn join_truths(values: &[Value]) -> Option<Arc<Truth>> {
    if values.iter().all(|value| value.truth.is_none()) {
        return None;
    }
    let side = |pick: fn(&Truth) -> &Option<Guards>, never: Truthiness| {
        let mut met: Option<Guards> = None;
        for value in values {
            let guards = match &value.truth {
                Some(truth) => pick(truth).clone(),
                None if value.truthiness() == never => None,
                None => Some(Guards::none()),
            };
            met = match (met, guards) {
                (Some(left), Some(right)) => Some(left.both(&right)),
                (left, right) => left.or(right),
            };
        }
        met
    };
    let when_true = side(|truth| &truth.when_true, Truthiness::Never);
    let when_false = side(|truth| &truth.when_false, Truthiness::Always);
    Some(Arc::new(Truth { when_true, when_false }))
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
    all.sort_by_cached_key(place_among_others);
    Value::of(Shape::Union(Arc::new(Union::new(all))))
}

/// Where an alternative stands among the others: by what a reader would call it, so that whoever takes the first takes
/// the least name, and the same one when something else about the program changes. What has no name comes last, and the
/// digest decides where nothing else does.
fn place_among_others(value: &Value) -> (bool, Name, (u32, u32), u64) {
    let name = match &value.shape {
        Shape::Text(text) => Some(text.as_constant().map_or_else(|| Name::from(text.template()), Name::from)),
        Shape::External(external) => Some(external.path.clone()),
        _ => None,
    };
    let written = match &value.shape {
        Shape::Function(closure) => (closure.module.0, closure.function.0),
        Shape::Class(class) => (class.module.0, class.class.0),
        Shape::Instance(instance) => (instance.class.module.0, instance.class.class.0),
        Shape::Namespace(module) => (module.0, 0),
        _ => (0, 0),
    };
    (name.is_none(), name.unwrap_or_default(), written, value.digest())
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
