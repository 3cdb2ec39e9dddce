//! Whether a version lies in a stretch of versions.

use std::cmp::Ordering;

use crate::{Ecosystem, Version, record::Mark};

/// What a stretch says of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// It lies in it.
    Yes,
    /// It does not.
    No,
    /// A mark of the stretch is no version by the rules of the ecosystem.
    Unreadable,
}

/// Evaluates the marks of one stretch, in whatever order they are written.
///
/// Source: OSV schema, section evaluation, `IncludedInRanges` and `BeforeLimits`.
pub(crate) fn within<'a>(
    ecosystem: Ecosystem,
    version: &Version<'_>,
    marks: impl Iterator<Item = (Mark, &'a str)>,
) -> Within {
    // Only the last mark at or below the version counts, and of marks at one version the one that clears it.
    let mut last: Option<(Option<Version<'a>>, bool)> = None;
    let (mut limits, mut is_below_a_limit) = (0, false);
    for (mark, text) in marks {
        let at = match text {
            "0" if mark == Mark::Introduced => None,
            "*" if mark == Mark::Limit => {
                is_below_a_limit = true;
                continue;
            }
            text => match Version::parse(ecosystem, text) {
                Some(at) => Some(at),
                None => return Within::Unreadable,
            },
        };
        let order = at.as_ref().map_or(Ordering::Greater, |at| version.compare(at));
        let (is_reached, affects) = match mark {
            Mark::Introduced => (order != Ordering::Less, true),
            Mark::Fixed => (order != Ordering::Less, false),
            Mark::LastAffected => (order == Ordering::Greater, false),
            Mark::Limit => {
                limits += 1;
                is_below_a_limit |= order == Ordering::Less;
                continue;
            }
        };
        if !is_reached {
            continue;
        }
        let is_later = match (&last, &at) {
            (None, _) => true,
            (Some((Some(held), held_affects)), Some(at)) => match at.compare(held) {
                Ordering::Greater => true,
                Ordering::Equal => *held_affects && !affects,
                Ordering::Less => false,
            },
            (Some((None, _)), Some(_)) => true,
            (Some(_), None) => false,
        };
        if is_later {
            last = Some((at, affects));
        }
    }
    let is_limited = limits > 0 && !is_below_a_limit;
    if last.is_some_and(|(_, affects)| affects) && !is_limited { Within::Yes } else { Within::No }
}
