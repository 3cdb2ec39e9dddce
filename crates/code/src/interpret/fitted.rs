//! What holding a text against a pattern tells of it.

use std::sync::Arc;

use crate::guard::Guards;
use crate::ir::Name;
use crate::model::Cleansing;
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{Array, Fields, Object, Shape, Value};

use super::checks::{self, Told};
use super::functions::made_of;
use super::{cases, comparisons, lists, own_paths};

/// The pattern and the text of a method that holds one against the other, where the pattern repeats what it repeats.
pub(super) fn matched<'v>(
    receiver: &'v Value,
    name: &str,
    arguments: &'v [Value],
) -> Option<(Name, &'v Value)> {
    let first = arguments.first()?;
    let (pattern, subject) = match (&receiver.shape, &first.shape) {
        (Shape::Regex(regex), _) if matches!(name, "test" | "exec") => (&regex.0, first),
        (_, Shape::Regex(regex))
            if matches!(name, "match" | "matchAll" | "replace" | "replaceAll" | "search" | "split") =>
        {
            (&regex.0, receiver)
        }
        _ => return None,
    };
    repeats_repetition(pattern).then(|| (pattern.clone(), subject))
}

/// Whether a group that holds a repetition or alternatives is repeated itself, by the look of it.
fn repeats_repetition(pattern: &str) -> bool {
    [")+", ")*", "){"].iter().any(|end| pattern.contains(end))
}

/// Methods of a regular expression.
pub(super) fn regex_method(regex: &Value, name: &str, arguments: &[Value], site: Site) -> Value {
    let subject = arguments.first().cloned().unwrap_or_else(Value::undefined);
    match name {
        "test" => comparisons::answer(fitted(regex, &subject, site), &[&subject]),
        "exec" => {
            let (when_true, _) = fitted(regex, &subject, site);
            found(regex, &subject).with_truth(when_true, Some(Guards::none()))
        }
        _ => made_of(&[regex, &subject], Cleansed::default()),
    }
}

/// What a pattern found: the parts it picks out of a text, or nothing.
pub(super) fn found(regex: &Value, subject: &Value) -> Value {
    lists::array(Vec::new(), Some(picked(regex, subject))).join(&Value::of(Shape::Null))
}

/// A field of a list that is neither an element nor a method: the groups a pattern names, or where it was found.
pub(super) fn beside_elements(list: &Array, name: &str) -> Option<Value> {
    match name {
        "groups" => {
            let rest = list.rest()?.join(&Value::undefined());
            Some(
                Value::of(Shape::Object(Arc::new(Object::new(Fields::default(), Some(rest)))))
                    .join(&Value::undefined()),
            )
        }
        "index" | "lastIndex" => Some(Value::of(Shape::Number(None))),
        _ => None,
    }
}

/// A part of a text that a pattern picks out: a key or a number, where the pattern lets nothing else through.
pub(super) fn picked(regex: &Value, subject: &Value) -> Value {
    let is_id = matches!(&regex.shape, Shape::Regex(pattern) if picks_ids(&pattern.0));
    subject.derived(if is_id { Cleansed::by(&[Cleansing::Token]) } else { Cleansed::default() })
}

/// Whether all that a pattern can pick out are letters, digits and dashes, with digits among them: `[A-Z]+-\d+`.
fn picks_ids(pattern: &str) -> bool {
    let mut letters = pattern.chars().peekable();
    let mut has_digits = pattern.contains("0-9");
    while let Some(letter) = letters.next() {
        let is_plain = letter.is_ascii_alphanumeric() || "_-#[](){}|+*?,:^$ ".contains(letter);
        let negates = letter == '[' && letters.peek() == Some(&'^');
        let escaped = if letter == '\\' { letters.next() } else { None };
        has_digits |= escaped == Some('d');
        if negates || !is_plain && !escaped.is_some_and(|it| "bdw-[]()".contains(it)) {
            return false;
        }
    }
    has_digits
}

