//! What lies under a key of the app's store: what is written under the same key elsewhere.

use assay_code::{
    Analysis, Fetched, Value,
    model::{Effect, Role},
};

/// Every value that is written under the key that was read: keys are the same where their texts are, but for what is put
/// into them.
pub(crate) fn written(code: &Analysis, read: &Fetched) -> Vec<Value> {
    let Some(key) = template(&read.call.role(Role::Key)) else { return Vec::new() };
    let writes = code.calls_with(Effect::StorageWrite).map(|(_, call)| call);
    let same = writes.filter(|call| template(&call.role(Role::Key)).is_some_and(|other| other == key));
    same.map(|call| call.role(Role::Value)).collect()
}

/// Every value that a query of the store may find: all that is written, since what it asks for is not held against keys.
pub(crate) fn found(code: &Analysis, read: &Fetched) -> Vec<Value> {
    let is_query = read.call.effect() == Some(Effect::StorageQuery);
    let writes = code.calls_with(Effect::StorageWrite).map(|(_, call)| call);
    writes.filter(|_| is_query).map(|call| call.role(Role::Value)).collect()
}

/// Whether a field of what a query gives is all it found, one of that, or a value as it was kept.
pub(crate) fn is_whole_of_a_query(field: &str) -> bool {
    matches!(field, "" | "results" | "results.[]" | "results.[].value" | "[]" | "[].value" | "value")
}

/// `prefs:{}`; none for a key of which nothing is written out.
pub(crate) fn template(key: &Value) -> Option<String> {
    let template = key.texts().next()?.template();
    template.replace("{}", "").chars().any(char::is_alphabetic).then_some(template)
}
