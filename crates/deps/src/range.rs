//! Which versions a manifest's words admit, as far as whole numbers decide it.
//!
//! It answers one kind of question: does a range hold anything of a release line, does all of it lie before a
//! version? Pre-releases and build numbers are left aside; for single versions the ecosystem's own ordering decides.
//!
//! Source: npm `semver`, Composer versions, PEP 440, RubyGems patterns, The Cargo Book, NuGet and Maven ranges.

use std::cmp::Ordering;

use assay_advisories::{Ecosystem, Version as Ordered};

use crate::{Package, Version};

/// Most alternatives and comparisons in one range.
const MOST_PARTS: usize = 50;

/// Versions from one up to, not including, another, by the numbers between their dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The lowest.
    pub from: Vec<u64>,
    /// The first above it; none where there is no end.
    pub below: Option<Vec<u64>>,
}

impl Stretch {
    /// True where it holds a version of a release line: `4.2` stands for all from 4.2 up to 4.3.
    pub fn meets(&self, line: &str) -> bool {
        let Some(numbers) = numbers(line) else { return false };
        let next = after(&numbers, numbers.len());
        let starts_before_its_end = compare(&self.from, &next) == Ordering::Less;
        starts_before_its_end
            && self.below.as_ref().is_none_or(|below| compare(below, &numbers) == Ordering::Greater)
    }
}

impl Package {
    /// Whether its version comes before another; unknown where a range leaves it open.
    pub fn precedes(&self, other: &str) -> Option<bool> {
        match &self.version {
            Version::Exact(version) => {
                let (own, other) =
                    (Ordered::parse(self.ecosystem, version)?, Ordered::parse(self.ecosystem, other)?);
                Some(own.compare(&other) == Ordering::Less)
            }
            Version::Range(range) => {
                let (stretches, other) = (stretches(self.ecosystem, range)?, numbers(other)?);
                let ends = |it: &Stretch| {
                    it.below.as_ref().is_some_and(|below| compare(below, &other) != Ordering::Greater)
                };
                let starts = |it: &Stretch| compare(&it.from, &other) != Ordering::Less;
                if stretches.iter().all(ends) {
                    Some(true)
                } else {
                    stretches.iter().all(starts).then_some(false)
                }
            }
            Version::Unknown => None,
        }
    }

    /// The versions it may be: one where it is known, several where a range leaves them open; none where nothing is
    /// known.
    pub fn stretches(&self) -> Option<Vec<Stretch>> {
        match &self.version {
            Version::Exact(version) => {
                let from = numbers(version)?;
                let below = after(&from, from.len());
                Some(vec![Stretch { from, below: Some(below) }])
            }
            Version::Range(range) => stretches(self.ecosystem, range),
            Version::Unknown => None,
        }
    }
}

/// The versions that a manifest's words admit; none where they are no range (`latest`, an address).
pub fn stretches(ecosystem: Ecosystem, wanted: &str) -> Option<Vec<Stretch>> {
    let separator = if wanted.contains("||") { "||" } else { "|" };
    let alternatives: Vec<&str> = wanted.split(separator).take(MOST_PARTS + 1).collect();
    if alternatives.len() > MOST_PARTS {
        return None;
    }
    alternatives.into_iter().map(|text| alternative(ecosystem, text.trim())).collect()
}

fn alternative(ecosystem: Ecosystem, text: &str) -> Option<Stretch> {
    if matches!(text, "*" | "x" | "X") {
        return Some(Stretch { from: Vec::new(), below: None });
    }
    if let Some(stretch) = interval(text) {
        return Some(stretch);
    }
    if let Some((from, to)) = text.split_once(" - ") {
        let to = numbers(to)?;
        return Some(Stretch { from: numbers(from)?, below: Some(after(&to, to.len())) });
    }
    let mut all = Stretch { from: Vec::new(), below: None };
    let mut rest = text;
    for _ in 0..MOST_PARTS {
        let version = rest.trim_start_matches(['<', '>', '=', '^', '~', '!']);
        let operator = &rest[..rest.len() - version.len()];
        let version = version.trim_start();
        let end = version.find([' ', '\t', ',', '<', '>', '=', '^', '~', '!']).unwrap_or(version.len());
        if operator != "!=" {
            let one = comparison(ecosystem, operator, &version[..end])?;
            if compare(&one.from, &all.from) == Ordering::Greater {
                all.from = one.from;
            }
            let is_tighter = |below: &Vec<u64>| {
                all.below.as_ref().is_none_or(|known| compare(below, known) == Ordering::Less)
            };
            if one.below.as_ref().is_some_and(is_tighter) {
                all.below = one.below;
            }
        }
        rest = version[end..].trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return Some(all);
        }
    }
    None
}

