//! Maven's `ComparableVersion`.

use std::{borrow::Cow, cmp::Ordering};

use super::number;

/// Qualifiers in their order; the empty one is the release.
const QUALIFIERS: [&str; 7] = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
/// Where the release stands among them.
const RELEASE: usize = 5;

/// A version as Maven compares it: a list that holds numbers, words, and further lists.
#[derive(Clone)]
pub(super) struct Comparable<'a>(Vec<Item<'a>>);

#[derive(Clone)]
enum Item<'a> {
    Number(Cow<'a, str>),
    Word(Cow<'a, str>),
    /// A word with the number that belongs to it: `rc1`, `rc-1`.
    Combination(Cow<'a, str>, Cow<'a, str>),
    List(Vec<Item<'a>>),
}

impl<'a> Comparable<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        let text: Cow<'a, str> = if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
        let slice = |from: usize, to: usize| -> Cow<'a, str> {
            match &text {
                Cow::Borrowed(text) => Cow::Borrowed(&text[from..to]),
                Cow::Owned(text) => Cow::Owned(text[from..to].to_owned()),
            }
        };
        // Lists are only ever opened at the end of the innermost one, so a stack of them is the whole tree.
        let mut open: Vec<Vec<Item<'a>>> = vec![Vec::new()];
        let (mut start, mut in_digits, mut combined) = (0, false, false);
        let bytes = text.as_bytes();
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                b'.' => {
                    let item = if at == start { zero() } else { item(combined, in_digits, slice(start, at)) };
                    push(&mut open, item);
                    (combined, start) = (false, at + 1);
                }
                b'-' => {
                    if at == start {
                        push(&mut open, zero());
                    } else {
                        // `rc-1` is `rc1`.
                        if !in_digits && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
                            combined = true;
                            continue;
                        }
                        push(&mut open, item(combined, in_digits, slice(start, at)));
                    }
                    (combined, start) = (false, at + 1);
                    nest(&mut open);
                }
                b'0'..=b'9' => {
                    if !in_digits && at > start {
                        combined = true;
                        nest(&mut open);
                    }
                    in_digits = true;
                }
                _ => {
                    if in_digits && at > start {
                        push(&mut open, item(combined, true, slice(start, at)));
                        (combined, start) = (false, at);
                        nest(&mut open);
                    }
                    in_digits = false;
                }
            }
        }
        if bytes.len() > start {
            // `1.0.x` is `1.0-x`.
            if !in_digits {
                nest(&mut open);
            }
            push(&mut open, item(combined, in_digits, slice(start, bytes.len())));
        }
        while open.len() > 1 {
            let mut inner = open.pop().expect("there is more than one");
            normalize(&mut inner);
            push(&mut open, Item::List(inner));
        }
        let mut outer = open.pop().expect("the outermost list is never closed above");
        normalize(&mut outer);
        Self(outer)
    }

    pub(super) fn compare(&self, other: &Comparable<'_>) -> Ordering {
        compare_lists(&self.0, &other.0)
    }
}

fn zero() -> Item<'static> {
    Item::Number(Cow::Borrowed("0"))
}

fn push<'a>(open: &mut [Vec<Item<'a>>], item: Item<'a>) {
    open.last_mut().expect("the outermost list stays open").push(item);
}

/// Opens a list at the end of the innermost one, unless that is empty still.
fn nest(open: &mut Vec<Vec<Item<'_>>>) {
    if open.last().is_some_and(|list| !list.is_empty()) {
        open.push(Vec::new());
    }
}

fn item(combined: bool, in_digits: bool, text: Cow<'_, str>) -> Item<'_> {
    if combined {
        let text = text.replace('-', "");
        let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let (word, number) = text.split_at(digits);
        let word = match word {
            "a" => "alpha",
            "b" => "beta",
            "m" => "milestone",
            word => word,
        };
        return Item::Combination(Cow::Owned(alias(word).to_owned()), Cow::Owned(number.to_owned()));
    }
    if in_digits {
        Item::Number(text)
    } else {
        Item::Word(if text == "cr" { Cow::Borrowed("rc") } else { text })
    }
}

fn alias(word: &str) -> &str {
    if word == "cr" { "rc" } else { word }
}

/// Leaves out what stands for nothing: zeros before the end and before words.
fn normalize(list: &mut Vec<Item<'_>>) {
    for at in (0..list.len()).rev() {
        let is_nothing = match &list[at] {
            Item::Number(number) => number::is_zero(number),
            Item::Word(word) => word.is_empty(),
            Item::Combination(..) => false,
            Item::List(list) => list.is_empty(),
        };
        let is_last_or_before_a_word = match list.get(at + 1) {
            None | Some(Item::Word(_)) => true,
            Some(Item::List(next)) => matches!(next.first(), Some(Item::Combination(..) | Item::Word(_))),
            Some(_) => false,
        };
        if is_nothing && is_last_or_before_a_word {
            list.remove(at);
        }
    }
}

fn compare_lists(one: &[Item<'_>], two: &[Item<'_>]) -> Ordering {
    let longest = one.len().max(two.len());
    (0..longest)
        .map(|index| match (one.get(index), two.get(index)) {
            (Some(one), Some(two)) => compare_items(one, two),
            (Some(one), None) => compare_to_nothing(one),
            (None, Some(two)) => compare_to_nothing(two).reverse(),
            (None, None) => Ordering::Equal,
        })
        .find(|order| *order != Ordering::Equal)
        .unwrap_or(Ordering::Equal)
}

fn compare_to_nothing(item: &Item<'_>) -> Ordering {
    match item {
        Item::Number(number) if number::is_zero(number) => Ordering::Equal,
        Item::Number(_) => Ordering::Greater,
        Item::Word(word) | Item::Combination(word, _) => compare_words(word, ""),
        Item::List(list) => {
            let orders = list.iter().map(compare_to_nothing);
            orders.into_iter().find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
        }
    }
}

fn compare_items(one: &Item<'_>, two: &Item<'_>) -> Ordering {
    use Item::{Combination, List, Number, Word};
    match (one, two) {
        (Number(one), Number(two)) => number::compare(one, two),
        (Number(_), _) => Ordering::Greater,
        (_, Number(_)) => Ordering::Less,
        (List(one), List(two)) => compare_lists(one, two),
        (List(_), _) => Ordering::Greater,
        (_, List(_)) => Ordering::Less,
        (Word(one), Word(two)) => compare_words(one, two),
        // `rc1` comes after `rc`.
        (Word(one), Combination(two, _)) => compare_words(one, two).then(Ordering::Less),
        (Combination(one, _), Word(two)) => compare_words(one, two).then(Ordering::Greater),
        (Combination(one, first), Combination(two, second)) => {
            compare_words(one, two).then_with(|| number::compare(first, second))
        }
    }
}

/// Known qualifiers have their order; all others come after them, by the alphabet.
fn compare_words(one: &str, two: &str) -> Ordering {
    let place = |word: &str| match word {
        "ga" | "final" | "release" => RELEASE,
        word => QUALIFIERS.iter().position(|known| *known == word).unwrap_or(QUALIFIERS.len()),
    };
    let (first, second) = (place(one), place(two));
    first.cmp(&second).then_with(|| if first == QUALIFIERS.len() { one.cmp(two) } else { Ordering::Equal })
}