/// What is known of a text that fits a pattern, and of one that does not.
pub(super) fn fitted(regex: &Value, subject: &Value, site: Site) -> Told {
    let Shape::Regex(pattern) = &regex.shape else { return comparisons::form(subject, site) };
    let pattern = pattern.0.trim();
    // Nothing but what is listed is left where `[^a-z]` fits nowhere.
    let is_negated = pattern.strip_prefix("[^").is_some_and(|rest| rest.trim_end_matches('+').ends_with(']'));
    if is_negated && !pattern.contains(r"\s") {
        let (listed, _) = comparisons::form(subject, site);
        return (Some(Guards::none()), listed);
    }
    let of_form = if fits_whole(pattern) { comparisons::form(subject, site) } else { checks::nothing() };
    if alternatives(pattern).into_iter().all(own_paths::is_own_path) {
        cases::both(of_form, own_paths::both(subject, site))
    } else {
        of_form
    }
}

/// Whether a pattern speaks of a text from its beginning to its end, or of an address up to its path.
fn fits_whole(pattern: &str) -> bool {
    let pattern = match pattern.strip_prefix("(?") {
        Some(flags) if flags.starts_with(|flag: char| flag.is_ascii_lowercase()) => {
            flags.split_once(')').map_or(pattern, |(_, rest)| rest)
        }
        _ => pattern,
    };
    // Of `^a|b$` each side leaves one end open.
    let alternatives = alternatives(pattern);
    if alternatives.len() > 1 {
        return alternatives.into_iter().all(fits_whole);
    }
    let inner = pattern.trim_start_matches('(').trim_start_matches("?:");
    let Some(begun) = inner.strip_prefix('^').or_else(|| inner.strip_prefix(r"\A")) else { return false };
    let ended = pattern.trim_end_matches(')');
    if ended.ends_with('$') || ended.ends_with(r"\z") || ended.ends_with(r"\Z") {
        return true;
    }
    let plain = begun.replace('\\', "");
    let host = ["https://", "https?://", "http://", "http(s)?://", "http(?:s)?://"]
        .iter()
        .find_map(|scheme| plain.strip_prefix(scheme));
    host.is_some_and(|host| host.contains('/'))
}

/// What stands between the `|` of a pattern that are in no group and no class.
fn alternatives(pattern: &str) -> Vec<&str> {
    let (mut depth, mut in_class, mut escaped, mut start) = (0u32, false, false, 0);
    let mut found = Vec::new();
    for (at, letter) in pattern.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth = depth.saturating_sub(1),
            '|' if !in_class && depth == 0 => {
                found.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&pattern[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::{fits_whole, picks_ids};

    #[test]
    fn a_pattern_picks_keys_and_numbers_or_anything() {
        for ids in
            [r"[A-Z][A-Z0-9]+-\d+", r"\b([A-Z]{2,10}-[0-9]+)\b", r"(?:fixes|closes) #(\d+)", r"^\w+-\d+$"]
        {
            assert!(picks_ids(ids), "{ids}");
        }
        for other in [r"\w+", r"[^\d]+", r"#(\d+).*", r"[\w.]+@[\w.]+\d", r"\S+\d", "[A-Z]+", r"(\d+)\s(.+)"]
        {
            assert!(!picks_ids(other), "{other}");
        }
    }

    #[test]
    fn a_pattern_speaks_of_a_whole_text_or_of_a_part() {
        for whole in
            ["^[a-z]+$", r"\A\d+\z", "^(a|b)$", "(^[a-z]+$)", r"^https:\/\/api\.example\.com\/", "(?i)^a$"]
        {
            assert!(fits_whole(whole), "{whole}");
        }
        for part in ["[a-z]+", r"^\s*SELECT", "^https:", r"^https:\/\/api\.example\.com", "abc$", "^a|b$"] {
            assert!(!fits_whole(part), "{part}");
        }
    }
}
