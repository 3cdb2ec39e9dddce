//! Sets of versions as others write them: what is vulnerable, or what is not.

use std::cmp::Ordering;

use crate::{Ecosystem, Event, Mark, Range, Version};

/// A stretch of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interval {
    /// From here on, inclusive; none from the first version on.
    pub(super) from: Option<String>,
    /// Up to here, exclusive; none up to the last version.
    pub(super) below: Option<String>,
}

impl Interval {
    /// Every version.
    pub(super) const ALL: Self = Self { from: None, below: None };

    /// What lies in both; none where that is nothing.
    pub(super) fn and(self, ecosystem: Ecosystem, other: Self) -> Option<Self> {
        let pick = |one: Option<String>, two: Option<String>, wanted: Ordering| match (one, two) {
            (Some(one), Some(two)) => Some(if order(ecosystem, &one, &two) == wanted { one } else { two }),
            (one, two) => one.or(two),
        };
        let from = pick(self.from, other.from, Ordering::Greater);
        let below = pick(self.below, other.below, Ordering::Less);
        let is_empty = match (&from, &below) {
            (Some(from), Some(below)) => order(ecosystem, from, below) != Ordering::Less,
            _ => false,
        };
        (!is_empty).then_some(Self { from, below })
    }

    /// As a range of OSV.
    pub(super) fn range(&self) -> Range {
        let introduced = self.from.clone().unwrap_or_else(|| "0".to_owned());
        let mut events = vec![Event { mark: Mark::Introduced, version: introduced }];
        events.extend(self.below.clone().map(|version| Event { mark: Mark::Fixed, version }));
        Range(events)
    }
}

/// Everything that lies in none of the intervals, in order.
pub(super) fn outside(ecosystem: Ecosystem, mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_by(|one, two| match (&one.from, &two.from) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(one), Some(two)) => order(ecosystem, one, two),
    });
    let mut gaps = Vec::new();
    let mut reached: Option<String> = None;
    for interval in intervals {
        if let Some(from) = &interval.from {
            let is_gap =
                reached.as_ref().is_none_or(|reached| order(ecosystem, reached, from) == Ordering::Less);
            if is_gap {
                gaps.push(Interval { from: reached.clone(), below: Some(from.clone()) });
            }
        }
        let Some(below) = interval.below else { return gaps };
        let is_further =
            reached.as_ref().is_none_or(|reached| order(ecosystem, reached, &below) == Ordering::Less);
        if is_further {
            reached = Some(below);
        }
    }
    gaps.push(Interval { from: reached, below: None });
    gaps
}

/// The first version after one, as near as its ecosystem can write it: `<= 1.2` ends below it, `> 1.2` starts there.
pub(super) fn just_after(ecosystem: Ecosystem, version: &str) -> String {
    match ecosystem {
        Ecosystem::Npm | Ecosystem::CratesIo | Ecosystem::Go => {
            let is_release = !version.contains('-');
            let numbers: Vec<&str> =
                version.split(['+', '-']).next().unwrap_or_default().split('.').collect();
            let part = |at: usize| numbers.get(at).copied().unwrap_or("0");
            match part(2).parse::<u64>() {
                // The lowest pre-release of the next patch: nothing lies between.
                Ok(patch) if is_release => format!("{}.{}.{}-0", part(0), part(1), patch.saturating_add(1)),
                _ => format!("{version}.0"),
            }
        }
        _ => format!("{version}.0.0.0.1"),
    }
}

/// Which of two versions comes first; what is no version counts as a text.
fn order(ecosystem: Ecosystem, one: &str, two: &str) -> Ordering {
    match (Version::parse(ecosystem, one), Version::parse(ecosystem, two)) {
        (Some(one), Some(two)) => one.compare(&two),
        _ => one.cmp(two),
    }
}

/// The interval of one comparison: an operator and a version, `>= 1.2`. None where it is none, or where the operator
/// needs to know more of its language (`~>`, `^`).
pub(super) fn comparison(ecosystem: Ecosystem, text: &str) -> Option<Interval> {
    let text = text.trim();
    let operator: String = text.chars().take_while(|c| "<>=!".contains(*c)).collect();
    let version = text[operator.len()..].trim();
    Version::parse(ecosystem, version)?;
    let version = version.to_owned();
    let after = || Some(just_after(ecosystem, &version));
    Some(match operator.as_str() {
        ">=" => Interval { from: Some(version), below: None },
        ">" => Interval { from: after(), below: None },
        "<" => Interval { from: None, below: Some(version) },
        "<=" => Interval { from: None, below: after() },
        "" | "=" | "==" => Interval { below: after(), from: Some(version) },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_outside_of_mended_versions_is_vulnerable() {
        let between = |from: &str, below: &str| Interval {
            from: (!from.is_empty()).then(|| from.to_owned()),
            below: (!below.is_empty()).then(|| below.to_owned()),
        };
        let mended = vec![between("3.2.11", ""), between("2.3.15", "2.4.A"), between("", "2.0")];
        let gaps = outside(Ecosystem::RubyGems, mended);
        assert_eq!(gaps, [between("2.0", "2.3.15"), between("2.4.A", "3.2.11")]);
        assert_eq!(outside(Ecosystem::RubyGems, Vec::new()), [Interval::ALL]);
        assert_eq!(outside(Ecosystem::RubyGems, vec![Interval::ALL]), []);
    }
}
