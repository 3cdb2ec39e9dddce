//! `Gem::Version`.

use std::cmp::Ordering;

use super::number;

/// The segments of a version in their canonical form: without the zeros that end the numbers, or end the whole.
#[derive(Clone)]
pub(super) struct Segments<'a>(Vec<&'a str>);

impl<'a> Segments<'a> {
    /// None where there is a character that no version of a gem has.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
        if !text.bytes().all(is_allowed) {
            return None;
        }
        let mut segments: Vec<&str> = Vec::new();
        let mut rest = text;
        while let Some(&first) = rest.as_bytes().first() {
            if first == b'-' {
                // A hyphen stands for `.pre.`.
                segments.push("pre");
            }
            let same: fn(&u8) -> bool =
                if first.is_ascii_digit() { u8::is_ascii_digit } else { u8::is_ascii_alphabetic };
            let length = rest.bytes().take_while(same).count();
            if length > 0 {
                segments.push(&rest[..length]);
            }
            rest = &rest[length.max(1)..];
        }
        let letters = segments.iter().position(|segment| !number::is_number(segment));
        let mut tail = segments.split_off(letters.unwrap_or(segments.len()));
        trim_zeros(&mut segments);
        trim_zeros(&mut tail);
        segments.extend(tail);
        Some(Self(segments))
    }

    pub(super) fn compare(&self, other: &Segments<'_>) -> Ordering {
        let longest = self.0.len().max(other.0.len());
        let at = |segments: &Segments<'_>, index: usize| -> String {
            segments.0.get(index).copied().unwrap_or("0").to_owned()
        };
        (0..longest)
            .map(|index| {
                let (one, two) = (at(self, index), at(other, index));
                match (number::is_number(&one), number::is_number(&two)) {
                    (true, true) => number::compare(&one, &two),
                    (true, false) => Ordering::Greater,
                    (false, true) => Ordering::Less,
                    (false, false) => one.cmp(&two),
                }
            })
            .find(|order| *order != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    }
}

fn trim_zeros(segments: &mut Vec<&str>) {
    while segments.last().is_some_and(|last| number::is_number(last) && number::is_zero(last)) {
        segments.pop();
    }
}
