//! Ranges of Node.js releases, as npm writes them.

use assay_catalogue::runtimes::{RuntimeSupport, Runtimes};
use jiff::civil::Date;

/// Major, minor, patch.
type Version = [u64; 3];

const ENDLESS: Version = [u64::MAX; 3];

/// Whether what a text asks for is supported on a day: of a single version (`v18.16.0`, `20-alpine`,
/// `lts/iron`) whether it is, of a range (`>=16 <21`, `^18 || ^20`) whether it admits any release that is. The
/// end of life of a range is the latest of the releases it admits.
///
/// Moving names (`latest`, `lts/*`) and what is no version at all are unknown.
pub(crate) fn support(asked: &str, runtimes: &Runtimes, today: Date) -> RuntimeSupport {
    let single = runtimes.support(asked, today);
    if single != RuntimeSupport::Unknown {
        return single;
    }
    let Some(ranges) = parse(asked) else { return RuntimeSupport::Unknown };
    let admitted = runtimes.node.iter().filter(|node| node.start <= today).filter(|node| {
        let line = line(&node.release);
        line.is_some_and(|(from, to)| ranges.iter().any(|range| range.0 < to && from < range.1))
    });
    match admitted.map(|node| node.end).max() {
        None => RuntimeSupport::Unknown,
        Some(end) if today <= end => RuntimeSupport::InSupport { until: end },
        Some(end) => RuntimeSupport::EndOfLife { since: end },
    }
}

/// True where a text admits more than one release line.
pub(crate) fn is_range(asked: &str) -> bool {
    parse(asked).is_some_and(|ranges| {
        ranges.len() > 1
            || ranges.iter().any(|(from, to)| to[0] > from[0] + 1 || to[0] == from[0] + 1 && to[1] > 0)
    })
}

/// The versions of a release line, `v20` or `v0.12`: from, and up to but without.
fn line(release: &str) -> Option<(Version, Version)> {
    let partial = Partial::read(release)?;
    Some((partial.from(), partial.to()))
}

/// The stretches of versions that a range admits.
fn parse(range: &str) -> Option<Vec<(Version, Version)>> {
    range.split("||").map(alternative).collect()
}

fn alternative(text: &str) -> Option<(Version, Version)> {
    if let Some((from, to)) = text.split_once(" - ") {
        return Some((Partial::read(from)?.from(), Partial::read(to)?.to()));
    }
    let (mut from, mut to) = ([0; 3], ENDLESS);
    let mut rest = text.trim();
    while !rest.is_empty() {
        let version = rest.trim_start_matches(['<', '>', '=', '^', '~']);
        let operator = &rest[..rest.len() - version.len()];
        let version = version.trim_start();
        let end = version.find([' ', '\t', ',', '<', '>', '=', '^', '~']).unwrap_or(version.len());
        let partial = Partial::read(&version[..end])?;
        let (least, below) = partial.bounds(operator)?;
        (from, to) = (from.max(least), to.min(below));
        rest = version[end..].trim_start_matches([' ', '\t', ',']);
    }
    Some((from, to))
}

/// A version of which the last parts may be open: `18`, `18.x`, `18.16.0`.
struct Partial(Vec<u64>);

impl Partial {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let text = text.split(['-', '+']).next().filter(|text| !text.is_empty())?;
        let mut parts = Vec::new();
        for part in text.split('.') {
            if matches!(part, "x" | "X" | "*" | "") {
                break;
            }
            parts.push(part.parse().ok()?);
        }
        (parts.len() <= 3).then_some(Self(parts))
    }

    fn part(&self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or(0)
    }

    /// The first version it stands for.
    fn from(&self) -> Version {
        [self.part(0), self.part(1), self.part(2)]
    }

    /// The first version behind those it stands for.
    fn to(&self) -> Version {
        self.after(self.0.len())
    }

    /// The first version that differs in the first `parts` parts.
    fn after(&self, parts: usize) -> Version {
        let [major, minor, patch] = self.from();
        match parts {
            0 => ENDLESS,
            1 => [major.saturating_add(1), 0, 0],
            2 => [major, minor.saturating_add(1), 0],
            _ => [major, minor, patch.saturating_add(1)],
        }
    }

    fn bounds(&self, operator: &str) -> Option<(Version, Version)> {
        Some(match operator {
            "" | "=" => (self.from(), self.to()),
            ">=" => (self.from(), ENDLESS),
            ">" => (self.to(), ENDLESS),
            "<" => ([0; 3], self.from()),
            "<=" => ([0; 3], self.to()),
            "~" | "~>" => (self.from(), self.after(self.0.len().min(2))),
            "^" => (self.from(), self.after(if self.part(0) > 0 { 1 } else { self.0.len().min(2) })),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn told(asked: &str) -> RuntimeSupport {
        support(asked, Runtimes::bundled(), date(2026, 11, 22))
    }

    #[test]
    fn a_range_is_out_of_support_where_it_admits_nothing_in_support() {
        let since = date(2026, 4, 30);
        for asked in ["18 || 20", ">=16 <21", "^18.16.0 || ^20", "16 - 20", "<=20", "~20.3", ">= 14, < 20.5"]
        {
            assert_eq!(told(asked), RuntimeSupport::EndOfLife { since }, "{asked}");
        }
    }

    #[test]
    fn a_range_that_admits_one_in_support_is_in_support() {
        for asked in [">=18", ">= 18.18.1", "*", ">=14 <23", "^18 || ^22", "18 - 24", "x", "22.x", "24.14.0"]
        {
            assert!(matches!(told(asked), RuntimeSupport::InSupport { .. }), "{asked}");
        }
    }

    #[test]
    fn what_is_no_version_is_unknown() {
        for asked in ["latest", "lts/*", "${VERSION}", "node", ">=99", "<<18", "-"] {
            assert_eq!(told(asked), RuntimeSupport::Unknown, "{asked}");
        }
    }

    #[test]
    fn a_range_is_told_from_a_single_line() {
        assert!(is_range(">=14 <21") && is_range("18 || 20"));
        assert!(!is_range("18") && !is_range("18.x") && !is_range("^18.2") && !is_range("v18.16.0"));
    }
}
