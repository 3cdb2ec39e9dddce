//! Semantic versions, as generously as their registries read them.

use std::cmp::Ordering;

use super::number;

/// A semantic version, in slices of its text.
#[derive(Clone)]
pub(super) struct Semantic<'a> {
    /// The numbers; those that are not written are empty, which is zero. The fourth is NuGet's.
    numbers: [&'a str; 4],
    /// What follows the hyphen, without it; empty for a release.
    pre_release: &'a str,
    ignore_case: bool,
}

impl<'a> Semantic<'a> {
    /// None where it does not start with a number. Build metadata is left aside: it has no place in the order.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix("go").unwrap_or(text).trim_start_matches(['v', 'V', '=', ' ']);
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (numbers, rest) = text.split_at(end);
        // `1.0.0rc1` is read loosely as `1.0.0-rc1`, `1.0.rc1` likewise.
        let numbers = numbers.strip_suffix('.').unwrap_or(numbers);
        let pre_release = rest.strip_prefix('-').unwrap_or(rest);
        let mut parts = [""; 4];
        for (at, part) in numbers.split('.').enumerate() {
            let slot = parts.get_mut(at)?;
            if !number::is_number(part) {
                return None;
            }
            *slot = part;
        }
        Some(Self { numbers: parts, pre_release, ignore_case: false })
    }

    pub(super) fn without_case(self) -> Self {
        Self { ignore_case: true, ..self }
    }

    pub(super) fn compare(&self, other: &Semantic<'_>) -> Ordering {
        let numbers = self.numbers.iter().zip(other.numbers).map(|(one, two)| number::compare(one, two));
        numbers.fold(Ordering::Equal, Ordering::then).then_with(|| self.compare_pre_release(other))
    }

    fn compare_pre_release(&self, other: &Semantic<'_>) -> Ordering {
        match (self.pre_release.is_empty(), other.pre_release.is_empty()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            (false, false) => {}
        }
        let (mut one, mut two) = (self.pre_release.split('.'), other.pre_release.split('.'));
        loop {
            let order = match (one.next(), two.next()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some(one), Some(two)) => self.compare_identifiers(one, two),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
    }

    fn compare_identifiers(&self, one: &str, two: &str) -> Ordering {
        match (number::is_number(one), number::is_number(two)) {
            (true, true) => number::compare(one, two),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) if self.ignore_case => {
                let lower =
                    |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
                lower(one).cmp(&lower(two))
            }
            (false, false) => one.cmp(two),
        }
    }
}
