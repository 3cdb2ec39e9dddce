//! Composer's versions: four numbers and a stability, compared as PHP's `version_compare` does.

use std::cmp::Ordering;

use super::number;

/// Numbers Composer writes out for every version: `1.2` is `1.2.0.0`.
const NUMBERS: usize = 4;

/// The parts of a version: runs of digits and runs of letters.
#[derive(Clone)]
pub(super) struct Parts<'a>(Vec<&'a str>);

impl<'a> Parts<'a> {
    /// None for the name of a branch, `dev-main`, which has no place in the order.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        // Build metadata has no place in the order.
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_same = |c: char| -> bool {
                if first.is_ascii_digit() {
                    c.is_ascii_digit()
                } else {
                    !c.is_ascii_digit() && !is_separator(c)
                }
            };
            let length = rest.find(|c: char| !is_same(c)).unwrap_or(rest.len());
            if length > 0 {
                parts.push(&rest[..length]);
            }
            rest = &rest[length.max(if is_separator(first) { first.len_utf8() } else { 0 })..];
        }
        // Those before the first hyphen; a fifth belongs to a date or the like, and nothing is written out then.
        let release = text.split(|c: char| c != '.' && !c.is_ascii_digit()).next().unwrap_or_default();
        let numbers = release.split('.').filter(|part| number::is_number(part)).count();
        let missing = NUMBERS.saturating_sub(numbers);
        parts.splice(numbers..numbers, std::iter::repeat_n("0", missing));
        parts.retain(|part| !part.eq_ignore_ascii_case("stable"));
        Some(Self(parts))
    }

    pub(super) fn compare(&self, other: &Parts<'_>) -> Ordering {
        let longest = self.0.len().max(other.0.len());
        (0..longest)
            .map(|index| compare_parts(self.0.get(index).copied(), other.0.get(index).copied()))
            .find(|order| *order != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    }
}

fn is_separator(character: char) -> bool {
    matches!(character, '.' | '-' | '_')
}

fn compare_parts(one: Option<&str>, two: Option<&str>) -> Ordering {
    match (one, two) {
        (Some(one), Some(two)) if number::is_number(one) && number::is_number(two) => {
            number::compare(one, two)
        }
        // What is missing is a release; a further number makes it a later one.
        (None, Some(two)) if number::is_number(two) => Ordering::Less,
        (Some(one), None) if number::is_number(one) => Ordering::Greater,
        (one, two) => stability(one).cmp(&stability(two)),
    }
}

/// Its place in the order of stabilities. Beginnings count, as in PHP: `post1` begins as `p`, a patch. Words nobody
/// knows come before all others.
fn stability(part: Option<&str>) -> u8 {
    let Some(part) = part.filter(|part| !number::is_number(part)) else { return 5 };
    let starts = |word: &str| part.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    match () {
        () if starts("dev") => 1,
        () if starts("a") => 2,
        () if starts("b") => 3,
        () if starts("rc") => 4,
        () if starts("p") => 6,
        () => 0,
    }
}