fn comparison(ecosystem: Ecosystem, operator: &str, text: &str) -> Option<Stretch> {
    let numbers = numbers(text)?;
    let length = numbers.len();
    let from_to = |from: Vec<u64>, below: Vec<u64>| Some(Stretch { from, below: Some(below) });
    let last_but_one = || after(&numbers, length.saturating_sub(1).max(1));
    match operator {
        "" if ecosystem == Ecosystem::CratesIo => comparison(ecosystem, "^", text),
        "" if ecosystem == Ecosystem::NuGet => Some(Stretch { from: numbers, below: None }),
        "" | "=" | "==" | "===" => {
            let below = after(&numbers, length);
            from_to(numbers, below)
        }
        ">=" => Some(Stretch { from: numbers, below: None }),
        ">" => Some(Stretch { from: after(&numbers, length), below: None }),
        "<" => from_to(Vec::new(), numbers),
        "<=" => {
            let below = after(&numbers, length);
            from_to(Vec::new(), below)
        }
        "^" => {
            let first = numbers.iter().position(|number| *number > 0).unwrap_or(length.saturating_sub(1));
            let below = after(&numbers, first + 1);
            from_to(numbers, below)
        }
        "~>" | "~=" => {
            let below = last_but_one();
            from_to(numbers, below)
        }
        "~" if ecosystem == Ecosystem::Packagist => {
            let below = last_but_one();
            from_to(numbers, below)
        }
        "~" => {
            let below = after(&numbers, length.min(2));
            from_to(numbers, below)
        }
        _ => None,
    }
}

/// `[1.0,2.0)`, as Maven and NuGet write it; of several intervals the outermost bounds.
fn interval(text: &str) -> Option<Stretch> {
    let inner = text.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
    let (from, to) = inner.split_once(',').unwrap_or((inner, inner));
    let (from, to) = (from.trim(), to.rsplit(',').next().unwrap_or(to).trim());
    let is_open = text.ends_with(')');
    let below = match numbers(to) {
        Some(to) if is_open => Some(to),
        Some(to) => Some(after(&to, to.len())),
        None => None,
    };
    Some(Stretch { from: numbers(from).unwrap_or_default(), below })
}

/// The numbers of `v1.2.3-beta`, up to the first part that is none; nothing where there is no number.
fn numbers(text: &str) -> Option<Vec<u64>> {
    let text = text.trim().trim_start_matches(['v', 'V', '=']);
    let core = text.split(['-', '+', ' ', '@']).next().unwrap_or(text);
    let parts = core.split('.').map_while(|part| part.parse().ok());
    let numbers: Vec<u64> = parts.take(8).collect();
    (!numbers.is_empty()).then_some(numbers)
}

/// The first version that differs in one of the first `parts` numbers.
fn after(numbers: &[u64], parts: usize) -> Vec<u64> {
    let mut next: Vec<u64> = numbers.iter().copied().take(parts.max(1)).collect();
    if let Some(last) = next.last_mut() {
        *last = last.saturating_add(1);
    }
    next
}

/// By numbers; missing ones are zero.
fn compare(a: &[u64], b: &[u64]) -> Ordering {
    let at = |numbers: &[u64], place: usize| numbers.get(place).copied().unwrap_or(0);
    (0..a.len().max(b.len()))
        .map(|place| at(a, place).cmp(&at(b, place)))
        .find(|it| it.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_something_of_a_line_or_not() {
        use Ecosystem::{CratesIo, Maven, Npm, Packagist, PyPi, RubyGems};
        for (ecosystem, range, line, holds) in [
            (Npm, "~3.3.4", "3", true),
            (Npm, "~3.3.4", "4", false),
            (Npm, "^3.3.4", "3", true),
            (Npm, ">=3", "4", true),
            (Npm, "^0.2.3", "0.3", false),
            (Npm, "1.x || 2.x", "2", true),
            (Npm, "1.2.3 - 2", "2.9", true),
            (Npm, "*", "99", true),
            (RubyGems, "~> 1.3.5", "1.4", false),
            (RubyGems, "~> 4.2", "4.9", true),
            (RubyGems, "~> 4.2", "5.0", false),
            (Packagist, "~7.4", "7.9", true),
            (Packagist, "^7.4|^8.0", "8", true),
            (PyPi, ">=2.2,<3.0", "3", false),
            (PyPi, "~=3.2", "3.9", true),
            (PyPi, "==2.2.*", "2.2", true),
            (CratesIo, "1.2", "1.9", true),
            (CratesIo, "1.2", "2", false),
            (Maven, "[1.0,2.0)", "2.0", false),
            (Maven, "(,1.5]", "1.5", true),
        ] {
            let stretches = stretches(ecosystem, range).unwrap();
            assert_eq!(stretches.iter().any(|it| it.meets(line)), holds, "{range} and {line}");
        }
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in ["latest", "next", "git+https://example.com/x.git", "é", "", ">", "$version"] {
            assert_eq!(stretches(Ecosystem::Npm, text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC{0,60}", ranged in "[<>=^~|, 0-9.x*()\\[\\]-]{0,60}") {
            for ecosystem in Ecosystem::EVERY {
                stretches(ecosystem, &text);
                stretches(ecosystem, &ranged);
            }
        }
    }
}
