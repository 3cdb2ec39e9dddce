//! What keys and values may be.

use serde_json::Value;

use super::refusal::Refusal;

/// The longest key, in characters.
const KEY: usize = 500;
/// The largest value, in bytes of its JSON.
pub(super) const VALUE: usize = 240 * 1024;
/// The largest secret, in bytes of its JSON.
pub(super) const SECRET: usize = 128 * 1024;
/// The deepest nesting of a value.
pub(super) const DEPTH: usize = 32;
/// The most operations of a transaction, and items of a batch.
pub(super) const TOGETHER: usize = 25;
/// The most results of a query.
pub(super) const PAGE: usize = 100;
/// The results of a query that asks for no number.
pub(super) const USUAL_PAGE: usize = 10;
/// The largest request, in bytes: a full batch of the largest values.
pub(super) const REQUEST: usize = TOGETHER * (VALUE + 4 * 1024);
/// The longest time to live, in milliseconds: a year.
pub(super) const LIFE: i64 = 366 * 24 * 60 * 60 * 1000;

/// Refuses what is no key: 1 to 500 of letters, digits, `:`, `.`, `_`, `-`, `#` and spaces, not all of them spaces.
pub(super) fn key(key: &str) -> Result<(), Refusal> {
    let fits = |char: char| {
        char.is_ascii_alphanumeric() || ":._-#".contains(char) || matches!(char, ' ' | '\t' | '\n' | '\r')
    };
    if key.is_empty() || key.chars().count() > KEY {
        return Err(Refusal::invalid_key("a key has 1 to 500 characters"));
    }
    if !key.chars().all(fits) || key.trim().is_empty() {
        return Err(Refusal::invalid_key("a key is made of letters, digits, spaces and : . _ - #"));
    }
    Ok(())
}

/// The JSON of a value, refused where it is too large or too deep.
pub(super) fn value(value: &Value, most: usize) -> Result<String, Refusal> {
    if depth(value) > DEPTH {
        return Err(Refusal::too_deep(DEPTH));
    }
    if value.is_null() {
        return Err(Refusal::invalid("there is no value to keep".to_owned()));
    }
    let text = value.to_string();
    if text.len() > most { Err(Refusal::too_large("the value", most)) } else { Ok(text) }
}

/// Reading has bounded how deep this can go: the parser stops at 128.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
